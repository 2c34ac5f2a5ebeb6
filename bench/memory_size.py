"""What memory buys a function: a share of a processor, by a model over what was recorded; nothing here has sizes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import mean

from bench.designs import ONBOARDINGS
from bench.measures import Line
from bench.rehearsal import Invocation
from infra import prices
from infra.bundle import DOCUMENTS
from infra.functions import CPU_GB, SPECS

CALL_SECONDS = 0.006
"""A request to a neighbouring service and its answer."""

START_SECONDS = 0.25
"""Processor time of a cold start's imports, as bench/cold_start.py measures it on a quiet machine."""

SIZES = (256, 512, 1024, 1769)
"""MB; the last is a whole processor."""

WAITED_FOR, OTHERS = 2.0, 4.0
"""Times the cold call on a whole processor: whoever opens a page, or a document, waits; nobody waits for a step."""

COMPUTING = 2.0
"""Times the dollars of each function's cheapest size."""


def seconds(one: Invocation, megabytes: int, cold: float = 0.0) -> float:
    """How long that takes at this size: processor time stretched to the share of one that it buys, and its calls."""
    return (one.seconds + cold) / min(1.0, megabytes / 1024 / CPU_GB) + len(one.calls) * CALL_SECONDS


def billed(one: Invocation, cold: float = 0.0) -> float:
    """GB-seconds, at the function's own size."""
    return _billed_at(_sizes()[one.function], one, cold)


def table(invocations: Sequence[Invocation]) -> Iterator[str]:
    """Mean milliseconds and dollars for a thousand onboardings, warm: a line a function, by size."""
    for name, ones in _by_function(invocations).items():
        cells = []
        for size in SIZES:
            took = mean(seconds(one, size) for one in ones)
            chosen = "*" if size == _sizes()[name] else " "
            cells.append(f"{took * 1000:5.0f} ms ${_dollars(ones, size):.4f}{chosen}")
        yield f"  {name:<22} {'  '.join(cells)}"


def measure(invocations: Sequence[Invocation]) -> Iterator[Line]:
    """The slowest cold call of those that somebody waits for, that of the others, and what computing costs."""
    found = _by_function(invocations)
    waited = {spec.name for spec in SPECS if spec.name == "web" or spec.bundle is DOCUMENTS}
    for who, names, most in (
        ("pages and documents", found.keys() & waited, WAITED_FOR),
        ("what nobody waits for", found.keys() - waited, OTHERS),
    ):
        ours, whole = max((_cold(found[name]) for name in names), key=lambda pair: pair[0] / pair[1])
        goal = f"at most {most:.0f} x a whole processor"
        yield _line(f"memory: a cold call, {who}", goal, "ms", ours * 1000, whole * 1000, most)
    dollars = sum(_dollars(ones, _sizes()[name]) for name, ones in found.items())
    least = sum(min(_dollars(ones, size) for size in SIZES) for ones in found.values())
    goal = f"at most {COMPUTING:.0f} x the cheapest sizes"
    yield _line("memory: computing, 1,000 onboardings", goal, "dollars", dollars, least, COMPUTING)


def _line(what: str, goal: str, unit: str, ours: float, floor: float, limit: float) -> Line:
    return Line(measure=what, goal=goal, how="make cost", unit=unit, ours=ours, floor=floor, limit=limit)


def _cold(ones: Sequence[Invocation]) -> tuple[float, float]:
    """Seconds of a function's cold call at its own size, and on a whole processor."""
    own = _sizes()[ones[0].function]
    first, second = ([seconds(one, size, START_SECONDS) for one in ones] for size in (own, SIZES[-1]))
    return mean(first), mean(second)


def _dollars(ones: Sequence[Invocation], megabytes: int) -> float:
    return sum(_billed_at(megabytes, one) for one in ones) * prices.GB_SECOND.dollars * ONBOARDINGS


def _billed_at(megabytes: int, one: Invocation, cold: float = 0.0) -> float:
    return megabytes / 1024 * seconds(one, megabytes, cold)


def _by_function(invocations: Sequence[Invocation]) -> Mapping[str, Sequence[Invocation]]:
    found = defaultdict[str, list[Invocation]](list)
    for one in invocations:
        found[one.function].append(one)
    return found


def _sizes() -> Mapping[str, int]:
    return {spec.name: spec.memory for spec in SPECS}
