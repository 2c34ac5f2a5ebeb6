"""The price of an onboarding: which counts it stands on, and that more of them costs more."""

import pytest

from bench import cost
from bench.journey import Journey

pytestmark = pytest.mark.slow


def test_a_thousand_onboardings_cost_no_more_than_is_written_and_days_add_no_transition() -> None:
    day, month = cost.recorded(Journey(days=1)), cost.recorded(Journey(days=30))
    assert day.counts["transitions"] == month.counts["transitions"] == 20
    assert day.counts["write units"] <= 450, "an onboarding writes more than it did: look which item has grown"
    assert month.dollars["transitions"] == day.dollars["transitions"]
    polling = next(iter(cost.rivals(2, 30)))
    assert month.besides_mail * cost.ONBOARDINGS < polling.dollars / 10
