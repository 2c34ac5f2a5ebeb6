"""Notices in DynamoDB, each with its own chain of audit events."""

from collections.abc import Sequence

from onboarding import keys
from onboarding.adapters import items
from onboarding.adapters.codec import decode, encode
from onboarding.adapters.table import Put, Table
from onboarding.domain.events import Event
from onboarding.domain.notices import Notice, NoticeChange, NoticeNumber

_BEGINS = "PK = :pk AND begins_with(SK, :sk)"


class DynamoNotices:
    """The port `Notices` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, number: NoticeNumber) -> Notice | None:
        """One BatchGetItem."""
        (found,) = self._table.get([keys.notice(number)])
        return None if found is None else decode(Notice, found)

    def listed(self) -> Sequence[Notice]:
        """One consistent Query."""
        found = self._table.query(_BEGINS, {"pk": keys.NOTICES, "sk": "NOTICE#"})
        return [decode(Notice, item) for item in found]

    def history(self, number: NoticeNumber) -> Sequence[Event]:
        """One Query."""
        partition = keys.notice_event(number, 0)[keys.PK]
        return [items.event_of(item) for item in self._table.query(_BEGINS, {"pk": partition, "sk": "EVENT#"})]

    def record(self, change: NoticeChange) -> None:
        """The notice, guarded by its version, and its event, or nothing."""
        notice, event = change.notice, change.event
        item = {**keys.notice(notice.id), **encode(notice), "kind": "NOTICE"}
        first = notice.version == 1
        put = Put(item) if first else Put(item, "#version = :before", {"before": notice.version - 1})
        sealed = {**keys.notice_event(notice.id, event.number), **encode(event), "hash": event.hash, "kind": "EVENT"}
        self._table.write([put, Put(sealed)])
