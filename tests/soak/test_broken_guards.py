"""A line of `make soak` that cannot fail shows nothing: each guard is broken on purpose, and its own line says so."""

import re

import pytest

from tests.soak.promises import CHECKS, Check
from tests.soak.runner import _outcome
from tests.soak.sabotage.breaking import Sabotage
from tests.soak.sabotage.rows import SABOTAGES


@pytest.mark.parametrize("broken", [pytest.param(one, id=f"{one.promise}-{one.guard}") for one in SABOTAGES])
def test_without_its_guard_a_promise_is_said_to_be_broken(broken: Sabotage, monkeypatch: pytest.MonkeyPatch) -> None:
    check, numbers = _small(broken)
    broken.breaks(monkeypatch)
    _, wrong = _outcome(check, numbers)
    said = wrong.get(broken.promise, "the promise is said to be kept")
    assert "Traceback" not in said, f"the check fell over, which shows nothing:\n{said}"
    assert re.search(broken.says, said), said


def test_each_promise_has_a_guard_that_is_broken() -> None:
    assert {one.promise for one in SABOTAGES} == set(range(1, 29))


def _small(broken: Sabotage) -> tuple[Check, list[int]]:
    """The small form of the check that holds the promise, or the row's own, and the promises of that check."""
    held = next(one for one in CHECKS if broken.promise in one.says)
    check = broken.check or held.fast
    assert check is not None, f"promise {broken.promise} has no small form"
    return check, list(held.says)
