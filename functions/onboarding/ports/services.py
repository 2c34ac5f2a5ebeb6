"""The services that everything runs on: the time, Step Functions, mail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from onboarding.domain.application import Application
from onboarding.domain.ids import ApplicationId, DistributorId
from onboarding.domain.stage_change import StageChange


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """The time in UTC, with its zone."""


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
        """Ends an execution; what its case still needs is grown anew."""


class Mailer(Protocol):
    """A mail service."""

    def send(self, raw: bytes, sender: str, to: str) -> None:
        """Sends a finished MIME message; raises RateLimited (later, and the others too), Unavailable or Rejected."""


class Listeners(Protocol):
    """Other systems, who want to know where each case stands."""

    def tell(self, change: StageChange) -> None:
        """Sends one event; raises Unavailable where it was not taken."""


class Webhooks(Protocol):
    """Distributors' own systems."""

    def deliver(self, distributor: DistributorId, address: str, id: str, body: bytes) -> None:
        """Sends one signed event; raises Unavailable where it was not taken."""


class Incoming(Protocol):
    """Mail that people have sent us."""

    def read(self, id: str) -> bytes:
        """One whole mail, by the id that the mail service gave it; raises NotFound."""
