"""Runs checks side by side: one line for each part as it is known, a table at the end with a row for each promise.

It fails if one is broken. Seconds are of the clock and of the processor: the second do not grow on a busy machine.
"""

import argparse
import io
import multiprocessing
import os
import time
import traceback
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.soak.figures import Broken, Figures

if TYPE_CHECKING:
    from tests.soak.promises import Check

LIMIT_SECONDS = 58 * 60
"""Nothing begins after this long; what is left can be asked for with FROM=."""

KEPT = "kept"
SMALL = -1
"""In the place of a part's number: the check's small form."""

_AT_ONCE = 2


@dataclass(frozen=True)
class Result:
    """What became of a promise in one part of one check: `state` is kept, BROKEN or not run."""

    number: int
    says: str
    state: str
    figure: str
    seconds: float = 0
    busy: float = 0

    def line(self) -> str:
        """One line of the report."""
        time = f"{self.seconds:>5.0f} s {self.busy:>5.0f} s" if self.seconds else f"{'with the above':>15}"
        return f"{self.number:>8}  {self.state:<7} {time}  {self.says}: {self.figure}"


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 where every promise that was asked for is kept."""
    reader = argparse.ArgumentParser(prog="soak")
    reader.add_argument("--from", dest="first", type=int, default=0, help="begin with this promise")
    reader.add_argument("--only", default="", help="these promises, as in 3,19")
    reader.add_argument("--at-once", type=int, default=_AT_ONCE, help="how many parts run side by side")
    reader.add_argument("--small", action="store_true", help="in the small form that the test suite has")
    asked = reader.parse_args(arguments)
    from tests.soak.promises import CHECKS  # noqa: PLC0415 - after the environment is set

    only = {int(number) for number in asked.only.split(",") if number}
    wanted = [
        at
        for at, one in enumerate(CHECKS)
        if any(number >= asked.first and (not only or number in only) for number in one.says)
        and not (asked.small and one.fast is None)
    ]
    if not wanted:
        reader.error("there is no such promise")
    parts = [(at, part) for at in wanted for part in ([SMALL] if asked.small else range(len(CHECKS[at].full)))]
    began, results = time.time(), _run(parts, asked.at_once)
    numbers = sorted({result.number for result in results})
    rows = [_together([result for result in results if result.number == number]) for number in numbers]
    print("\n promise  state       time    busy  what: figure")
    for row in rows:
        print(row.line())
    kept = sum(row.state == KEPT for row in rows)
    print(f"\n{kept} of {len(rows)} kept, in {(time.time() - began) / 60:.0f} minutes")
    return 0 if kept == len(rows) else 1


def _run(wanted: Sequence[tuple[int, int]], at_once: int) -> list[Result]:
    results = []
    ends = time.time() + LIMIT_SECONDS
    with ProcessPoolExecutor(at_once, multiprocessing.get_context("spawn")) as pool:
        running: list[Future[list[Result]]] = [pool.submit(_part, at, part, ends) for at, part in wanted]
        for done in as_completed(running):
            for result in done.result():
                results.append(result)
                print(result.line(), flush=True)
    return results


def _part(at: int, part: int, ends: float) -> list[Result]:
    """One part of one check, with a result for each of its promises."""
    from tests.soak.promises import CHECKS  # noqa: PLC0415 - in a process of its own

    one, began, busy = CHECKS[at], time.time(), _busy()
    if began > ends:
        left = f"the time is over; go on with FROM={min(one.says)}"
        return [Result(number, says, "not run", left) for number, says in one.says.items()]
    figures, wrong = _outcome(one.full[part] if part != SMALL else one.fast or one.full[0], list(one.says))
    times = [(time.time() - began, _busy() - busy), *((0.0, 0.0) for _ in one.says)]
    return [
        Result(number, says, "BROKEN" if number in wrong else KEPT, wrong.get(number, figures.get(number, "")), *spent)
        for (number, says), spent in zip(one.says.items(), times, strict=False)
    ]


def _outcome(check: "Check", numbers: Sequence[int]) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """The figures, and what is broken; where a check does not say which promise is, they all are."""
    found: Figures
    try:
        with redirect_stdout(io.StringIO()):  # functions print their metrics
            found = check()
    except Broken as broken:
        return broken.figures, broken.wrong
    except Exception as broken:  # noqa: BLE001 - a check that breaks has shown nothing
        plain = isinstance(broken, AssertionError) and str(broken)
        return {}, dict.fromkeys(numbers, plain or traceback.format_exc())
    return (dict.fromkeys(numbers, found) if isinstance(found, str) else found), {}


def _busy() -> float:
    """Seconds of the processor that this process and those that it waited for have used."""
    return sum(os.times()[:4])


def _together(parts: Sequence[Result]) -> Result:
    """One promise from its parts: kept where they all are."""
    worst = next((one for one in parts if one.state != KEPT), parts[0])
    figures = "; ".join(one.figure for one in parts if one.state == worst.state)
    seconds, busy = sum(one.seconds for one in parts), sum(one.busy for one in parts)
    return Result(worst.number, worst.says, worst.state, figures, seconds, busy)
