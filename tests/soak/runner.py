"""Runs promises side by side: one line for each part as it is known, a table at the end; fails if one is broken."""

import argparse
import io
import multiprocessing
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import redirect_stdout
from dataclasses import dataclass

LIMIT_SECONDS = 58 * 60
"""Nothing begins after this long; what is left can be asked for with FROM=."""

KEPT = "kept"
SMALL = -1
"""In the place of a part's number: the promise's small form."""

_AT_ONCE = 2


@dataclass(frozen=True)
class Result:
    """What became of a promise, or of a part of one: `state` is kept, BROKEN or not run."""

    number: int
    says: str
    state: str
    figure: str
    seconds: float

    def line(self) -> str:
        """One line of the report."""
        return f"{self.number:>8}  {self.state:<7} {self.seconds:>5.0f} s  {self.says}: {self.figure}"


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 where every promise that was asked for is kept."""
    reader = argparse.ArgumentParser(prog="soak")
    reader.add_argument("--from", dest="first", type=int, default=0, help="begin with this promise")
    reader.add_argument("--only", default="", help="these promises, as in 3,19")
    reader.add_argument("--at-once", type=int, default=_AT_ONCE, help="how many parts run side by side")
    reader.add_argument("--small", action="store_true", help="in the small form that the test suite has")
    asked = reader.parse_args(arguments)
    from tests.soak.promises import PROMISES  # noqa: PLC0415 - after the environment is set

    only = {int(number) for number in asked.only.split(",") if number}
    wanted = [one for one in PROMISES if one.number >= asked.first and (not only or one.number in only)]
    if not wanted:
        reader.error("there is no such promise")
    parts = [(one.number, part) for one in wanted for part in ([SMALL] if asked.small else range(len(one.full)))]
    results = _run(parts, asked.at_once)
    print("\n promise  state      time  what: figure")
    for promise in wanted:
        print(_together([result for result in results if result.number == promise.number]).line())
    kept = sum(all(one.state == KEPT for one in results if one.number == promise.number) for promise in wanted)
    print(f"\n{kept} of {len(wanted)} kept")
    return 0 if kept == len(wanted) else 1


def _run(wanted: Sequence[tuple[int, int]], at_once: int) -> list[Result]:
    results = []
    ends = time.time() + LIMIT_SECONDS
    with ProcessPoolExecutor(at_once, multiprocessing.get_context("spawn")) as pool:
        running: list[Future[Result]] = [pool.submit(_one, number, part, ends) for number, part in wanted]
        for done in as_completed(running):
            results.append(done.result())
            print(done.result().line(), flush=True)
    return results


def _one(number: int, part: int, ends: float) -> Result:
    from tests.soak.promises import PROMISES  # noqa: PLC0415 - in a process of its own

    promise = next(one for one in PROMISES if one.number == number)
    began = time.time()
    if began > ends:
        return Result(number, promise.says, "not run", f"the time is over; go on with FROM={number}", 0)
    try:
        with redirect_stdout(io.StringIO()):  # functions print their metrics
            figure, state = (promise.fast if part == SMALL else promise.full[part])(), KEPT
    except AssertionError as broken:
        figure, state = str(broken) or traceback.format_exc(), "BROKEN"
    except Exception:  # noqa: BLE001 - a check that breaks has shown nothing
        figure, state = traceback.format_exc(), "BROKEN"
    return Result(number, promise.says, state, figure, time.time() - began)


def _together(parts: Sequence[Result]) -> Result:
    """One promise from its parts: kept where they all are."""
    worst = next((one for one in parts if one.state != KEPT), parts[0])
    figures = "; ".join(one.figure for one in parts if one.state == worst.state)
    return Result(worst.number, worst.says, worst.state, figures, sum(one.seconds for one in parts))
