"""Deciding where every race is lost: it is said that nothing was written."""

import pytest

from onboarding.deciding import TRIES, decide
from onboarding.domain.applying import submit
from onboarding.domain.change import Change
from onboarding.domain.errors import Conflict, Unavailable
from tests.support.samples import ID, NOW, PROGRAM, Walk, submission


class AlwaysLate:
    """Somebody else was faster, every time."""

    def __init__(self) -> None:
        self.tries = 0

    def commit(self, change: Change) -> None:
        self.tries += 1
        raise Conflict("somebody was faster")


def test_a_race_that_is_lost_every_time_is_given_up_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onboarding.deciding.time.sleep", lambda _: None)
    cases = AlwaysLate()
    with pytest.raises(Unavailable, match="too many"):
        decide(cases, Walk.of().case, lambda _: submit(ID, submission(), PROGRAM, NOW))  # type: ignore[arg-type]
    assert cases.tries == TRIES
