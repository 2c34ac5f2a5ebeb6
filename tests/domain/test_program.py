"""program.toml is checked when it is loaded, and the error names the key."""

from datetime import timedelta

import pytest

from onboarding.domain.decision import Kind
from onboarding.domain.errors import ProgramError
from onboarding.domain.program import load
from onboarding.domain.stages import Stage
from onboarding.domain.waits import duration
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
        ("pass_mark = 60", 'pass_mark = "60"', "tracks.new.readiness.pass_mark"),
        ("pass_mark = 60", "pass_mark = 81", "tracks.new.readiness.high_touch"),
        ("high_touch = 80", "high_touch = 101", "tracks.new.readiness.high_touch"),
        ('field = "website"', 'field = "horoscope"', "tracks.new.readiness.rules.field"),
        ('field = "answer.shared"', 'field = "answer.unasked"', "tracks.technology.readiness.rules.field"),
        ('any_of = ["yes"]', 'any_of = ["perhaps"]', "tracks.technology.readiness.rules.any_of"),
        ('any_of = ["yes"]', "at_least = 1", "tracks.technology.readiness.rules.any_of"),
        (
            '"email", "distributor", "agreement"',
            '"email", "readiness", "distributor", "agreement"',
            "existing.readiness",
        ),
        ('"email", "distributor"', '"email", "dealer"', "tracks.existing.stages"),
        ('"email", "distributor"', '"distributor", "email"', "tracks.existing.stages"),
        ('"email", "distributor"', '"email"', "tracks.existing.stages"),
        ('"business", "agreement", "seal", "activation"', '"business", "activation"', "tracks.technology.stages"),
        ('id = "overlap"', 'id = "benefit"', "tracks.technology.questions.id"),
        ('id = "overlap"', 'id = "Over lap"', "tracks.technology.questions.id"),
        ('type = "number"', 'type = "date"', "tracks.technology.questions.shared.type"),
        ('type = "number"', 'type = "choice"', "tracks.technology.questions.shared.options"),
        ("required = false", 'required = "no"', "tracks.new.questions.certified.required"),
        ("apply = false", "aply = false", "tracks.existing.aply"),
        ('name = "Existing partner"', 'name = ""', "tracks.existing.name"),
        ("most_asked = 3", "most_asked = '3'", "distributor.most_asked"),
        ('name = "Harbourlight"', 'name = ""', "vendor.name"),
        ('hold         = { due = "2d"', 'hold         = { due = "0d"', "waits.hold.due"),
        ('provider = "built-in"', 'provider = "docusign"', "agreement.provider"),
        ("test_mode = false", "test_mode = 0", "agreement.test_mode"),
        ('zone = "Europe/Berlin"', 'zone = "Europe/Atlantis"', "calendar.zone"),
        ("holidays = [2026-12-25,", 'holidays = ["2026-12-25",', "calendar.holidays"),
        ("holidays = [2026-12-25,", "holidays = [2026-12-25T08:00:00,", "calendar.holidays"),
        ("[waits]", "[waits", "program.toml"),
        ("at_least = 85", "at_least = 69", "screening.at_least"),
        ("at_least = 85", "at_least = 101", "screening.at_least"),
        ('"30d", "90d"', '"90d", "30d"', "checkins.after"),
        ('languages = ["en", "de", "fr", "es", "ja", "ar"]', 'languages = ["xx"]', "pages.languages"),
        ('languages = ["en", "de", "fr", "es", "ja", "ar"]', "languages = []", "pages.languages"),
        ('languages = ["en", "de", "fr", "es", "ja", "ar"]', 'languages = "en"', "pages.languages"),
        ('connects = ["customer"]', 'connects = ["applicant"]', "customer_admin.connects"),
        ('connects = ["customer"]', 'connects = ["customer", "anybody"]', "customer_admin.connects"),
        ("hand_over = true", 'hand_over = "yes"', "customer_admin.hand_over"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, named: str) -> None:
    assert old in TEXT
    with pytest.raises(ProgramError, match=named.replace(".", r"\.")):
        load(TEXT.replace(old, new))


def test_one_track_at_least_is_open_to_applicants() -> None:
    with pytest.raises(ProgramError, match="apply"):
        load(TEXT.replace("\nstages = [", "\napply = false\nstages = [").replace("apply = false\napply", "apply"))


def test_a_track_has_its_own_stages_questions_rubric_and_agreement() -> None:
    program = load(TEXT)
    assert [track.id for track in program.open_tracks] == ["new", "technology"]
    assert program.track("technology").agreement == "technology-2026-11"
    assert program.track("new").agreement == program.agreement_version
    assert program.track("existing").rubric is None
    assert not program.track("technology").has(Stage.CUSTOMERS)
    with pytest.raises(ProgramError, match=r"tracks\.gone"):
        program.track("gone")
    assert program.described("gone").name == "gone"


def test_lengths_of_time_are_days_or_hours() -> None:
    assert duration("36h", "x") == timedelta(hours=36)
    with pytest.raises(ProgramError):
        duration(5, "x")
