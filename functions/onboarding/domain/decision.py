"""Decisions: every wait for a person is one item of this one kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from onboarding.domain.ids import AccountId, ApplicationId, DecisionId, DistributorId
from onboarding.domain.people import Actor, Person, Role
from onboarding.domain.stages import Outcome, Stage


class Kind(StrEnum):
    """What is being decided; also the first word of a decision's id."""

    CONFIRMATION = "confirmation"
    INVITATION = "invitation"
    REVIEW = "review"
    DISTRIBUTOR = "distributor"
    BUSINESS = "business"
    AGREEMENT = "agreement"
    COUNTERSIGNATURE = "countersignature"
    CUSTOMERS = "customers"
    ADMIN = "admin"
    HOLD = "hold"
    QUESTION = "question"
    CHECKIN = "checkin"
    TASK = "task"
    WITHDRAWAL = "withdrawal"
    DEADLINE = "deadline"
    MISSED = "missed"
    PROOF = "proof"
    DRIFT = "drift"
    SCREENING = "screening"
    SUSPICION = "suspicion"


LISTED = frozenset({Kind.QUESTION, Kind.TASK, Kind.DRIFT, Kind.SUSPICION})
"""What ops must see to beside what cases wait for: listed by itself, at whatever stage the case is."""

QUEUED = frozenset({Kind.REVIEW, Kind.DISTRIBUTOR, Kind.BUSINESS, Kind.COUNTERSIGNATURE})
"""What one mailbox is asked about many partners: all of it can be seen on one page."""

ANSWERS: Mapping[Kind, tuple[Outcome, ...]] = {
    Kind.CONFIRMATION: (Outcome.CONFIRMED,),
    Kind.INVITATION: (Outcome.CONFIRMED,),
    Kind.REVIEW: (Outcome.APPROVED, Outcome.NOT_YET, Outcome.REJECTED),
    Kind.DISTRIBUTOR: (Outcome.ACCEPTED, Outcome.DECLINED),
    Kind.BUSINESS: (Outcome.APPROVED, Outcome.NOT_YET, Outcome.REJECTED),
    Kind.AGREEMENT: (Outcome.SIGNED, Outcome.DECLINED, Outcome.REASSIGNED),
    Kind.COUNTERSIGNATURE: (Outcome.SIGNED, Outcome.DECLINED),
    Kind.CUSTOMERS: (),
    Kind.ADMIN: (Outcome.CONFIRMED, Outcome.REFUSED),
    Kind.HOLD: (Outcome.RETRY, Outcome.CLOSED),
    Kind.QUESTION: (Outcome.ANSWERED,),
    Kind.CHECKIN: (Outcome.GOOD, Outcome.BAD),
    Kind.TASK: (Outcome.DONE,),
    Kind.WITHDRAWAL: (),
    Kind.DEADLINE: (),
    Kind.MISSED: (Outcome.EXTENDED, Outcome.WAIVED, Outcome.RELEASED),
    Kind.PROOF: (),
    Kind.DRIFT: (Outcome.RETRY, Outcome.SKIP, Outcome.ENDED),
    Kind.SCREENING: (Outcome.CLEARED, Outcome.MATCHED),
    Kind.SUSPICION: (Outcome.CLEARED, Outcome.MATCHED),
}
"""What a person may answer. Ops may also skip a hold where `SKIPPABLE` says so."""

SKIPPABLE = frozenset({Stage.READINESS, Stage.CUSTOMERS})
"""Nobody can skip proving an e-mail, having a distributor, or signing."""

REASON_REQUIRED = frozenset(
    {
        Outcome.REJECTED,
        Outcome.NOT_YET,
        Outcome.DECLINED,
        Outcome.REFUSED,
        Outcome.RETRY,
        Outcome.SKIP,
        Outcome.CLOSED,
        Outcome.ANSWERED,
        Outcome.EXTENDED,
        Outcome.WAIVED,
        Outcome.RELEASED,
        Outcome.BAD,
        Outcome.DONE,
        Outcome.ENDED,
        Outcome.CLEARED,
        Outcome.MATCHED,
    }
)

EXPIRING = frozenset(
    {
        Kind.CONFIRMATION,
        Kind.INVITATION,
        Kind.REVIEW,
        Kind.DISTRIBUTOR,
        Kind.BUSINESS,
        Kind.AGREEMENT,
        Kind.COUNTERSIGNATURE,
        Kind.CUSTOMERS,
        Kind.CHECKIN,
    }
)
"""The clock may answer these. Ops' own decisions, a customer's confirmation, and whether somebody is on a denied-party
list stay open past their date."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who is asked, about what, what may be answered, when reminders are due, and how it came out.

    `ladder` holds the reminder times that are still to come; `about` names what the question is about
    (`distributor`, `account`, `sha256`, `question` …).
    """

    id: DecisionId
    application: ApplicationId
    kind: Kind
    role: Role
    asked: Person
    asked_at: datetime
    due: datetime
    answers: tuple[Outcome, ...]
    ladder: tuple[datetime, ...] = ()
    reminded: int = 0
    about: Mapping[str, str] = field(default_factory=dict)
    outcome: Outcome | None = None
    decided_by: Actor | None = None
    decided_at: datetime | None = None
    note: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.outcome is None

    @property
    def distributor(self) -> DistributorId:
        """The distributor that is asked, for decisions of that kind; empty where nobody was left."""
        return DistributorId(self.about.get("distributor", ""))

    @property
    def account(self) -> AccountId:
        """The customer account, for decisions about one."""
        return AccountId(self.about.get("account", ""))

    @property
    def expires(self) -> bool:
        """Whether the clock may answer it; of a new agreement the partner's deadline takes care."""
        return self.kind in EXPIRING and "renewal" not in self.about

    def next_look(self) -> datetime | None:
        """When the clock must look at it next: the next reminder, then the due date where the clock acts."""
        times = list(self.ladder[:1])
        if self.expires or self.kind is Kind.DEADLINE:
            times.append(self.due)
        return min(times) if self.open and times else None

    def reminded_at(self, now: datetime) -> "Decision":
        """The same decision after one reminder; steps of the ladder that were slept through are not made up for."""
        return replace(self, ladder=tuple(at for at in self.ladder if at > now), reminded=self.reminded + 1)


@dataclass(frozen=True)
class Settlement:
    """The outcome that is written onto a decision, if it is still open."""

    decision: DecisionId
    outcome: Outcome
    by: Actor
    at: datetime
    note: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
