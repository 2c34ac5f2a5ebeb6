"""Every promise in its small form; `make soak` has the full ones."""

import pytest

from tests.soak.promises import PROMISES, Promise


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: f"{one.number}-{one.says.replace(' ', '-')}")
def test_a_promise_is_kept(promise: Promise) -> None:
    assert promise.fast()
