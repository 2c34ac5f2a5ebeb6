"""What a case has left behind beside its own record, and how it goes."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from onboarding.domain.application import Application
from onboarding.domain.ids import ApplicationId


class Remains(Protocol):
    """Everything about people that the table keeps for a case."""

    def of(self, application: ApplicationId) -> Mapping[str, int]:
        """How many there are of each kind of item; audit events that still tell of people are among them."""

    def forget(self, application: ApplicationId, now: datetime) -> None:
        """Empties all of it; what an event tells of people goes, the event stays. It can be repeated.

        The event of the erasure itself is left as it is.
        """

    def ended(self, before: datetime) -> Iterator[Application]:
        """Closed cases that still have something, of those that ended before a time, the oldest first."""
