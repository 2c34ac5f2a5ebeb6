"""What DynamoDB charges for a request, computed from the items: a recording's engine in memory does not say.

Rules: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html and
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html (read November 2026).
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from onboarding import keys
from onboarding.adapters.items import PROJECTED

READ_UNIT, WRITE_UNIT = 4096, 1024
"""Bytes."""

EVENTUAL, CONSISTENT = 0.5, 1.0
"""Read units for each 4 KB."""

IN_TRANSACTION = 2
"""A transaction prepares and commits: each of its writes counts twice; index writes do not."""

type Wire = Mapping[str, Any]


def size(item: Wire) -> int:
    """An item's bytes, names included."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: Wire) -> int:
    ((kind, inner),) = value.items()
    match kind:
        case "S":
            return len(inner.encode())
        case "N":
            return len(inner) // 2 + 2
        case "B":
            return len(inner)
        case "L":
            return 3 + sum(1 + _value(one) for one in inner)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value(one) for name, one in inner.items())
        case _:
            return 1


def read(items: Iterable[Wire | None], rate: float) -> float:
    """Units of separate reads (BatchGetItem): each is rounded up, one that finds nothing counts as one."""
    return sum(rate * max(1, math.ceil(size(item or {}) / READ_UNIT)) for item in items)


def query(items: Iterable[Wire], rate: float) -> float:
    """Units of one page of a Query: rounded up together."""
    return rate * max(1, math.ceil(sum(size(item) for item in items) / READ_UNIT))


def write(before: Wire, after: Wire, *, transaction: bool) -> float:
    """Units of one item's write with what it causes in the indexes; `before` is empty for a new item."""
    table = math.ceil(max(size(before), size(after)) / WRITE_UNIT)
    return table * (IN_TRANSACTION if transaction else 1) + sum(_index(name, before, after) for name in PROJECTED)


def _index(name: str, before: Wire, after: Wire) -> int:
    was, now = projected(name, before), projected(name, after)
    if was == now:
        return 0
    if was and now and _key(name, was) == _key(name, now):
        return math.ceil(max(size(was), size(now)) / WRITE_UNIT)
    return sum(math.ceil(size(image) / WRITE_UNIT) for image in (was, now) if image)


def projected(name: str, item: Wire) -> Wire:
    """What an index has of an item; empty where it is not in it."""
    partition, sort = f"{name}_pk", f"{name}_sk"
    if partition not in item or sort not in item:
        return {}
    carried = {keys.PK, keys.SK, partition, sort, *PROJECTED[name]}
    return {key: value for key, value in item.items() if key in carried}


def _key(name: str, item: Wire) -> tuple[Any, Any]:
    return item[f"{name}_pk"], item[f"{name}_sk"]
