"""Load on a local cloud: ten thousand cases wait, people come by the second, and one of them comes far too often."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import batched, cycle

from bench.growth import MONTH, copies, templates_of
from bench.measures import Line
from local.visitor import FIRST_ERROR, Visitor
from onboarding.adapters.clock import SystemClock
from tests.support.cloud import Cloud

WAITING = 10_000
A_SECOND = 20
TIMES_AS_MUCH = 7
"""What one tenant sends, beside what each of the others does."""
TENANTS = 10
AT_ONCE = 8
"""Requests under way: for each the engine starts a process of its own, which are more than enough for two cores."""
WARM_SECONDS = 10.0
IDLE_LOOKS = 60


@dataclass(frozen=True)
class Seen:
    """One request: seconds from the moment at which it was due, and whether it was answered without an error."""

    seconds: float
    good: bool


def seconds(visitor: Visitor, address: str) -> float:
    """How long a page takes."""
    began = time.perf_counter()
    assert visitor.open(address).status < FIRST_ERROR, address
    return time.perf_counter() - began


def part_of(measured: Sequence[float], part: float) -> float:
    """The value that this part of them does not exceed."""
    return sorted(measured)[min(len(measured) - 1, int(len(measured) * part))]


def _look(address: str, due: float) -> Seen:
    page = Visitor().open(address)
    return Seen(time.monotonic() - due, page.status < FIRST_ERROR)


def come(addresses: Sequence[str], a_second: float, seconds: float, at_once: int = AT_ONCE) -> list[Seen]:
    """Requests at a steady rate, whatever the answers take: who has to queue has waited since its time came."""
    began, whose = time.monotonic(), cycle(addresses)
    with ThreadPoolExecutor(at_once) as pool:
        coming = []
        for number in range(int(a_second * seconds)):
            due = began + number / a_second
            time.sleep(max(0.0, due - time.monotonic()))
            coming.append(pool.submit(_look, next(whose), due))
        return [one.result() for one in coming]


def warm(addresses: Sequence[str]) -> None:
    """As many at once as there ever are, again and again: every worker that the load may want has started by then."""
    until = time.monotonic() + WARM_SECONDS
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while time.monotonic() < until:
            list(pool.map(lambda address: _look(address, time.monotonic()), addresses[:AT_ONCE]))


def fill(cloud: Cloud, case: str) -> None:
    """Ten thousand cases like this one, each waiting for a month yet."""
    client, name = cloud.dynamodb, cloud.outputs()["TableName"]
    decision = str(cloud.items(case, "APPLICATION")[0]["decision"])
    dates = [SystemClock().now() + MONTH] * WAITING
    made = copies(templates_of(client, name, case, decision), case, dates)
    for some in batched(made, 25, strict=False):
        client.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": item}} for item in some]})


def tenants(cloud: Cloud) -> list[str]:
    """A link of each of some people."""
    stories = [cloud.story() for _ in range(TENANTS)]
    for story in stories:
        story.apply()
    return [story.mail("^Confirm", to=story.email).link(f"/d/{story.case}/") for story in stories]


def measure(cloud: Cloud, *, seconds: float) -> Iterator[Line]:
    """Steady load beside idle, then one tenant at seven times its share: what the others notice."""
    links = tenants(cloud)
    fill(cloud, links[0].split("/d/")[1].split("/")[0])
    warm(links)
    idle = [_look(link, time.monotonic()) for link, _ in zip(cycle(links), range(IDLE_LOOKS), strict=False)]
    steady = come(links, A_SECOND, seconds)
    # The others keep their rate; the one comes on top of it. Each has half of the workers that have started.
    share, half = A_SECOND / TENANTS, AT_ONCE // 2
    with ThreadPoolExecutor(2) as both:
        greedy = both.submit(come, links[:1], TIMES_AS_MUCH * share, seconds / 2, half)
        others = both.submit(come, links[1:], A_SECOND - share, seconds / 2, half).result()
    errors = sum(not one.good for one in [*idle, *steady, *others, *greedy.result()])
    many = f"{A_SECOND} a second, {WAITING:,} waiting"
    yield _line(f"load: errors of {len(steady) + len(others):,} requests", "0", "errors", errors, 0)
    yield _line(f"load: p95, {many}", "for comparison: idle", "seconds", p95(steady), float("inf"), p95(idle))
    greedy_too = f"load: p95 of the others, one tenant at {TIMES_AS_MUCH} times"
    yield _line(greedy_too, "at most 2 times steady", "seconds", p95(others), 2.0, p95(steady))


def p95(seen: Sequence[Seen]) -> float:
    """What nineteen of twenty did not exceed, in seconds."""
    return part_of([one.seconds for one in seen], 0.95)


def _line(measure: str, goal: str, unit: str, ours: float, limit: float, floor: float | None = None) -> Line:
    how = "python -m bench.run local; python -m bench.local_cloud --full for ten minutes"
    return Line(
        measure=measure, goal=goal, how=how, unit=unit, ours=ours, limit=limit, floor=floor, count=floor is None
    )
