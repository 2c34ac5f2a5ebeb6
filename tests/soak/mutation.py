"""A process that tries mutants: it imports everything once, sees which tests come to which guard, and forks for each.

`python -m tests.soak.mutation` reads an order as JSON from its standard input, and writes what became of each mutant.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

from tests.soak.schemata import Mutant, Switch, mutated

SOURCE = Path(__file__).parents[2] / "functions"
FORK, FRESH = "fork", "fresh"
_LONGEST_SECONDS = 300


@dataclass(frozen=True)
class Order:
    """Which modules' guards are tried, by which tests.

    `share` is the part of the mutants that is taken, `seconds` how long the tests of one may take when nothing is
    broken; `only` is the one mutant of a process of its own, None where all are tried.
    """

    modules: Sequence[str]
    tests: Sequence[str]
    share: float = 1
    seconds: float = 600
    only: int | None = None
    ids: Sequence[str] = ()


@dataclass
class Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the named modules with their mutants in them."""

    modules: Sequence[str]
    mutants: list[Mutant] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._trees = {}
        for module in self.modules:
            path = SOURCE / module
            tree, found = mutated(module, path.read_text(encoding="utf-8"), len(self.mutants))
            self._trees[module.removesuffix(".py").replace("/", ".")] = (path, tree)
            self.mutants += found

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """A module that is to be broken comes from here."""
        if fullname not in self._trees:
            return None
        return importlib.util.spec_from_file_location(fullname, self._trees[fullname][0], loader=self)  # type: ignore[arg-type]

    def exec_module(self, module: ModuleType) -> None:
        """Runs the module with all its mutants."""
        path, tree = self._trees[module.__name__]
        exec(compile(tree, str(path), "exec"), module.__dict__)  # noqa: S102 - our own source


class Trying:
    """The pytest plugin: once everything as it is, then a fork for each mutant with the tests that come to it."""

    def __init__(self, order: Order, loader: Loader, switch: Switch) -> None:
        self._order, self._mutants, self._switch = order, loader.mutants, switch
        self._reaching: dict[int, list[pytest.Item]] = defaultdict(list)
        self._took: dict[str, float] = {}
        self.failed: list[str] = []
        self.became: dict[int, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What fails without any mutant makes all of it worthless."""
        if report.failed:
            self.failed.append(f"{report.nodeid}\n{report.longreprtext[-2000:]}")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All of it, in place of pytest's own loop."""
        if self._order.only is not None:
            self.became[self._order.only] = "noticed" if _fails(session.items) else "alive"
            return True
        for item, after in zip(session.items, [*session.items[1:], None], strict=True):
            self._switch.reached.clear()
            began = time.thread_time()
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            self._took[item.nodeid] = time.thread_time() - began
            for number in self._switch.reached:
                self._reaching[number].append(item)
        if not self.failed:
            for number in self._chosen():
                self.became[number] = self._tried(number)
        return True

    def _chosen(self) -> list[int]:
        numbers = list(range(len(self._mutants)))
        if self._order.share >= 1:
            return numbers
        chance = random.Random(20)  # noqa: S311 - the same ones each time
        return sorted(chance.sample(numbers, round(len(numbers) * self._order.share)))

    def _tried(self, number: int) -> str:
        """`noticed`, `alive`, or `asked` for what needs a process of its own, with the tests to ask there."""
        mutant = self._mutants[number]
        if mutant.early:
            return json.dumps({FRESH: []})
        items = self._within(sorted(self._reaching[number], key=lambda item: self._took[item.nodeid]))
        if not items:
            return "alive"
        child = os.fork()
        if not child:
            self._switch.on = number
            os._exit(_in_child(items))
        ended = os.waitpid(child, 0)[1]
        # Something may remember from before what the guard said, as a cache does: a new process tells for certain.
        return "noticed" if ended else json.dumps({FRESH: [item.nodeid for item in items]})

    def _within(self, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """As many of the quickest as there is time for."""
        found, left = [], self._order.seconds
        for item in items:
            left -= self._took[item.nodeid]
            if found and left < 0:
                break
            found.append(item)
        return found


def _in_child(items: Sequence[pytest.Item]) -> int:
    """1 where a test fails; what never ends is killed, and so noticed as well."""
    signal.alarm(_LONGEST_SECONDS)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        return int(_fails(items))
    except BaseException:  # noqa: BLE001 - somebody would notice
        return 1


def _fails(items: Sequence[pytest.Item]) -> bool:
    for item, after in zip(items, [*items[1:], None], strict=True):
        if isinstance(item, pytest.Function):
            item._initrequest()
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
            return True
    return False


def run(order: Order) -> dict[str, Any]:
    """What became of each mutant, by its number; `failed` are the tests that fail with nothing broken."""
    switch, loader = Switch(), Loader(order.modules)
    switch.install()
    if order.only is not None:
        switch.on = order.only
    sys.meta_path.insert(0, loader)
    settings.register_profile("soak", deadline=None, derandomize=True, database=None)
    settings.load_profile("soak")
    trying = Trying(order, loader, switch)
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not house and not browser", "-k", "not moto"]
    pytest.main([*options, *(order.ids or order.tests)], plugins=[trying])
    names = [mutant.name for mutant in loader.mutants]
    return {"names": names, "became": trying.became, "failed": trying.failed}


if __name__ == "__main__":
    told, out = json.loads(sys.stdin.read()), os.dup(1)
    os.dup2(2, 1)  # what pytest prints is no answer
    answer = run(Order(**told))
    with os.fdopen(out, "w", encoding="utf-8") as written:
        json.dump(answer, written)
