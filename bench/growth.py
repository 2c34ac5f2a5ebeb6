"""What grows with what waits, on a table: the clock must not; reconcile's and ops' lists may, by a little each.

`python -m bench.growth [SIZE…]`, `--full` with 100,000 as well (some minutes). Calls and capacity are counted, no time
is taken. The table is the local engine's: moto copies all that it holds for each page.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

import boto3

from bench.engine_table import engine_table
from bench.journey import answer, apply
from bench.measures import Line, table
from bench.recording import Recorder
from bench.rehearsal import rehearsal
from onboarding import keys
from onboarding.adapters.applications import DynamoApplications
from onboarding.adapters.codec import stamp
from onboarding.adapters.outbox import DynamoOutbox
from onboarding.adapters.table import Table
from onboarding.domain.ids import ApplicationId, new_application_id
from tests.support.table import NAME

SIZES = (10, 1000, 10_000)
FULL = (*SIZES, 100_000)
DUE = 10
SHOWN = 1000
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
    whole: Work | None = None
    """The same with each case read whole, as ops' lists show them; only where that is few enough to wait for."""


def grown(sizes: Sequence[int] = SIZES) -> Iterator[Grown]:
    """A table that grows from size to size, with ten decisions due at each."""
    case, now, templates = _waiting_case()
    with engine_table() as (client, recorder):
        table = Table(NAME)
        outbox, applications = DynamoOutbox(table), DynamoApplications(table)
        _add(client, copies(templates, case, [now - timedelta(minutes=number + 1) for number in range(DUE)]))
        waiting = DUE
        for size in sizes:
            _add(client, copies(templates, case, [now + MONTH] * (size - waiting)))
            waiting = size
            clock = _work(recorder, lambda: outbox.due(now))
            yield Grown(
                size,
                clock,
                _work(recorder, applications.under_way),
                _work(recorder, applications.waiting) if size <= SHOWN else None,
            )


def _waiting_case() -> tuple[str, datetime, list[Any]]:
    """A case that waits for a distributor: its id, its time, and its items."""
    with rehearsal() as cloud:
        case = apply(cloud, 1)
        answer(cloud, "^Confirm", {"answer": "confirmed", "name": "Ann Becker"})
        decision = str(cloud.world.applications.case(ApplicationId(case)).application.decision)
        return case, cloud.clock.now(), templates_of(boto3.client("dynamodb"), NAME, case, decision)


def _work(recorder: Recorder, look: Callable[[], Iterable[object]]) -> Work:
    with recorder.during() as (calls, _):
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


def _add(client: "DynamoDBClient", items: Iterable[Any]) -> None:
    for some in batched(items, AT_ONCE, strict=False):
        client.batch_write_item(RequestItems={NAME: [{"PutRequest": {"Item": item}} for item in some]})


def _renamed(value: Any, old: str, new: str) -> Any:
    return {"S": value["S"].replace(old, new)} if "S" in value else value


def measure(sizes: Sequence[int] = SIZES) -> Iterator[Line]:
    """The clock at each size beside the smallest; and what one waiting case costs reconcile and ops' lists."""
    smallest, *larger = grown(sizes)
    how = "python -m bench.growth"
    for one in larger:
        yield Line(
            measure=f"clock: {one.waiting:,} waiting, {DUE} due",
            goal=f"as {smallest.waiting} waiting",
            how=how,
            unit="read units",
            ours=one.clock.units,
            floor=smallest.clock.units,
            limit=1.0,
        )
    for one in larger:
        for who, work, most in (("reconcile", one.everything, 0.1), ("ops' lists", one.whole, 1.1)):
            if work is not None:
                yield Line(
                    measure=f"{who}: {one.waiting:,} waiting, {work.calls} calls",
                    goal=f"at most {most} read units each",
                    how=how,
                    unit="read units each",
                    ours=work.units / one.waiting,
                    limit=most,
                    count=True,
                )


def main(arguments: Sequence[str]) -> None:
    """Measures and prints."""
    sizes = FULL if "--full" in arguments else tuple(int(size) for size in arguments) or SIZES
    sys.stdout.write(f"{table(measure(sizes))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
