"""Our pages and whole onboardings beside what is empty, and both under load, on a local cloud of its own.

`python -m bench.local_cloud` takes half a minute of load, `--full` ten. Ratios only: the engine runs every function as
a process on this machine, so seconds of it say nothing about AWS.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from bench import load
from bench.empty import Empty
from bench.measures import Line, table
from bench.twin_journey import Twin
from local.environment import use_endpoint
from local.story import Story
from local.visitor import Visitor
from tests.support.cloud import Cloud

HOW = "python -m bench.run local"
AT_ONCE = 4
LEAST_ROUNDS, MOST_ROUNDS = 3, 8
CLEAR, MOST_SECONDS = 0.85, 60.0
"""What stays below this part of its limit after some rounds is not played again, and nothing is after so many."""
LOOKS = 150
WORST_BESIDE_TWIN = 2.5
"""Times what its empty twin takes; the goal is 1.25, which is 0.8 of its throughput."""
WHY_SLOWER = "an onboarding also typesets and seals a document, composes eleven mails and renders 28 pages"
WORST = 25.0
"""Times what an empty flow takes: a sign that something has become slow, not a goal."""
WHY_MISSED = (
    "an onboarding is more than its states: 28 pages and forms, 11 mails that people wait for, a document that is "
    "typeset and sealed; an empty flow has none of it, the line above has all but the document and the rules"
)
CUSTOMER = (("Bakery", "Jo Sommer", "jo@bakery.example"), ("Practice", "Eli Aydin", "eli@practice.example"))


@contextmanager
def a_cloud() -> Iterator[Cloud]:
    """The real stack on the local engine, on free ports, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ):
        cloud = Cloud(Path(folder) / "state")
        cloud.start()
        try:
            use_endpoint(cloud.addresses.aws)
            yield cloud
        finally:
            cloud.stop()


def onboard(story: Story) -> None:
    """A whole onboarding by its doors, everybody answering at once."""
    story.apply(CUSTOMER)
    story.answer(story.mail("^Confirm", to=story.email), "Mira Okafor", "confirmed")
    story.answer(story.mail("^Accept or decline"), "Nora Lindqvist", "accepted")
    story.sign()
    for _, admin, email in CUSTOMER:
        story.answer(story.mail("^Answer by", to=email), admin, "confirmed")
    story.mail("active partner", to=story.email)


def seconds_each(play: Callable[[], object], times: int) -> float:
    """Of one, where `AT_ONCE` are under way."""
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(play) for _ in range(times)]:
            done.result()
    return (time.monotonic() - began) / times


def throughput(cloud: Cloud, empty: Empty) -> Iterator[Line]:
    """Whole onboardings by turns with journeys that ask for as much by empty functions, and with flows of as many
    states and nothing behind them. All are played twice before, as many at once: every worker has started by then.
    """
    twin = Twin(cloud)
    plays: dict[str, Callable[[], object]] = {
        "ours": lambda: onboard(cloud.story()),
        "twin": twin.play,
        "flow": empty.play,
    }
    for _ in range(2):
        for play in plays.values():
            seconds_each(play, AT_ONCE)
    took, began = dict.fromkeys(plays, 0.0), time.monotonic()
    for number in range(1, MOST_ROUNDS + 1):
        for name, play in plays.items():
            took[name] += seconds_each(play, AT_ONCE)
        clear = took["ours"] <= CLEAR * WORST_BESIDE_TWIN * took["twin"]
        if number >= LEAST_ROUNDS and (clear or time.monotonic() > began + MOST_SECONDS):
            break
    for beside, name, limit, missed in (
        ("as many empty calls", "twin", WORST_BESIDE_TWIN, WHY_SLOWER),
        ("an empty flow", "flow", WORST, WHY_MISSED),
    ):
        yield Line(
            measure=f"local: a whole onboarding, beside {beside}",
            goal="at least 0.8 of its throughput",
            how=HOW,
            unit="seconds",
            ours=took["ours"] / number,
            floor=took[name] / number,
            limit=limit,
            missed=missed,
        )


def pages(link: str, empty: Empty) -> Iterator[Line]:
    """A page that a link in a mail opens, beside an empty function's."""
    visitor = Visitor()
    ours, floor = list[float](), list[float]()
    for _ in range(LOOKS):
        floor.append(load.seconds(visitor, empty.page))
        ours.append(load.seconds(visitor, link))
    for name, part in (("p50", 0.5), ("p99", 0.99)):
        yield Line(
            measure=f"local: a decision's page, {name}",
            goal="for comparison",
            how=HOW,
            unit="seconds",
            ours=load.part_of(ours, part),
            floor=load.part_of(floor, part),
            limit=float("inf"),
        )


def measure(*, full: bool = False) -> Iterator[Line]:
    """Everything, on one cloud."""
    with a_cloud() as cloud:
        empty = Empty(cloud)
        yield from throughput(cloud, empty)
        story = cloud.story()
        story.apply()
        link = story.mail("^Confirm", to=story.email).link(f"/d/{story.case}/")
        yield from pages(link, empty)
        yield from load.measure(cloud, seconds=600 if full else 30)


if __name__ == "__main__":
    print(table(measure(full="--full" in sys.argv[1:])))
