"""Ending the relation between a partner and a customer: what it means, and the deed, for either side."""

from collections.abc import Callable, Mapping

from onboarding.asked import as_asked
from onboarding.deciding import decide
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.ending import end_relation
from onboarding.domain.errors import Moved
from onboarding.domain.people import person
from onboarding.speaking import say
from onboarding.typed_text import printable
from onboarding.web.connect import customer, partner
from onboarding.web.connect_page import Party
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, problem, see_other
from onboarding.world import World

type Reader = Callable[[], Party]


def show(world: World, request: Request, application: str, decision: str, token: str) -> Reply:
    """The customer's page."""
    return _shown(world, customer(world, application, decision, token))


def end(world: World, request: Request, application: str, decision: str, token: str) -> Reply:
    """The customer ends it."""
    return _ended(world, request, lambda: customer(world, application, decision, token), "")


def show_partner(world: World, request: Request, application: str, token: str, account: str) -> Reply:
    """The partner's page."""
    return _shown(world, partner(world, application, token, account))


def end_partner(world: World, request: Request, application: str, token: str, account: str) -> Reply:
    """The partner ends it."""
    return _ended(world, request, lambda: partner(world, application, token, account), "?said=ended")


def _shown(world: World, party: Party) -> Reply:
    return _form(world, party) if party.may_end else _nothing(world)


def _nothing(world: World) -> Reply:
    return problem(
        world, 409, say("There is nothing to end"), say("This relation is not settled yet, or has ended already.")
    )


def _ended(world: World, request: Request, read_party: Reader, said: str) -> Reply:
    from onboarding.web import account_forms, forms  # noqa: PLC0415 - pydantic: no GET pays for it

    parties: list[Party] = []

    def read() -> Case:
        party = read_party()
        parties.append(party)
        return Case(party.application, None, party.account)

    def rule(case: Case) -> Change:
        party = parties[-1]
        if not party.may_end:
            raise Moved("There is nothing to end here.")
        form = account_forms.ending(request)
        by = person(form.name, party.role, party.email)
        account = as_asked(world, party.account)
        return end_relation(case.application, account, by, form.reason, world.clock.now(), world.program)

    try:
        decide(world.applications, read, rule)
    except forms.Invalid as invalid:
        return _form(world, parties[-1], invalid.errors, request)
    except Moved:
        return _nothing(world)
    path = parties[-1].path
    return see_other(world, (path.partition("/accounts/")[0] if said else path) + said)


def _form(world: World, party: Party, errors: Mapping[str, str] | None = None, request: Request | None = None) -> Reply:
    return page(
        world,
        "end",
        status=422 if errors else 200,
        application=party.application,
        submission=party.application.submission,
        account=party.account,
        partner=party.role.value == "applicant",
        here=f"{world.settings.need('base_url')}{party.path}",
        errors=errors or {},
        typed={name: printable(values[0]) for name, values in request.form.items()} if request else {},
    )
