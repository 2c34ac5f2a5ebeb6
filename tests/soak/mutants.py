"""Promise 20: guards are tested. Each guard is broken in turn, and some test must see it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tests.soak.mutation import EARLY, SOURCE, Order

ROOT = Path(__file__).parents[2]

PATH = (
    "onboarding/domain/answer.py",
    "onboarding/domain/live.py",
    "onboarding/domain/answering.py",
    "onboarding/domain/confirming.py",
    "onboarding/deciding.py",
    "onboarding/adapters/applications.py",
    "onboarding/adapters/change_writes.py",
    "onboarding/adapters/outbox.py",
    "onboarding/adapters/table.py",
)
"""The decision path, from the rule to the write."""

TESTS = ("tests/domain", "tests/steps", "tests/adapters", "tests/web")
"""What may notice."""

LEAST = 0.95
"""The part of all guards that must be noticed: those of every module of the domain, and every condition of a write."""

EQUIVALENT: Mapping[str, str] = {}
"""Changes that nobody could see, by their names without the line, each with the reason."""


def path(modules: Sequence[str] = PATH, tests: Sequence[str] = TESTS) -> str:
    """The figure for the decision path: every guard; raises AssertionError with each that nobody would miss."""
    became = _tried(Order(modules, tests))
    alive = [name for name, what in became.items() if what == "alive"]
    assert not alive, "nobody noticed:\n" + "\n".join(alive)
    same = f"; {len(EQUIVALENT)} are no change at all" if EQUIVALENT else ""
    return f"decision path: {len(became)} broken guards of {len(modules)} modules, 100% noticed{same}"


def overall(share: float, seconds: float) -> str:
    """The figure for all of the domain and all conditions of writes, by that share of them, always the same ones."""
    modules = everything()
    became = _tried(Order(modules, (*TESTS, "tests/ops"), share, seconds))
    alive = [name for name, what in became.items() if what == "alive"]
    noticed = 1 - len(alive) / len(became)
    told = f"overall: {len(became)} of the guards of {len(modules)} modules by a fixed draw, {noticed:.1%} noticed"
    assert noticed >= LEAST, f"{told}; not noticed:\n" + "\n".join(alive)
    return f"{told} ({'; '.join(alive)} not)" if alive else told


def everything() -> list[str]:
    """Every module of the domain and of the adapters, and what decides."""
    found = [*(SOURCE / "onboarding/domain").glob("*.py"), *(SOURCE / "onboarding/adapters").glob("*.py")]
    return sorted({*(str(one.relative_to(SOURCE)) for one in found), *PATH})


def _tried(order: Order) -> dict[str, str]:
    """What became of each mutant that is a change."""
    told = _asked(order)
    assert not told["failed"], "these fail with nothing broken:\n" + "\n".join(told["failed"][:5])
    became = {}
    for number, what in told["became"].items():
        name = told["names"][int(number)]
        if _without_line(name) not in EQUIVALENT:
            became[name] = _alone(order, int(number)) if what == EARLY else what
    assert became, "nothing was broken"
    return became


def _alone(order: Order, number: int) -> str:
    """In a process of its own, by all the tests: nobody knows which come to what is read while it is imported."""
    return str(_asked(replace(order, only=number))["became"].get(str(number), "noticed"))


def _without_line(name: str) -> str:
    module, _, rest = name.partition(":")
    return f"{module} {rest.partition(' ')[2]}"


def _asked(order: Order) -> Any:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "POWERTOOLS_LOG_LEVEL": "INFO"}
    command = [sys.executable, "-m", "tests.soak.mutation"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=json.dumps(asdict(order)), capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr[-4000:]
    return json.loads(done.stdout)
