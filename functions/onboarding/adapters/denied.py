"""Denied-party lists: their records in DynamoDB, and what is in force of them, read once and kept in memory."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from onboarding import keys
from onboarding.adapters.codec import decode, encode
from onboarding.adapters.table import Put, Table
from onboarding.domain.screening import Hit
from onboarding.screening.editions import edition_of
from onboarding.screening.lists import DeniedList, Sweep

if TYPE_CHECKING:
    from onboarding.ports.importing import Files
    from onboarding.ports.screening import DeniedLists
    from onboarding.screening.matching import Index

_BEGINS = "PK = :pk AND begins_with(SK, :sk)"


class DynamoDeniedLists:
    """The port `DeniedLists` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def listed(self) -> Sequence[DeniedList]:
        """One consistent Query."""
        found = self._table.query(_BEGINS, {"pk": keys.LISTS, "sk": "LIST#"})
        return [decode(DeniedList, item) for item in found]

    def keep(self, before: DeniedList | None, after: DeniedList) -> None:
        """One PutItem, guarded by its number."""
        item = {**keys.denied_list(after.file), **encode(after), "kind": "DENIED_LIST"}
        self._table.put(Put(item) if before is None else Put(item, "#number = :before", {"before": before.number}))

    def sweep(self) -> Sweep | None:
        """One BatchGetItem."""
        (found,) = self._table.get([keys.sweep()])
        return None if found is None else decode(Sweep, found)

    def begin(self, sweep: Sweep) -> None:
        """One PutItem."""
        self._table.put(Put(_sweep_item(sweep), condition=""))

    def advance(self, before: Sweep, after: Sweep) -> None:
        """One PutItem, guarded by the checkpoint that was read."""
        same = "#id = :id AND #stage = :stage AND #place = :place AND attribute_not_exists(#ended)"
        values = {"id": before.id, "stage": before.stage, "place": before.place}
        self._table.put(Put(_sweep_item(after), same, values))


def _sweep_item(sweep: Sweep) -> dict[str, object]:
    item = {**keys.sweep(), **encode(sweep), "kind": "SWEEP"}
    return {name: value for name, value in item.items() if value is not None}


class ListedParties:
    """The port `DeniedParties` on the lists in force."""

    def __init__(self, lists: "DeniedLists", files: Callable[[], "Files"]) -> None:
        self._lists, self._files = lists, files
        self._read: tuple[str, Index | None] = ("", None)

    def like(self, names: Sequence[str], at_least: int) -> Sequence[Hit]:
        """One Query; lists that have changed since are read again. Without a list, nothing is read or loaded."""
        in_force = [one for one in self._lists.listed() if one.in_force]
        if not in_force:
            return []
        edition = edition_of(in_force)
        if self._read[0] != edition or self._read[1] is None:
            # The matcher's libraries are for the functions that screen, and for when there is a list.
            from onboarding.screening import editions, matching  # noqa: PLC0415

            self._read = (edition, matching.Index(list(editions.entries(in_force, self._files()))))
        index = self._read[1]
        found = [hit for name in names for hit in index.like(name, at_least)] if index else []
        return sorted(found, key=lambda hit: -hit.score)
