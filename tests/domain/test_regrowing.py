"""A lost execution is replaced by the next generation; a finished case needs none."""

import pytest

from onboarding.domain.errors import Moved
from onboarding.domain.regrowing import regrown
from tests.support.samples import NOW, Walk


def test_the_next_generation_is_asked_for_and_the_case_stays_where_it_is() -> None:
    before = Walk.of().to_agreement().application
    after = regrown(before, NOW).application
    assert (after.generation, after.start) == (before.generation + 1, True)
    assert (after.stage, after.holder, after.since, after.decision) == (
        before.stage,
        before.holder,
        before.since,
        before.decision,
    )


def test_an_active_partner_needs_no_workflow() -> None:
    with pytest.raises(Moved):
        regrown(Walk.of().to_active().application, NOW)
