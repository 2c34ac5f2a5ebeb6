"""The way in by a link: who holds it, and the case behind it, read in one call."""

from collections.abc import Callable
from dataclasses import dataclass

from onboarding.domain.application import Case
from onboarding.domain.asking_customers import question_of
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import NotFound
from onboarding.domain.ids import ApplicationId, DecisionId, is_application_id, is_decision_id
from onboarding.domain.link import Link, hash_of, is_token
from onboarding.domain.live import ASKS_CUSTOMERS, is_live
from onboarding.domain.people import Role
from onboarding.web.tongue import suppose
from onboarding.world import World

BY_LINK = frozenset(
    {
        Kind.CONFIRMATION,
        Kind.INVITATION,
        Kind.REVIEW,
        Kind.SCREENING,
        Kind.DISTRIBUTOR,
        Kind.BUSINESS,
        Kind.AGREEMENT,
        Kind.COUNTERSIGNATURE,
        Kind.ADMIN,
        Kind.CHECKIN,
        Kind.PROOF,
    }
)
"""What is decided by a link; holds, questions and tasks are ops' own, in the console, and no link to them exists."""


OF_ACCOUNTS = frozenset({Kind.ADMIN, Kind.PROOF})
"""What a customer's nominee is asked about one account."""


@dataclass(frozen=True)
class Visit:
    """A link with its case; `path` is the link's own address below BASE_URL."""

    link: Link
    case: Case
    path: str

    @property
    def decision(self) -> Decision:
        """The decision that the link is for."""
        assert self.case.decision is not None  # noqa: S101 - read_decision has looked
        return self.case.decision

    @property
    def open(self) -> bool:
        """Whether the holder of this link may still answer."""
        decision, account = self.decision, self.case.account
        if decision.kind in OF_ACCOUNTS and account is None:
            return False
        return is_live(self.case.application, decision, account) and self.addressed

    @property
    def addressed(self) -> bool:
        """Whether the decision is still this addressee's; it may have been handed to somebody else."""
        return self.link.email.casefold() == self.decision.asked.email.casefold()

    @property
    def queued(self) -> bool:
        """Whether the link leads to all that is asked of a mailbox, and to this among it."""
        return self.link.application is None

    def asked_instead(self) -> DecisionId | None:
        """The decision of the same role that is open now, if it is not this link's to answer."""
        application, account, role = self.case.application, self.case.account, self.link.role
        if self.open:
            return None
        if self.decision.kind in OF_ACCOUNTS:
            return question_of(account) if account and application.stage in ASKS_CUSTOMERS else None
        return application.decision if application.decision_open and application.holder is role else None


class Visits:
    """What `deciding.decide` reads for a page; `last` is what it read last, for the page that follows."""

    last: Visit

    def __init__(self, read: Callable[[], Visit]) -> None:
        self._read = read
        self.count = 0

    def __call__(self) -> Case:
        """The case as it is now; raises NotFound where the link leads nowhere any more."""
        self.last = self._read()
        self.count += 1
        return self.last.case


def read_decision(world: World, application: str, decision: str, token: str) -> Visit:
    """The decision behind a link, in one call; raises NotFound for whatever is not exactly a link to one."""
    if not (is_application_id(application) and is_decision_id(decision) and is_token(token)):
        raise NotFound("no link")
    link, case = world.applications.behind(hash_of(token), ApplicationId(application), DecisionId(decision))
    if case.decision is None or case.decision.kind not in BY_LINK or link.expires <= world.clock.now():
        raise NotFound("no link")
    suppose(case.application, link)
    return Visit(link, case, f"/d/{application}/{decision}/{token}")


def read_page(world: World, application: str, token: str) -> Visit:
    """The case behind an applicant's own link, in one call; raises NotFound for anything else."""
    if not (is_application_id(application) and is_token(token)):
        raise NotFound("no link")
    link, case = world.applications.behind(hash_of(token), ApplicationId(application), None)
    if link.role is not Role.APPLICANT or link.expires <= world.clock.now():
        raise NotFound("no link")
    suppose(case.application, link)
    return Visit(link, case, f"/a/{application}/{token}")
