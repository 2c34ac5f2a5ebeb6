"""A program with a new version of the agreement, the notice that announces it, and partners who must accept it."""

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from onboarding import clock
from onboarding.documents import wording
from onboarding.domain import notices
from onboarding.domain.application import Case
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.ids import DecisionId
from onboarding.domain.notices import Expected, Notice, NoticeNumber, Wording
from onboarding.domain.people import Role
from onboarding.domain.program import Program, load
from onboarding.domain.renewal_terms import RenewalTerms
from onboarding.domain.renewing import begin
from onboarding.domain.stages import Outcome
from onboarding.steps import ask_signer, seal_agreement
from tests.support.deadlines import OPS, WORDING
from tests.support.journey import Journey
from tests.support.samples import NOW, PROGRAM_FILE, Walk
from tests.support.world import Home

OLD, NEW = "2026-11", "2027-03"
ASK_FROM, BY = date(2027, 2, 1), date(2027, 5, 31)
SAYS = Wording(
    title="A new version of the agreement",
    date=BY,
    consequence="Partners who have not accepted it are called by a person, who decides with them.",
    action="Read the new version and sign it by the link that your signer gets.",
    contact=WORDING.contact,
    expected=(Expected("Does anything end by itself?", "No. The present agreement holds until a person decides."),),
)


def program(per_hour: int = 600, more: str = "") -> Program:
    """The program whose tracks have the new version, which takes the place of the old one."""
    text = PROGRAM_FILE.read_text(encoding="utf-8").replace(f'version = "{OLD}"', f'version = "{NEW}"')
    declared = (
        f'\n[agreement.renewals."{NEW}"]\nreplaces = ["{OLD}"]\nask_from = {ASK_FROM}\nby = {BY}\nnotice = 2\n'
        f"per_hour = {per_hour}\n{more}"
    )
    return load(text + declared)


def terms(program: Program) -> RenewalTerms:
    """Its only new version."""
    (found,) = program.renewals
    return found


def announced(at: datetime = NOW) -> Notice:
    """Notice 2, published."""
    drafted = notices.draft(NoticeNumber(2), SAYS, OPS, at).notice
    return notices.publish(drafted, OPS, "Counsel agreed.", at).notice


def with_new_version(world: Home, monkeypatch: pytest.MonkeyPatch, folder: Path, *, per_hour: int = 600) -> None:
    """Gives a world the new program and its words; the notice stays a draft until `publish`."""
    for version in (OLD, NEW):
        shutil.copytree(wording.FOLDER / OLD, folder / version, dirs_exist_ok=True)
    monkeypatch.setattr(wording, "FOLDER", folder)
    world.__dict__["program"] = program(per_hour)
    now = world.clock.now()
    world.notices.record(notices.draft(NoticeNumber(1), replace(SAYS, date=date(2027, 6, 30)), OPS, now))
    world.notices.record(notices.draft(NoticeNumber(2), SAYS, OPS, now))


def publish(world: Home) -> None:
    """Makes the notice official."""
    drafted = world.notices.find(NoticeNumber(2))
    assert drafted is not None
    world.notices.record(notices.publish(drafted, OPS, "Counsel agreed.", world.clock.now()))


def renewed(walk: Walk) -> Walk:
    """An active partner that is asked to accept the new version, on the first day of it."""
    walk.program = program()
    walk.at = datetime.combine(ASK_FROM, walk.at.timetz())
    walk._keep(begin(walk.application, terms(walk.program), announced(), walk.program, walk.at))
    return walk


def date_case(walk: Walk) -> Case:
    """What is read before something happens to the date."""
    assert walk.application.deadline is not None
    return walk.case(DecisionId(walk.application.deadline))


def asked_of(decisions: list[Decision]) -> Decision:
    """The open question to a signer."""
    (found,) = [one for one in decisions if one.kind is Kind.AGREEMENT and one.open]
    return found


def ask_for_new_version(case: Journey, patch: pytest.MonkeyPatch, folder: Path) -> None:
    """The new version is announced, and on its day an active partner's signer is asked for it."""
    world = case.world
    with_new_version(world, patch, folder)
    publish(world)
    world.clock.move(days=(ASK_FROM - world.clock.now().date()).days)
    clock.run(world, world.clock.now())
    ask_signer.run(world, case.event)


def renew(case: Journey, patch: pytest.MonkeyPatch, folder: Path) -> None:
    """An active partner is asked for the new version, signs it, and has it sealed."""
    ask_for_new_version(case, patch, folder)
    case.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
    seal_agreement.run(case.world, case.event)
