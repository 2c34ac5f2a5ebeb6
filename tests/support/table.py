"""The table of a test: in memory, or on moto with the schema that `tests/infra` finds in the template."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import Any

import boto3
from moto import mock_aws

from onboarding import keys
from onboarding.adapters.items import PROJECTED, Item, from_wire
from onboarding.adapters.table import Put, Table, Update
from tests.support.memory import MemoryTable, copied

NAME = "partner-onboarding-test"


def schema() -> dict[str, Any]:
    """CreateTable's arguments for the product's table."""
    indexes = {index: _projection(carried) for index, carried in PROJECTED.items()}
    names = [keys.PK, keys.SK, *(f"{index}_{part}" for index in indexes for part in ("pk", "sk"))]
    return {
        "TableName": NAME,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "KeySchema": _keys(keys.PK, keys.SK),
        "GlobalSecondaryIndexes": [
            {"IndexName": index, "KeySchema": _keys(f"{index}_pk", f"{index}_sk"), "Projection": projection}
            for index, projection in indexes.items()
        ],
    }


def _projection(carried: Sequence[str]) -> dict[str, Any]:
    return (
        {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(carried)} if carried else {"ProjectionType": "KEYS_ONLY"}
    )


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


class Moto(Table):
    """The table on moto, one call at a time; the race between somebody's read and write stays."""

    _lock = Lock()

    def get(self, keys: Sequence[Mapping[str, str]]) -> list[Item | None]:
        with self._lock:
            return super().get(keys)

    def write(self, writes: Sequence[Put | Update]) -> None:
        with self._lock:
            super().write(writes)

    def update(self, update: Update) -> Item:
        with self._lock:
            return super().update(update)


_open: list[Table] = []


def table() -> Table:
    """The table of the present test."""
    return _open[-1]


@contextmanager
def empty_table(*, moto: bool = False) -> Iterator[Table]:
    """A new table for one test: in memory, or on moto where the adapters themselves are tested."""
    with mock_aws() if moto else nullcontext():
        if moto:
            boto3.client("dynamodb").create_table(**schema())
        _open.append(Moto(NAME) if moto else MemoryTable())
        try:
            yield table()
        finally:
            _open.pop()


def everything() -> dict[tuple[str, str], Item]:
    """All items of the table by key: to see what changed, and that nothing did."""
    if isinstance(_open[-1], MemoryTable):
        return copied(_open[-1].items)
    found = boto3.client("dynamodb").scan(TableName=NAME, ConsistentRead=True)["Items"]
    return {(item["PK"], item["SK"]): item for item in map(from_wire, found)}
