"""What the program needs from a provider outside who collects signatures, and what it notes of a request there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.people import Person


class RequestState(StrEnum):
    """A signature request outside: nothing known to be new, told to look again, being taken back, or over."""

    WAITING = "waiting"
    QUEUED = "queued"
    LEAVING = "leaving"
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class SignatureRequest:
    """What was asked of an outside provider for one decision: its name there, and who was asked.

    `looks` counts how often it was read back, `nudges` how often the provider said that something happened.
    """

    application: ApplicationId
    decision: DecisionId
    request: str
    email: str
    state: RequestState = RequestState.WAITING
    looks: int = 0
    nudges: int = 0


class Standing(StrEnum):
    """How a signature request stands at its provider."""

    WAITING = "waiting"
    SIGNED = "signed"
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What an outside provider is to ask: whom, over which file, in which words, until when.

    `application` and `decision` travel with the request, so that it is found again if the provider's answer is lost.
    Without `expires` it stays open there until it is cancelled.
    """

    application: ApplicationId
    decision: DecisionId
    signer: Person
    subject: str
    message: str
    file_name: str
    file: bytes
    expires: datetime | None
    test: bool


@dataclass(frozen=True, kw_only=True)
class Found:
    """A signature request as its provider tells of it now.

    `signature` is the provider's name for this signer's part in it; `at` when it was signed; `note` is why it was
    declined, or what went wrong.
    """

    id: str
    signature: str
    signer: Person
    standing: Standing
    at: datetime | None = None
    note: str = ""
    expires: datetime | None = None


class SignatureProvider(Protocol):
    """Somebody outside who collects signatures.

    All of these raise Unavailable (RateLimited) where trying later is right, Rejected where it never is, and Gone
    where the request is not there any more.
    """

    def ask(self, asking: Asking) -> Found:
        """Asks the signer, by the provider's own mail."""

    def asked(self, application: ApplicationId, decision: DecisionId) -> Sequence[Found]:
        """What we have asked there for this decision, oldest first; what others ask of us is never in it."""

    def read(self, id: str) -> Found:
        """The request as it stands there now."""

    def remind(self, id: str, signer: Person) -> None:
        """Mails the signer once more; does nothing where that was done within the last hour."""

    def hand_on(self, found: Found, to: Person) -> Found:
        """Asks somebody else instead; raises Rejected where this request cannot be handed on."""

    def extend(self, found: Found, expires: datetime) -> None:
        """Gives the signer more time."""

    def cancel(self, id: str) -> None:
        """Takes it back; does nothing where it is over already."""

    def file(self, id: str) -> bytes:
        """The signed PDF; raises Unavailable while it is being prepared."""

    def authentic(self, time: str, kind: str, hash: str) -> bool:
        """Whether an event of this time and kind comes from the provider. It says nothing about the event's content."""
