"""What the program needs from outside, as Protocols; adapters implement them, tests may stand in for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from onboarding.domain.account import Account
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.connection import Begun
from onboarding.domain.decision import Decision
from onboarding.domain.distribution import Distributor
from onboarding.domain.events import Event
from onboarding.domain.ids import AccountId, ApplicationId, DecisionId, MessageId
from onboarding.domain.link import Link
from onboarding.domain.messages import Message, MessageState
from onboarding.domain.notices import Notice, NoticeChange, NoticeNumber
from onboarding.domain.program import Program
from onboarding.domain.resellers import Listing, ResellerId
from onboarding.domain.team import Member, Team
from onboarding.port_data import Connected, Due, Execution
from onboarding.provider_port import SignatureRequest


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

    def account(self, application: ApplicationId, account: AccountId) -> Case:
        """The application and one customer account, read consistently in one call; raises NotFound."""

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
        """Every question, task and lost proof that ops have not seen to, of any case, oldest first."""

    def listing(self, reseller: ResellerId) -> Listing:
        """The public entry of a reseller id; raises NotFound."""

    def same(self, domain: str, email: str, company: str) -> Mapping[str, Sequence[ApplicationId]]:
        """Applications with the same domain, e-mail or comparable company name, by what is the same; some of them."""

    def distributors(self) -> Sequence[Distributor]:
        """Every distributor of the program."""

    def keep_distributor(self, distributor: Distributor) -> None:
        """Writes a distributor, whether it is new or known."""


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

    def unlook(self, account: Account) -> None:
        """Takes an account that is not looked at any more off the clock's list."""

    def started(self, application: ApplicationId, generation: int) -> None:
        """Takes an application whose execution runs off the clock's list."""

    def postpone(self, message: Message, until: datetime) -> None:
        """Leaves a claimed message to the clock until then."""

    def request(self, application: ApplicationId, decision: DecisionId) -> SignatureRequest | None:
        """What was asked outside for this decision."""

    def keep_request(self, request: SignatureRequest, look: datetime, *, instead_of: str = "") -> bool:
        """Stores what was asked, to be looked at then; False, and nothing written, if another one is stored already.

        `instead_of` is the request that this one takes the place of.
        """

    def nudge(self, application: ApplicationId, decision: DecisionId, request: str, now: datetime) -> bool:
        """Something happened to a request outside: it is looked at at once; False if we wait for no such request."""

    def looked(self, request: SignatureRequest, look: datetime) -> None:
        """Nothing new: the next look is then, unless it was nudged since it was read."""

    def close_request(self, request: SignatureRequest) -> None:
        """Takes a request that is over off the clock's list."""


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
    """Who prepares agreements, and puts what was signed together with its evidence."""

    def prepare(self, application: Application, number: str, program: Program, now: datetime) -> Mapping[str, str]:
        """Makes the document and stores it; gives the decision's `about`.

        `number` (the agreement's), `version`, `language`, `sha256` (hex, of the PDF), `key` (where the PDF is stored)
        and `text` (the PDF's words, for the page), and `provider`: who collects the signature outside, or nothing. The
        same number on the same day gives the same document.
        """

    def signed(self, case: Case, events: Sequence[Event], program: Program) -> bytes:
        """The signed decision's PDF with its evidence, ready to be sealed: the same case gives the same document."""


class Documents(Protocol):
    """Where documents are kept: written once, never changed, never deleted by us."""

    def keep(self, key: str, content: bytes, kind: str = "application/pdf") -> bytes:
        """Stores it unless something is there already; gives what is there now, which may be somebody else's."""

    def read(self, key: str) -> bytes:
        """What is stored; raises NotFound."""

    def address(self, key: str, name: str) -> str:
        """A link that downloads it under this file name, for some minutes."""


class Seal(Protocol):
    """The vendor's seal: a PAdES signature that others' tools verify."""

    def seal(self, pdf: bytes, number: str, at: datetime) -> bytes:
        """The PDF with the seal over all of it; `number` is the agreement's, `at` when it was signed."""


class Connections(Protocol):
    """Connections that somebody has begun: what must be remembered while they are at the provider's page."""

    def begin(self, hash: str, begun: Begun) -> None:
        """Keeps it under the SHA-256 of its state."""

    def take(self, hash: str, now: datetime) -> Begun:
        """Gives it once; raises NotFound where there is none, or it was taken, or its time is over."""


class AdminDirectory(Protocol):
    """Outside truth about a customer account's admins.

    Everything raises Unavailable where the provider is away or limits us: then nothing is known.
    """

    @property
    def connects(self) -> bool:
        """Whether there is a provider that accounts can be connected to."""

    def authorize(self, state: str, challenge: str, *, lower: bool) -> str:
        """The provider's page on which an admin connects a team; `lower` asks for the right to lower a role."""

    def connect(self, account: Account, code: str, verifier: str) -> Connected:
        """What the provider gave for its code; raises Disconnected where it refuses."""

    def team(self, account: Account) -> Team:
        """Everybody in the connected team; raises Disconnected where the connection is over."""

    def lower(self, account: Account, members: Sequence[Member]) -> int:
        """Takes the admin role from these members and gives how many had it; raises LastAdmin, Disconnected."""
