"""Partners' own calendars: zones, weekends, the days on which they are written to."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.domain.calendars import (
    MORNING,
    ZONES,
    city_of,
    end_of,
    is_weekend,
    last_day,
    local_day,
    over_everywhere,
    rungs,
    working_day,
    zone_of,
)
from tests.support.samples import PROGRAM

BEFORE = PROGRAM.deadlines.days_before


def test_every_country_of_the_program_has_a_zone_that_exists() -> None:
    assert set(PROGRAM.countries) <= set(ZONES)
    for zone in ZONES.values():
        assert ZoneInfo(zone).key == zone


def test_a_partners_own_zone_comes_before_its_countrys_and_nonsense_before_neither() -> None:
    assert zone_of("US", "America/Los_Angeles") == "America/Los_Angeles"
    assert zone_of("US", "../../etc/passwd") == "America/New_York"
    assert zone_of("XX", "Nowhere/At_All") == "UTC"


@pytest.mark.parametrize(
    ("country", "weekend"),
    [("DE", {5, 6}), ("JP", {5, 6}), ("IL", {4, 5}), ("SA", {4, 5}), ("EG", {4, 5}), ("AE", {5, 6}), ("XX", {5, 6})],
)
def test_each_country_has_its_own_weekend(country: str, weekend: set[int]) -> None:
    week = [date(2027, 2, 22) + timedelta(days=days) for days in range(7)]
    assert {day.weekday() for day in week if is_weekend(day, country)} == weekend


def test_a_day_on_a_weekend_moves_to_the_last_working_day_before_it() -> None:
    sunday = date(2027, 2, 28)
    assert working_day(sunday, "DE") == date(2027, 2, 26)
    assert working_day(sunday, "IL") == sunday
    assert working_day(date(2027, 2, 27), "IL") == date(2027, 2, 25)


def test_the_ladder_is_in_the_partners_own_morning_on_both_sides_of_a_change_of_clocks() -> None:
    """Germany changes on 28 March 2027: nine o'clock is 08:00 UTC before it and 07:00 UTC after it."""
    on = date(2027, 4, 12)
    times = rungs(on, BEFORE, "DE", "Europe/Berlin")
    assert {at.astimezone(ZoneInfo("Europe/Berlin")).time() for at in times} == {MORNING}
    assert datetime(2027, 3, 12, 8, 0, tzinfo=UTC) in times
    assert datetime(2027, 3, 29, 7, 0, tzinfo=UTC) in times


def test_a_date_is_over_at_midnight_there_and_not_here() -> None:
    on = date(2027, 2, 28)
    assert end_of(on, "Asia/Tokyo") == datetime(2027, 2, 28, 15, 0, tzinfo=UTC)
    assert end_of(on, "America/New_York") == datetime(2027, 3, 1, 5, 0, tzinfo=UTC)
    assert end_of(date(2027, 3, 13), "America/New_York") == datetime(2027, 3, 14, 5, 0, tzinfo=UTC)
    assert end_of(date(2027, 3, 14), "America/New_York") == datetime(2027, 3, 15, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Europe/Berlin", "Asia/Tokyo", "UTC"])
def test_what_ends_at_midnight_has_the_day_before_as_its_last_one(zone: str) -> None:
    for on in (date(2027, 1, 31), date(2027, 3, 31), date(2027, 6, 30)):
        assert last_day(end_of(on, zone), zone) == on
        assert last_day(end_of(on, zone) + timedelta(seconds=1), zone) == on + timedelta(days=1)


def test_a_day_is_over_everywhere_when_it_is_over_twelve_hours_behind_utc() -> None:
    on, over = date(2027, 3, 31), datetime(2027, 4, 1, 12, 0, tzinfo=UTC)
    assert not over_everywhere(on, over - timedelta(seconds=1))
    assert over_everywhere(on, over)


def test_a_zone_is_known_by_its_city() -> None:
    assert [city_of(zone) for zone in ("America/New_York", "America/Argentina/Buenos_Aires", "UTC")] == [
        "New York",
        "Buenos Aires",
        "UTC",
    ]


def test_steps_that_fall_on_the_same_working_day_are_one() -> None:
    """The last three days before a Monday are a weekend: three days and one day before become the same Friday."""
    times = rungs(date(2027, 3, 1), (3, 1), "DE", "Europe/Berlin")
    assert times == (datetime(2027, 2, 26, 8, 0, tzinfo=UTC),)


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)), st.sampled_from(sorted(ZONES)))
def test_nobody_is_ever_written_to_on_their_weekend_nor_later_than_planned(on: date, country: str) -> None:
    zone = zone_of(country)
    times = rungs(on, BEFORE, country, zone)
    days = [local_day(at, zone) for at in times]
    assert days == sorted(set(days))
    assert not any(is_weekend(day, country) for day in days)
    for count in BEFORE:
        planned = on - timedelta(days=count)
        assert any(planned - timedelta(days=3) < day <= planned for day in days)
