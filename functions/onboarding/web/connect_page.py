"""The page on which a customer, or a partner where it may, is asked to connect the customer's team."""

from collections.abc import Mapping
from dataclasses import dataclass

from onboarding.domain.account import Account
from onboarding.domain.application import Application
from onboarding.domain.ending import may_end
from onboarding.domain.errors import NotFound
from onboarding.domain.people import Role
from onboarding.domain.program import Program
from onboarding.domain.proving import may_connect
from onboarding.web.door import Visit
from onboarding.web.responses import Reply, may_lead_to, page
from onboarding.world import World


@dataclass(frozen=True)
class Party:
    """Who stands before an account: one of its two sides, by the link that they hold."""

    application: Application
    account: Account
    role: Role
    name: str
    email: str
    path: str
    program: Program

    @property
    def present(self) -> bool:
        """Whether it is still this person's account: another nominee may have taken the place."""
        return self.role is not Role.CUSTOMER or self.email.casefold() == self.account.nominee.email.casefold()

    @property
    def may_connect(self) -> bool:
        """Whether this side may connect the account now."""
        return self.present and may_connect(self.application, self.account, self.role, self.program)

    @property
    def may_end(self) -> bool:
        """Whether this side may end the relation now."""
        return self.present and may_end(self.application, self.account)


def party_of(world: World, visit: Visit) -> Party:
    """The customer's side, by a link to one of its questions; raises NotFound where that is about no account."""
    case, link = visit.case, visit.link
    if case.account is None:
        raise NotFound("no account")
    return Party(
        case.application, case.account, link.role, visit.decision.asked.name, link.email, visit.path, world.program
    )


def connect_page(
    world: World,
    party: Party,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> Reply:
    """What will be read and what not, and the form that leads on to the provider."""
    return page(
        world,
        "connect",
        status=status,
        headers=may_lead_to(world, world.settings.directory_site),
        application=party.application,
        submission=party.application.submission,
        account=party.account,
        partner=party.role is not Role.CUSTOMER,
        offer=world.program.hand_over and party.role is Role.CUSTOMER,
        post=f"{world.settings.need('base_url')}{party.path}/connect",
        ask=f"{world.settings.need('base_url')}{party.path}/question" if party.role is Role.CUSTOMER else "",
        errors=errors or {},
        typed=typed or {},
    )
