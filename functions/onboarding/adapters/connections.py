"""Connections that somebody has begun, as items that expire."""

from datetime import datetime

from onboarding import keys
from onboarding.adapters import items
from onboarding.adapters.table import Put, Table, Update
from onboarding.domain.connection import Begun
from onboarding.domain.errors import Conflict, NotFound


class DynamoConnections:
    """The port `Connections` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def begin(self, hash: str, begun: Begun) -> None:
        """One PutItem."""
        self._table.put(Put(items.connection_item(hash, begun)))

    def take(self, hash: str, now: datetime) -> Begun:
        """One conditional UpdateItem: of two that come back with one state, one finishes."""
        once = "attribute_exists(PK) AND attribute_not_exists(#taken)"
        try:
            item = self._table.update(Update(keys.connection(hash), {"taken": True}, condition=once))
        except Conflict:
            raise NotFound("no such connection") from None
        begun = items.connection_of(item)
        if begun.expires <= now:
            raise NotFound("its time is over")
        return begun
