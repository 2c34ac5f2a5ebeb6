"""A process that tries mutants: it imports everything once, sees which tests come to which guard, and forks for each.

`python -m tests.soak.mutation` reads an order as JSON from its standard input, and writes what became of each mutant.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import json
import math
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

from tests.soak.schemata import Mutant, Switch, mutated

SOURCE = Path(__file__).parents[2] / "functions"
EARLY = "early"
_LONGEST_SECONDS = 1800
_PATIENCE_SECONDS, _TIMES_AS_LONG = 5.0, 3
"""What the tests of a mutant may take beside what they take with nothing broken, in seconds of the processor."""


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
        return importlib.util.spec_from_file_location(fullname, self._trees[fullname][0], loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Runs the module with all its mutants."""
        path, tree = self._trees[module.__name__]
        exec(compile(tree, str(path), "exec"), module.__dict__)  # noqa: S102 - our own source


class Trying:
    """The pytest plugin: a fork for everything as it is, then one for each mutant with the tests that come to it.

    The process itself never runs a test: what is forked has no threads, no caches and nothing open.
    """

    def __init__(self, order: Order, loader: Loader, switch: Switch) -> None:
        self._order, self._mutants, self._switch = order, loader.mutants, switch
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
        with tempfile.TemporaryDirectory() as folder:
            seen = Path(folder) / "seen"
            _forked(lambda: seen.write_text(json.dumps(self._as_it_is(session.items)), encoding="utf-8"))
            assert seen.exists(), "the tests did not come to their end"
            told = json.loads(seen.read_text(encoding="utf-8"))
        self.failed = told["failed"]
        if not self.failed:
            for number in self._chosen():
                self.became[number] = self._tried(number, session.items, told)
        return True

    def _as_it_is(self, items: Sequence[pytest.Item]) -> dict[str, Any]:
        """Which tests, by their places, come to which mutant, and how long each takes."""
        reaching, took = defaultdict(list), []
        for place, (item, after) in enumerate(zip(items, [*items[1:], None], strict=True)):
            self._switch.reached.clear()
            began = time.process_time()
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            took.append(time.process_time() - began)
            for number in self._switch.reached:
                reaching[str(number)].append(place)
        return {"reaching": reaching, "took": took, "failed": self.failed}

    def _chosen(self) -> list[int]:
        numbers = list(range(len(self._mutants)))
        if self._order.share >= 1:
            return numbers
        chance = random.Random(20)  # noqa: S311 - the same ones each time
        return sorted(chance.sample(numbers, round(len(numbers) * self._order.share)))

    def _tried(self, number: int, items: Sequence[pytest.Item], told: Mapping[str, Any]) -> str:
        """`noticed`, `alive`, or `early` for what needs a process that imports it broken."""
        if self._mutants[number].early:
            return EARLY
        took, usual = told["took"], 0.0
        chosen: list[pytest.Item] = []
        for place in sorted(told["reaching"].get(str(number), []), key=lambda place: took[place]):
            if chosen and usual + took[place] > self._order.seconds:
                break
            usual += took[place]
            chosen.append(items[place])
        enough = _PATIENCE_SECONDS + _TIMES_AS_LONG * usual
        return "noticed" if chosen and _forked(lambda: self._notice(number, chosen), enough) else "alive"

    def _notice(self, number: int, items: Sequence[pytest.Item]) -> None:
        self._switch.on = number
        if _fails(items):
            os._exit(1)


def _forked(act: Callable[[], object], busy: float = _LONGEST_SECONDS) -> int:
    """Does it in a fork; 0 where it came to its end. What never would is killed, and so noticed as well.

    `busy` is how many seconds of the processor it may take: what is broken may go round and round.
    """
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(busy), math.ceil(busy)))
    signal.alarm(_LONGEST_SECONDS)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        act()
    except BaseException:  # noqa: BLE001 - somebody would notice
        os._exit(1)
    os._exit(0)


def _fails(items: Sequence[pytest.Item]) -> bool:
    for item, after in zip(items, [*items[1:], None], strict=True):
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
    pytest.main([*options, *order.tests], plugins=[trying])
    names = [mutant.name for mutant in loader.mutants]
    return {"names": names, "became": trying.became, "failed": trying.failed}


if __name__ == "__main__":
    told, out = json.loads(sys.stdin.read()), os.dup(1)
    os.dup2(2, 1)  # what pytest prints is no answer
    answer = run(Order(**told))
    with os.fdopen(out, "w", encoding="utf-8") as written:
        json.dump(answer, written)
