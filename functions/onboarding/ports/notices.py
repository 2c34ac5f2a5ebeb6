"""The vendor's notices, as they are kept."""

from collections.abc import Sequence
from typing import Protocol

from onboarding.domain.events import Event
from onboarding.domain.notices import Notice, NoticeChange, NoticeNumber


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
