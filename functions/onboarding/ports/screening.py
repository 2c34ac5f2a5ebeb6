"""Denied-party lists: what became of each, how far everybody has been compared, and who is on them."""

from collections.abc import Sequence
from typing import Protocol

from onboarding.domain.screening import Hit
from onboarding.screening.lists import DeniedList, Sweep


class DeniedLists(Protocol):
    """What became of the denied-party lists that ops dropped, and how far everybody has been compared with them."""

    def listed(self) -> Sequence[DeniedList]:
        """Every list that was ever dropped, read consistently, by its file."""

    def keep(self, before: DeniedList | None, after: DeniedList) -> None:
        """Writes what became of a list; raises Conflict if that has moved since `before` was read."""

    def sweep(self) -> Sweep | None:
        """The screening of everybody that was begun last, read consistently."""

    def begin(self, sweep: Sweep) -> None:
        """Takes the place of whatever was begun before."""

    def advance(self, before: Sweep, after: Sweep) -> None:
        """Writes how far it is; raises Conflict if somebody else was faster, or a newer one has begun."""


class DeniedParties(Protocol):
    """Who is on the denied-party lists in force."""

    def like(self, names: Sequence[str], at_least: int) -> Sequence[Hit]:
        """Entries that are like one of the names by at least that much (of 100), the most alike first."""
