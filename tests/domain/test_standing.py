"""Where a case stands."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from onboarding.domain import applying, intervening
from tests.support.deadlines import OPS
from tests.support.samples import NOW, Walk


def test_a_case_without_a_deadline_has_missed_none() -> None:
    assert not Walk.of().application.missed


@pytest.mark.parametrize(
    ("invited", "waits"), [(None, False), (NOW + timedelta(days=1), True), (NOW, False), (NOW - timedelta(1), False)]
)
def test_only_a_partner_whose_invitation_is_still_to_come_is_left_alone(invited: datetime | None, waits: bool) -> None:
    assert replace(Walk.of().application, invited=invited).uninvited(NOW) is waits


def test_people_are_told_the_deadlines_day_in_its_own_zone_and_every_other_date_in_utc() -> None:
    midnight = datetime(2027, 4, 1, 4, 0, tzinfo=UTC)
    application = replace(Walk.of().application, deadline_at=midnight, deadline_zone="America/New_York")
    assert application.last_day(midnight) == date(2027, 3, 31)
    assert application.last_day(midnight + timedelta(hours=1)) == date(2027, 4, 1)
    nowhere = replace(application, deadline_zone="", submission=replace(application.submission, country="US"))
    assert nowhere.last_day(midnight) == date(2027, 3, 31)


def closed(walk: Walk) -> bool:
    """Closed by ops; whether it was an active partner until then."""
    walk._keep(intervening.close(walk.case(), OPS, "Nobody answers.", walk.at))
    return walk.application.was_partner


def test_a_former_partner_whose_new_application_is_closed_was_none_just_before() -> None:
    walk = Walk.of().to_active()
    said = [walk.application.was_partner]
    walk._keep(intervening.end(walk.case(), OPS, "They sold the business.", walk.at))
    said.append(walk.application.was_partner)
    walk.do(applying.resubmit, walk.application.submission, list(walk.accounts.values()))
    said.append(walk.application.was_partner)  # nothing has closed it again
    assert said == [False, True, True]
    assert not closed(walk)
    assert not closed(Walk.of().to_distributor())


def test_a_decision_that_is_taken_is_not_waited_for() -> None:
    walk = Walk.of().to_customers()
    assert walk.application.waits_for == "customers-4"
    assert replace(walk.application, decision_open=False).waits_for is None
    assert Walk.of().application.waits_for is None
