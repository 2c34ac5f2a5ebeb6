"""What the program needs from outside, as Protocols; adapters implement them, tests may stand in for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from onboarding.domain.account import Account, Level
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Decision
from onboarding.domain.distribution import Distributor
from onboarding.domain.events import Event
from onboarding.domain.ids import ApplicationId, DecisionId, MessageId
from onboarding.domain.link import Link
from onboarding.domain.messages import Message, MessageState
from onboarding.domain.notices import Notice, NoticeChange, NoticeNumber
from onboarding.domain.program import Program
from onboarding.domain.resellers import Listing, ResellerId


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """The time in UTC, with its zone."""


class Applications(Protocol):
    """The table of cases: the only truth."""

    def case(self, application: ApplicationId, decision: DecisionId | None = None) -> Case:
        """The application and one decision (with its account), read consistently in one call; raises NotFound."""

    def current(self, application: ApplicationId) -> Case:
        """The application with the decision that its workflow waits for; raises NotFound."""

    def behind(self, hash: str, application: ApplicationId, decision: DecisionId | None) -> tuple[Link, Case]:
        """The link with that hash and its case, in one call; raises NotFound unless all three belong together."""

    def commit(self, change: Change) -> None:
        """Writes a change in one transaction; raises Conflict if anything it is guarded by has moved."""

    def accounts(self, application: ApplicationId) -> Sequence[Account]:
        """Its customer accounts, in order."""

    def decisions(self, application: ApplicationId) -> Sequence[Decision]:
        """All its decisions."""

    def events(self, application: ApplicationId) -> Sequence[Event]:
        """Its audit events, oldest first."""

    def messages(self, application: ApplicationId) -> Sequence[Message]:
        """Its messages, oldest first."""

    def waiting(self) -> Iterator[Application]:
        """Every application that is neither active nor closed, oldest first within a stage."""

    def questions(self) -> Iterator[Decision]:
        """Every question and task that ops have not seen to, of any case, oldest first."""

    def same(self, domain: str, email: str, company: str) -> Mapping[str, Sequence[ApplicationId]]:
        """Applications with the same domain, e-mail or comparable company name, by what is the same; some of them."""

    def listing(self, reseller: ResellerId) -> Listing:
        """The public entry of a reseller id; raises NotFound."""

    def distributors(self) -> Sequence[Distributor]:
        """Every distributor of the program."""


class Notices(Protocol):
    """What the vendor has announced, and is about to."""

    def find(self, number: NoticeNumber) -> Notice | None:
        """The notice, read consistently; None where there is no such number."""

    def listed(self) -> Sequence[Notice]:
        """All of them, drafts too, in the order of their numbers."""

    def history(self, number: NoticeNumber) -> Sequence[Event]:
        """Its audit events, oldest first."""

    def record(self, change: NoticeChange) -> None:
        """Writes a change in one transaction; raises Conflict if the notice has moved."""


@dataclass(frozen=True)
class DueMessage:
    """A queued or half-sent message whose time has come."""

    application: ApplicationId
    message: MessageId


@dataclass(frozen=True)
class DueStart:
    """An application whose execution has not been started yet."""

    application: ApplicationId


@dataclass(frozen=True)
class DueCase:
    """A case for which nobody waits and whose date has come: a check-in, or the day to come back."""

    application: ApplicationId


@dataclass(frozen=True)
class DueDecision:
    """A decision at which something is due: a reminder, its date, or an undelivered wake-up (with its `token`)."""

    decision: Decision
    token: str | None


type Due = DueMessage | DueStart | DueCase | DueDecision


class Outbox(Protocol):
    """What the relay and the clock keep beside the cases: deliveries, not state; so none of it is an audit event."""

    def due(self, now: datetime) -> Iterable[Due]:
        """What is due at that time, oldest first; reads nothing else."""

    def claim(self, application: ApplicationId, message: MessageId, now: datetime) -> Message | None:
        """Takes a message for sending, for some minutes; None if it is sent, moot or in somebody else's hands."""

    def keep_link(self, link: Link) -> None:
        """Stores a link, by the hash of its token."""

    def settle(self, message: Message, state: MessageState, now: datetime) -> None:
        """Writes what became of a claimed message."""

    def woken(self, decision: Decision, token: str | None) -> None:
        """Takes a decided decision off the clock's list, unless a newer token is waiting."""

    def forget(self, decision: Decision) -> None:
        """Takes an open decision that nobody waits for any more off the clock's list."""

    def started(self, application: ApplicationId, generation: int) -> None:
        """Takes an application whose execution runs off the clock's list."""


@dataclass(frozen=True)
class Execution:
    """A running execution; `application` and `generation` are read from its name."""

    arn: str
    application: ApplicationId
    generation: int


class Workflow(Protocol):
    """Step Functions, which waits and may be lost."""

    def start(self, application: Application) -> bool:
        """Starts this generation's execution, or finds it running; False if one of that name has ended already."""

    def wake(self, token: str, payload: Mapping[str, str | None]) -> bool:
        """Hands the outcome to a waiting execution; False if the token is dead."""

    def running(self) -> Iterator[Execution]:
        """Every running execution."""

    def stop(self, execution: Execution, reason: str) -> None:
        """Ends an execution that a newer generation has replaced."""


class Mailer(Protocol):
    """A mail service."""

    def send(self, raw: bytes, sender: str, to: str) -> None:
        """Sends a finished MIME message; raises Unavailable (try again) or Rejected (never)."""


class Signatures(Protocol):
    """Who prepares agreements and collects signatures."""

    def prepare(self, application: Application, program: Program, now: datetime) -> Mapping[str, str]:
        """The document to be signed: `version`, `sha256` (hex, over the UTF-8 text), `text`."""


class AdminDirectory(Protocol):
    """Outside truth about a customer account's admins."""

    def level(self, account: Account) -> Level:
        """What can be proved about the account's own admin now."""
