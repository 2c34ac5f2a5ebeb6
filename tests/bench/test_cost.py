"""The price of an onboarding: which counts it stands on, and that more of them costs more."""

import pytest

from bench import cost, designs
from bench.journey import Journey
from infra import prices

pytestmark = pytest.mark.slow


def test_a_thousand_onboardings_cost_no_more_than_is_written_and_days_add_no_transition() -> None:
    day, month = cost.recorded(Journey(days=1)), cost.recorded(Journey(days=30))
    assert day.counts["transitions"] == month.counts["transitions"] == 20
    assert day.counts["write units"] <= cost.MOST_WRITES, (
        "an onboarding writes more than it did: look which item has grown"
    )
    assert month.dollars["transitions"] == day.dollars["transitions"]
    assert day.besides_mail * designs.ONBOARDINGS <= cost.ALLOWED
    polling = next(iter(designs.rivals(2, 30)))
    assert month.besides_mail * designs.ONBOARDINGS < polling.dollars / 10


def test_ninety_days_of_waiting_cost_as_one() -> None:
    bill = cost.recorded(Journey())
    assert (bill.besides_mail + 90 * bill.day) / bill.besides_mail <= 1.05


def test_every_price_says_where_it_was_read() -> None:
    assert all(price.source.startswith("https://") and price.dollars > 0 for price in prices.ALL.values())
    own = [name for name in vars(prices) if isinstance(getattr(prices, name), prices.Price)]
    assert {id(getattr(prices, name)) for name in own} == {id(price) for price in prices.ALL.values()}
