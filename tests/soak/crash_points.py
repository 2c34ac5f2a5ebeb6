"""Promise 3: a crash anywhere heals. Every AWS call of a recorded journey fails once, in each of three ways."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local.faults.door import Fault, What
from tests.soak.journeys import JOURNEYS, Journey, travelled
from tests.soak.outcome import Outcome, differences, outcome, violations
from tests.soak.town import Town, town

WAYS = (What.DIE_BEFORE, What.DIE_AFTER, What.LOST)
"""The process ends before the call, or right after it; or the call is done and its answer does not come."""

PASSES = 2
"""Passes of clock and reconcile within which everything must be as if nothing had happened."""


@dataclass(frozen=True)
class Recorded:
    """A journey without a fault: its calls in order, its end, and the passes that it takes anyway."""

    calls: Sequence[str]
    end: Outcome
    passes: int


def record(here: Town, journey: Journey) -> Recorded:
    """Plays a journey with nothing going wrong: new calls are covered because they are seen here."""
    end = _played(here, journey, ())
    return Recorded(list(here.door.calls), end, here.passes)


def crash(here: Town, journey: Journey, recorded: Recorded, call: int, way: What) -> list[str]:
    """Plays it with one fault at that call; what was lost, doubled or took too long."""
    try:
        end = _played(here, journey, [Fault(what=way, call=call)])
    except AssertionError as never:
        return [str(never)]
    more = here.passes - recorded.passes
    wrong = differences(recorded.end, end, a_mail_more=_unsure(recorded.calls, call, way))
    if len(here.door.fired) != 1:
        wrong.append("the fault was never met")
    if more > PASSES:
        wrong.append(f"took {more} passes")
    return wrong + violations(here)


def _unsure(calls: Sequence[str], call: int, way: What) -> bool:
    """Whether a mail was handed over and nobody lived to hear of it, so that a second copy is right."""
    handed_over = call - 1 if way is What.DIE_BEFORE else call
    return handed_over > 0 and calls[handed_over - 1].startswith("ses.")


def points(recorded: Recorded, every: int, offset: int = 0) -> Iterator[tuple[int, What]]:
    """Each call with each way to fail; one of `every` so many."""
    every_point = ((call, way) for call in range(1, len(recorded.calls) + 1) for way in WAYS)
    return (point for at, point in enumerate(every_point) if at % every == offset % every)


def check(journeys: Sequence[Journey] = JOURNEYS, every: int = 1) -> str:
    """The figure; raises AssertionError with every point that did not heal."""
    wrong, tried, calls = [], 0, 0
    with town() as here:
        for number, journey in enumerate(journeys):
            recorded = record(here, journey)
            calls += len(recorded.calls)
            for call, way in points(recorded, every, number):
                tried += 1
                found = crash(here, journey, recorded, call, way)
                if found:
                    wrong.append(f"{journey.name}: {way} call {call}, {recorded.calls[call - 1]}: {'; '.join(found)}")
                    sys.stderr.write(f"{wrong[-1]}\n")
    assert not wrong, "\n".join(wrong)
    return (
        f"{tried} crashes at {calls} calls of {len(journeys)} kinds of journey, all healed in {PASSES} passes or less"
    )


def _played(here: Town, journey: Journey, faults: Sequence[Fault]) -> Outcome:
    here.begin(journey.program, journey.distributors)
    here.streaming = journey.streaming
    here.door.begin(faults)
    people = travelled(here, journey)
    assert not people.refused, people.refused
    return outcome(here, people.mails)
