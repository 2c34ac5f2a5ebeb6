"""One guard of the product that is broken on purpose, and how something is broken wherever it is used."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

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
    """Puts something else in the place of one of the product's functions, in every module that has imported it."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "onboarding":
            for known, value in list(vars(module).items()):
                if value is what:
                    patch.setattr(module, known, instead)


def nothing(*_: object, **__: object) -> None:
    """What is left of a guard that does nothing."""
