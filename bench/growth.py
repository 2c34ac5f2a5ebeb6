"""What grows with what waits, on a table: the clock must not; reconcile's and ops' lists may, by a little each.

`python -m bench.growth [SIZE…]`. Calls and capacity are counted, no time is taken.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

import boto3

from bench.journey import answer, apply
from bench.measures import Line, table
from bench.rehearsal import Rehearsal, rehearsal
from onboarding import keys
from onboarding.adapters.codec import stamp
from onboarding.domain.ids import new_application_id
from tests.support.table import NAME

SIZES = (10, 1000, 10_000)
DUE = 10
if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MONTH = timedelta(days=30)
AT_ONCE = 25
"""Items of one BatchWriteItem."""


@dataclass(frozen=True)
class Work:
    """What one look at the table took."""

    calls: int
    units: float
    found: int


@dataclass(frozen=True)
class Grown:
    """With so many waiting: the clock's look, and the look at everything that the reconciler takes."""

    waiting: int
    clock: Work
    everything: Work


def grown(sizes: Sequence[int] = SIZES) -> Iterator[Grown]:
    """A table that grows from size to size, with ten decisions due at each."""
    with rehearsal() as cloud:
        case = apply(cloud, 1)
        answer(cloud, "^Confirm", {"answer": "confirmed", "name": "Ann Becker"})
        decision = str(cloud.world.applications.case(_id(case)).application.decision)
        now = cloud.clock.now()
        templates = templates_of(boto3.client("dynamodb"), NAME, case, decision)
        _add(copies(templates, case, [now - timedelta(minutes=number + 1) for number in range(DUE)]))
        waiting = DUE
        for size in sizes:
            _add(copies(templates, case, [now + MONTH] * (size - waiting)))
            waiting = size
            clock = _work(cloud, lambda: cloud.world.outbox.due(now))
            yield Grown(size, clock, _work(cloud, cloud.world.applications.under_way))


def _id(text: str) -> Any:
    return text


def _work(cloud: Rehearsal, look: Callable[[], Iterable[object]]) -> Work:
    with cloud.recorder.during() as (calls, _):
        found = len(list(look()))
    return Work(len(calls), sum(call.read for call in calls), found)


def templates_of(client: "DynamoDBClient", table: str, case: str, decision: str) -> list[Any]:
    """The items of a case that waits for somebody."""
    found = (keys.application(case), keys.decision(case, decision))
    return [client.get_item(TableName=table, Key={name: {"S": key[name]} for name in key})["Item"] for key in found]


def copies(templates: Sequence[Any], case: str, dates: Iterable[datetime]) -> Iterator[Any]:
    """The same case over and over, each with an id and a date of its own."""
    for at in dates:
        id = new_application_id(at)
        for item in templates:
            copied = {name: _renamed(value, case, id) for name, value in item.items()}
            if "due_sk" in copied:
                copied |= {name: {"S": value} for name, value in keys.due(id, stamp(at)).items()}
            yield copied


def _add(items: Iterable[Any]) -> None:
    client = boto3.client("dynamodb")
    for some in batched(items, AT_ONCE, strict=False):
        client.batch_write_item(RequestItems={NAME: [{"PutRequest": {"Item": item}} for item in some]})


def _renamed(value: Any, old: str, new: str) -> Any:
    return {"S": value["S"].replace(old, new)} if "S" in value else value


def measure(sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    """The clock at the largest size beside the smallest; and what one waiting case costs reconcile."""
    smallest, *_, largest = grown(sizes)
    how = "python -m bench.growth"
    yield Line(
        measure=f"clock: {largest.waiting:,} waiting, {DUE} due",
        goal=f"as {smallest.waiting} waiting",
        how=how,
        unit="read units",
        ours=largest.clock.units,
        floor=smallest.clock.units,
        limit=1.0,
    )
    yield Line(
        measure=f"reconcile: {largest.waiting:,} waiting",
        goal="at most 0.1 read units each",
        how=how,
        unit="read units each",
        ours=largest.everything.units / largest.waiting,
        limit=0.1,
        count=True,
    )


if __name__ == "__main__":
    print(table(measure([int(size) for size in sys.argv[1:]] or SIZES)))
