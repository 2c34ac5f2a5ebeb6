"""The application: one partner's case, from the form to active."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from onboarding.domain.account import Account
from onboarding.domain.calendars import last_day, zone_of
from onboarding.domain.decision import Decision
from onboarding.domain.events import FIRST
from onboarding.domain.ids import ApplicationId, DecisionId, DistributorId, ResellerId
from onboarding.domain.people import Person
from onboarding.domain.screening import Hit
from onboarding.domain.stages import CHANNEL, Outcome, Stage
from onboarding.domain.standing import Standing


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A customer account that the applicant manages already, with the nominee for its own admin."""

    name: str
    nominee: Person


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What the form says. `domain` is the registrable domain of the website; `country` is ISO 3166-1 alpha-2.

    `zone` is the partner's own IANA time zone, where it is known better than by its country.
    `answers` are those to the track's own questions, by question; a number as its digits, a choice as its word.
    """

    track: str
    company: str
    website: str
    domain: str
    country: str
    applicant: Person
    signer: Person
    people: int
    services: tuple[str, ...]
    customers: tuple[Customer, ...]
    language: str = "en"
    zone: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """One rule of the readiness rubric and what it gave."""

    rule: str
    points: int
    why: str


@dataclass(frozen=True)
class Twin:
    """Another case of what may be the same company; `same` is what both have in common (`domain`, `e-mail` …)."""

    application: ApplicationId
    company: str
    same: tuple[str, ...]


@dataclass(frozen=True)
class Reached:
    """A stage and when it was entered: the timeline on the applicant's page."""

    stage: Stage
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The sealed agreement: `key` is where the document is stored, `sha256` (hex) is over its bytes.

    `number` is printed on it; `decision` is the one that was signed. `ended` is set when it is not in force any more.
    """

    number: str
    version: str
    language: str
    decision: DecisionId
    key: str
    sha256: str
    sealed: datetime
    ended: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Application(Standing):
    """The state that the table keeps. `version` equals the number of its audit events.

    `waived` says that ops let customer accounts go unproven; `start` asks the relay for execution number
    `generation`. `path` is the way of its track, as the program had it when the case began: a case under way keeps it.
    `deadline_id` is which of the program's deadlines it has, `deadline_zone` the IANA zone in which that was set.
    `hits` are entries of denied-party lists about which a person has still to say whether they are this partner,
    `cleared` the keys of those that are somebody else.
    `back` is the date of a “not ready yet”; `look_at` is when the clock must look at a case for which nobody waits.
    `questions` counts what was asked of the vendor about it. `fresh_at` is when a new link last went to whoever is
    asked, `page_at` when one went to the applicant.
    `signer` is who the form's signer named instead; `signed` and `countersigned` are the decisions by which both
    sides signed, `agreement` is there once it is sealed, and `earlier` are those that others took the place of.
    `tongues` are the languages that its people chose for their pages and mails, by mailbox (casefolded).
    `erased` is when what it said of people was taken out.
    `waived_version` is a new version that an active partner need not accept.
    """

    submission: Submission
    submitted: datetime
    path: tuple[Stage, ...] = CHANNEL
    version: int = 0
    event_hash: str = FIRST
    start: bool = False
    decisions: int = 0
    questions: int = 0
    score: int | None = None
    reasons: tuple[Reason, ...] = ()
    tier: str = ""
    twins: tuple[Twin, ...] = ()
    hits: tuple[Hit, ...] = ()
    cleared: tuple[str, ...] = ()
    distributor: DistributorId | None = None
    distributor_name: str = ""
    declined: tuple[DistributorId, ...] = ()
    silent: tuple[DistributorId, ...] = ()
    accounts_refused: int = 0
    waived: bool = False
    reached: tuple[Reached, ...] = ()
    signer: Person | None = None
    signed: DecisionId | None = None
    countersigned: DecisionId | None = None
    agreement: Agreement | None = None
    earlier: tuple[Agreement, ...] = ()
    waived_version: str = ""
    closed_as: Outcome | None = None
    reason: str = ""
    back: datetime | None = None
    reseller: ResellerId | None = None
    look_at: datetime | None = None
    fresh_at: datetime | None = None
    page_at: datetime | None = None
    deadline_id: str = ""
    deadline_zone: str = ""
    tongues: Mapping[str, str] = field(default_factory=dict)
    erased: datetime | None = None

    @property
    def place(self) -> str:
        """The word that the workflow resumes at: the stage of the work, or `held`."""
        return "held" if self.held else self.works_at.value

    @property
    def settled_version(self) -> str:
        """The agreement's version that holds for this partner; one that it need not accept counts as accepted."""
        return self.waived_version or (self.agreement.version if self.agreement else "")

    def sealed(self, number: str) -> Agreement | None:
        """Its sealed agreement of this number, also one that another has taken the place of."""
        held = [*self.earlier, *([self.agreement] if self.agreement else [])]
        return next((one for one in held if one.number == number), None)

    def zone_for(self, due: datetime) -> str:
        """The IANA zone in which people are told a date of this case: of its deadline its own, else UTC."""
        return zone_of(self.submission.country, self.deadline_zone) if due == self.deadline_at else "UTC"

    def last_day(self, due: datetime) -> date:
        """The day that people are told for a date of this case."""
        return last_day(due, self.zone_for(due))

    @property
    def was_partner(self) -> bool:
        """Whether it was an active partner when it was last closed; a reseller id stays with a case that comes back."""
        closed = [before.stage for before, then in pairwise(self.reached) if then.stage is Stage.CLOSED]
        return closed[-1:] == [Stage.ACTIVE]

    @property
    def gaps(self) -> tuple[Reason, ...]:
        """The rules that gave no points: what is still missing."""
        return tuple(reason for reason in self.reasons if not reason.points)

    @property
    def signs(self) -> Person:
        """Who is asked to sign for the partner now."""
        return self.signer or self.submission.signer

    @property
    def nothing_to_hand_over(self) -> bool:
        """Whether no customer is left to ask: there are none, or each had its own admin when the case came again."""
        return self.accounts_done == self.accounts_total

    @property
    def accounts_open(self) -> int:
        """Customer accounts whose nominee has not answered."""
        return self.accounts_total - self.accounts_done - self.accounts_refused


@dataclass(frozen=True)
class Case:
    """What is read before deciding: the application, the decision in question, and its account where it has one."""

    application: Application
    decision: Decision | None = None
    account: Account | None = None
