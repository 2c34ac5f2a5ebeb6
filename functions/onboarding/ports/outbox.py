"""What the relay and the clock keep beside the cases, and what may be due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from onboarding.domain.account import Account
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision
from onboarding.domain.ids import ApplicationId, DecisionId, MessageId
from onboarding.domain.limits import Limit
from onboarding.domain.link import Link
from onboarding.domain.messages import Message, MessageState
from onboarding.domain.stage_change import StageChange
from onboarding.ports.provider import SignatureRequest


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


@dataclass(frozen=True)
class DueRequest:
    """A signature request outside that must be read back."""

    application: ApplicationId
    decision: DecisionId


@dataclass(frozen=True)
class DueLook:
    """A customer account at which outside truth is to be read again."""

    account: Account


@dataclass(frozen=True)
class DueStageChange:
    """A stage change that other systems have not been told yet."""

    change: StageChange


type Due = DueMessage | DueStart | DueCase | DueDecision | DueLook | DueRequest | DueStageChange


class Outbox(Protocol):
    """What the relay and the clock keep beside the cases: deliveries, not state; so none of it is an audit event."""

    def due(self, now: datetime) -> Iterable[Due]:
        """What is due at that time, oldest first; reads nothing else."""

    def queue(self, message: Message, within: Sequence[Limit], now: datetime) -> None:
        """Queues a message that belongs to no case, and is forgotten after some days; raises TooMany."""

    def message(self, application: ApplicationId, message: MessageId) -> Message:
        """A message, whatever became of it; raises NotFound."""

    def claim(self, application: ApplicationId, message: MessageId, now: datetime) -> Message | None:
        """Takes a message for sending, for some minutes; None if it is sent, moot or in somebody else's hands."""

    def keep_link(self, link: Link) -> None:
        """Stores a link, by the hash of its token."""

    def settle(self, message: Message, state: MessageState, now: datetime) -> None:
        """Writes what became of a claimed message."""

    def heard_of(self, message: Message, now: datetime) -> bool:
        """Writes that a claimed message is sent, unless more is known of it by now; whether it was written."""

    def woken(self, decision: Decision, token: str | None) -> None:
        """Takes a decided decision off the clock's list, unless a newer token is waiting."""

    def forget(self, decision: Decision) -> None:
        """Takes a decision off the clock's list, unless it was decided in the meantime."""

    def unlook(self, account: Account) -> None:
        """Takes an account that is not looked at any more off the clock's list."""

    def started(self, application: Application) -> None:
        """Takes an application whose execution runs off the clock's list."""

    def told(self, change: StageChange, now: datetime) -> None:
        """Takes a stage change that was sent off the clock's list; it is forgotten after some days."""

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

    def leave_request(self, request: SignatureRequest, look: datetime) -> bool:
        """Takes a request into one's hands to take it back; no event moves it until then. False if it is not free."""

    def looked(self, request: SignatureRequest, look: datetime) -> None:
        """Nothing new: the next look is then, unless it was nudged since it was read."""

    def close_request(self, request: SignatureRequest) -> None:
        """Takes a request that is over off the clock's list."""
