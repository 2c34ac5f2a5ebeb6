"""A program with a deadline, the notice that announces it, and cases that must keep it."""

from datetime import date, datetime, timedelta
from typing import Any

from onboarding.domain import notices
from onboarding.domain.application import Case
from onboarding.domain.deadlines import begin
from onboarding.domain.ids import DecisionId
from onboarding.domain.notices import Expected, Notice, NoticeNumber, Wording
from onboarding.domain.people import Role, person
from onboarding.domain.program import Program, load
from tests.support.samples import NOW, PROGRAM_FILE, Walk
from tests.support.world import Home

ON = date(2027, 2, 28)
"""The date of the deadline: a Sunday."""

OPS = person("Olga Ops", Role.OPS)
WORDING = Wording(
    title="Every partner works with a distributor",
    date=ON,
    consequence="Partners who are not enrolled cannot order new services any more.",
    action="Accept the distributor, sign the agreement, and see that each customer confirms an admin of its own.",
    contact="enrolment@harbourlight.example",
    expected=(Expected("Do my customers lose anything?", "No. No account is touched without a person's decision."),),
)


def program(on: date = ON, track: str = "new") -> Program:
    """The program with one deadline for partners of a track, announced in notice 1."""
    declared = f'\n[deadlines.test]\ndate = {on}\ntracks = ["{track}"]\nnotice = 1\n'
    return load(PROGRAM_FILE.read_text(encoding="utf-8") + declared)


def notice(at: datetime = NOW, wording: Wording = WORDING) -> Notice:
    """Notice 1, published."""
    drafted = notices.draft(NoticeNumber(1), wording, OPS, at).notice
    return notices.publish(drafted, OPS, "The board decided it.", at).notice


def with_deadline(world: Home, on: date = ON, *, published: bool = True) -> None:
    """Gives a world the program with the deadline, and its notice."""
    world.__dict__["program"] = program(on)
    now = world.clock.now()
    drafted = notices.draft(NoticeNumber(1), replace_date(on), OPS, now)
    world.notices.record(drafted)
    if published:
        world.notices.record(notices.publish(drafted.notice, OPS, "The board decided it.", now))


def replace_date(on: date) -> Wording:
    """The same words about another date."""
    return Wording(**{**vars(WORDING), "date": on})


def begun(on: date = ON, **submission: Any) -> Walk:
    """A case in memory whose deadline runs."""
    walk = Walk.of(**submission)
    walk._keep(begin(walk.application, program(on), walk.at))
    return walk


def deadline_case(walk: Walk) -> Case:
    """What is read before something happens to the deadline."""
    assert walk.application.deadline is not None
    return walk.case(DecisionId(walk.application.deadline))


def days_before(on: date, at: datetime) -> int:
    """How many days before the date a moment is (UTC)."""
    return (on - at.date()) // timedelta(days=1)
