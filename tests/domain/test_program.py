"""program.toml is checked when it is loaded, and the error names the key."""

from datetime import timedelta

import pytest

from onboarding.domain.decision import Kind
from onboarding.domain.errors import ProgramError
from onboarding.domain.program import duration, load
from tests.support.samples import PROGRAM_FILE

TEXT = PROGRAM_FILE.read_text(encoding="utf-8")


def test_the_ladder_is_changed_in_one_place() -> None:
    program = load(TEXT.replace('due = "7d", reminders = ["3d", "5d"]', 'due = "10d", reminders = ["36h", "4d", "8d"]'))
    wait = program.wait(Kind.DISTRIBUTOR)
    assert wait.due == timedelta(days=10)
    assert wait.reminders == (timedelta(hours=36), timedelta(days=4), timedelta(days=8))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('distributor  = { due = "7d"', 'distributor  = { due = "7 days"', "waits.distributor.due"),
        ('["3d", "5d"]', '["5d", "3d"]', "waits.distributor.reminders"),
        ('["3d", "5d"]', '["3d", "9d"]', "waits.distributor.reminders"),
        ('level = "attested"', 'level = "invited"', "customer_admin.level"),
        ('email = "partners@harbourlight.example"', 'email = "nobody"', "vendor.contact.email"),
        ("pass_mark = 60", 'pass_mark = "60"', "readiness.pass_mark"),
        ('field = "website"', 'field = "horoscope"', "readiness.rules.field"),
        ("most_asked = 3", "most_asked = '3'", "distributor.most_asked"),
        ('name = "Harbourlight"', 'name = ""', "vendor.name"),
        ('hold         = { due = "2d"', 'hold         = { due = "0d"', "waits.hold.due"),
        ('provider = "built-in"', 'provider = "docusign"', "agreement.provider"),
        ("test_mode = false", "test_mode = 0", "agreement.test_mode"),
        ("[waits]", "[waits", "program.toml"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, named: str) -> None:
    assert old in TEXT
    with pytest.raises(ProgramError, match=named.replace(".", r"\.")):
        load(TEXT.replace(old, new))


def test_lengths_of_time_are_days_or_hours() -> None:
    assert duration("36h", "x") == timedelta(hours=36)
    with pytest.raises(ProgramError):
        duration(5, "x")
