"""Where a case stands."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.support.samples import NOW, Walk


def test_a_case_without_a_deadline_has_missed_none() -> None:
    assert not Walk.of().application.missed


@pytest.mark.parametrize(
    ("invited", "waits"), [(None, False), (NOW + timedelta(days=1), True), (NOW, False), (NOW - timedelta(1), False)]
)
def test_only_a_partner_whose_invitation_is_still_to_come_is_left_alone(invited: datetime | None, waits: bool) -> None:
    assert replace(Walk.of().application, invited=invited).uninvited(NOW) is waits


def test_a_decision_that_is_taken_is_not_waited_for() -> None:
    walk = Walk.of().to_customers()
    assert walk.application.waits_for == "customers-4"
    assert replace(walk.application, decision_open=False).waits_for is None
    assert Walk.of().application.waits_for is None
