"""How many states a way through the workflow enters: what Step Functions charges for, counted in the definition.

A way is one simple path: no state twice. Loops (another distributor, ops who send a case back) add what they go around.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bench.measures import Line
from infra.journey import DEFINITION

AT_MOST = 22
OURS = 20
"""What it must not get more than, though the goal is."""

PATIENCE = 90 * 24 * 3600
"""Seconds for which whoever waits does so in one state: what a promise about ninety days is about."""

type States = Mapping[str, Mapping[str, Any]]

PLAIN = {"Ask reviewer", "Ask business development", "Ask countersigner", "Hold for ops"}
"""What a plain journey does not come to: a detour for a person who judges, signs beside, or mends."""


def definition() -> Mapping[str, Any]:
    """The workflow's own."""
    found: Mapping[str, Any] = json.loads(DEFINITION.read_text(encoding="utf-8"))
    return found


def followers(state: Mapping[str, Any]) -> list[str]:
    """Where a state can lead, errors aside, each once."""
    ways = [state.get("Next"), *(one["Next"] for one in state.get("Choices", [])), state.get("Default")]
    return list(dict.fromkeys(way for way in ways if way))


def ways(machine: Mapping[str, Any], *, end: str, avoiding: set[str] | frozenset[str] = frozenset()) -> list[list[str]]:
    """Every simple way from the first stage to this end that enters none of these states.

    The first Choice leads to the first stage only: a new case begins there.
    """
    states: States = machine["States"]
    begin = machine["StartAt"]

    def go(path: list[str]) -> Iterator[list[str]]:
        here = path[-1]
        if here == end:
            yield path
            return
        for way in followers(states[here])[: 1 if here == begin else None]:
            if way not in path and way not in avoiding:
                yield from go([*path, way])

    return list(go([begin]))


def longest(machine: Mapping[str, Any], *, end: str = "Active") -> int:
    """The states that a plain journey enters: by every stage, with one customer, once."""
    states: States = machine["States"]
    return max(sum(1 + _within(states[name]) for name in way) for way in ways(machine, end=end, avoiding=PLAIN))


def _within(state: Mapping[str, Any]) -> int:
    """What a Map enters for each of its items, in a row; other states have nothing within."""
    return len(state["ItemProcessor"]["States"]) if "ItemProcessor" in state else 0


def repeated(machine: Mapping[str, Any]) -> list[str]:
    """States that end while people think, to come again: each reminder, look or hour of waiting would be paid for."""
    return [name for name, state in machine["States"].items() if state["Type"] == "Wait" or _impatient(state)]


def _impatient(state: Mapping[str, Any]) -> bool:
    waits = str(state.get("Resource", "")).endswith(".waitForTaskToken")
    return waits and int(state.get("TimeoutSeconds", PATIENCE)) < PATIENCE


def measure() -> Iterator[Line]:
    """The plain journey, what is entered again and again, and the longest way without a loop."""
    machine = definition()
    how = "python -m bench.run transitions: every way through the definition"
    yield Line(
        measure="transitions: a plain journey",
        goal=f"at most {AT_MOST}",
        how=how,
        unit="states",
        ours=longest(machine),
        limit=OURS,
        count=True,
    )
    yield Line(
        measure="transitions: states that waiting enters again",
        goal="0",
        how=how,
        unit="states",
        ours=len(repeated(machine)),
        limit=0,
        count=True,
    )
    worst = max(ways(machine, end="Active"), key=len)
    yield Line(
        measure="transitions: with every detour once",
        goal="for comparison",
        how=how,
        unit="states",
        ours=len(worst),
        limit=float("inf"),
        count=True,
    )
