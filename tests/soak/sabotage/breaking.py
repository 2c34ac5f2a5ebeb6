"""One guard of the product that is broken on purpose, and how something is broken wherever it is used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

import pytest

import onboarding
from tests.soak.figures import Figures

type Break = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Sabotage:
    """A guard in words, how it is broken, and what the promise's own line says then (a regular expression).

    `check` is a small form for this alone, where the one in `promises` does not come to the guard.
    """

    promise: int
    guard: str
    breaks: Break
    says: str
    check: Callable[[], Figures] | None = None


def everywhere(patch: pytest.MonkeyPatch, what: Callable[..., Any], instead: Callable[..., Any]) -> None:
    """Puts something else in the place of one of the product's functions, in every module that imports it."""
    for module in _product():
        for known, value in list(vars(module).items()):
            if value is what:
                patch.setattr(module, known, instead)


@cache
def _product() -> Sequence[ModuleType]:
    """All modules: one that is imported first while something is broken would stay broken afterwards."""
    return [import_module(one.name) for one in walk_packages(onboarding.__path__, f"{onboarding.__name__}.")]


def nothing(*_: object, **__: object) -> None:
    """What is left of a guard that does nothing."""
