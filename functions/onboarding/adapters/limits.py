"""Counters that expire: what was done by one source, or to one mailbox, in the present window."""

from collections.abc import Sequence
from datetime import datetime

from onboarding import keys
from onboarding.adapters.table import Put, Table, Update
from onboarding.domain.errors import Conflict, Unavailable
from onboarding.domain.limits import Limit, TooMany

_TRIES = 6


def write(table: Table, writes: Sequence[Put | Update], within: Sequence[Limit], now: datetime) -> None:
    """The writes and one more on every counter, in one transaction.

    Raises TooMany where a counter is full, Conflict where a condition of the writes does not hold, and Unavailable
    where so many count at once that none gets through.
    """
    counters = [_counter(limit, now) for limit in within]
    for _ in range(_TRIES):
        try:
            table.write([*counters, *writes])
        except Conflict as conflict:
            full = [limit for at, limit in enumerate(within) if at in conflict.failed]
            if full:
                raise TooMany(max(limit.ends(now) for limit in full)) from None
            if conflict.failed:
                raise
        else:
            return
    raise Unavailable("too many count at once")


def _counter(limit: Limit, now: datetime) -> Update:
    return Update(
        keys.limit(limit.what, limit.whom, limit.window(now).isoformat()),
        {"kind": "LIMIT", keys.TTL: int(limit.ends(now).timestamp())},
        condition="attribute_not_exists(PK) OR #taken <= :last",
        values={"last": limit.most - 1},
        count=("taken",),
    )
