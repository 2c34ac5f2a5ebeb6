"""What grows with what waits, on a table: the clock must not; the reconciler and ops' list may, by a little each.

`python -m bench.growth [SIZE…]`, `--full` with 100,000 as well (some minutes). Calls and capacity are counted, no time
is taken. The table is the local engine's: moto copies all that it holds for each page.
"""

import re
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
from onboarding.adapters.codec import stamp
from onboarding.domain.ids import ApplicationId, new_application_id
from onboarding.ops import pages
from onboarding.ops.request import read
from onboarding.settings import Settings
from onboarding.world import World
from tests.support.table import NAME

SIZES = (10, 1000, 10_000)
FULL = (*SIZES, 100_000)
DUE = 10
MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:partner-onboarding"
LOOK = read({}, "arn:aws:lambda:eu-west-1:123456789012:function:ops", "")
ROW = re.compile("<tr>")
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
    ops: Work
    """The first page of ops' list of all that wait, as a widget draws it."""


def grown(sizes: Sequence[int] = SIZES) -> Iterator[Grown]:
    """A table that grows from size to size, with ten decisions due at each."""
    case, now, templates = _waiting_case()
    with engine_table() as (client, recorder):
        world = World(Settings(table=NAME, state_machine=MACHINE))
        _add(client, copies(templates, case, [now - timedelta(minutes=number + 1) for number in range(DUE)]))
        waiting = DUE
        for size in sizes:
            _add(client, copies(templates, case, [now + MONTH] * (size - waiting)))
            waiting = size
            yield Grown(
                size,
                _work(recorder, lambda: world.outbox.due(now)),
                _work(recorder, world.applications.under_way),
                _work(recorder, lambda: ROW.findall(pages.waiting(world, LOOK))),
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
    """The clock at each size beside the smallest; and what one more waiting case costs the reconciler and ops' list."""
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
        for who, more in (
            ("reconcile", one.everything.units - smallest.everything.units),
            ("ops' list", one.ops.units - smallest.ops.units),
        ):
            work = one.everything if who == "reconcile" else one.ops
            yield Line(
                measure=f"{who}: {one.waiting:,} waiting, {work.calls} calls",
                goal="at most 0.1 read units for each more",
                how=how,
                unit="read units each",
                ours=more / (one.waiting - smallest.waiting),
                limit=0.1,
                count=True,
            )


def main(arguments: Sequence[str]) -> None:
    """Measures and prints."""
    sizes = FULL if "--full" in arguments else tuple(int(size) for size in arguments) or SIZES
    sys.stdout.write(f"{table(measure(sizes))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
