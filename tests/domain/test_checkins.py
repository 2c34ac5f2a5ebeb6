"""Check-ins: one question at the program's dates; a bad answer or silence is somebody's task."""

from datetime import timedelta

import pytest

from onboarding.domain.activating import activated
from onboarding.domain.asking import ask_reviewer
from onboarding.domain.assessing import assessed
from onboarding.domain.checkins import check_in, unanswered
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import AlreadyDecided, Moved, Refused
from onboarding.domain.messages import Mail
from onboarding.domain.people import Role
from onboarding.domain.readiness import Assessment
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import PROGRAM, Walk


def asked_after(**length: float) -> tuple[Walk, Decision]:
    walk = Walk.of().to_active()
    walk.pass_time(**length)
    return walk, walk.do(check_in, PROGRAM).asked[0]


def test_a_partner_is_asked_after_30_90_180_and_365_days_and_then_no_more() -> None:
    walk = Walk.of().to_active()
    active, asked = walk.at, []
    while walk.application.look_at is not None:
        walk.at = walk.application.look_at
        asked.append(walk.do(check_in, PROGRAM).asked[0])
    assert [(decision.asked_at - active).days for decision in asked] == [30, 90, 180, 365]
    assert [decision.kind for decision in asked] == [Kind.CHECKIN] * 4
    assert walk.application.stage is Stage.ACTIVE


def test_nobody_is_asked_before_the_date_nor_twice() -> None:
    walk = Walk.of().to_active()
    walk.pass_time(days=29)
    with pytest.raises(Moved):
        walk.do(check_in, PROGRAM)
    walk.pass_time(days=1)
    walk.do(check_in, PROGRAM)
    with pytest.raises(Moved):
        walk.do(check_in, PROGRAM)


def test_dates_that_were_slept_through_are_not_made_up_for() -> None:
    walk, _ = asked_after(days=200)
    assert walk.application.look_at == walk.application.reached[-1].at + timedelta(days=365)


def test_a_good_answer_is_kept_and_bothers_nobody() -> None:
    walk, asked = asked_after(days=30)
    change = walk.answer(Outcome.GOOD, Role.APPLICANT, asked.id)
    assert (change.asked, change.messages) == ((), ())


def test_a_bad_answer_needs_words_and_becomes_a_task_for_ops_that_carries_them() -> None:
    walk, asked = asked_after(days=30)
    with pytest.raises(Refused) as refused:
        walk.answer(Outcome.BAD, Role.APPLICANT, asked.id)
    assert refused.value.field == "note"
    change = walk.answer(Outcome.BAD, Role.APPLICANT, asked.id, note="Prices never come.")
    (task,) = change.asked
    assert (task.kind, task.role, task.asked) == (Kind.TASK, Role.OPS, PROGRAM.vendor.ops)
    assert task.about == {"happened": "bad", "days": "30", "note": "Prices never come."}
    assert [message.letter.mail for message in change.messages] == [Mail.DECIDE_TASK]
    done = walk.answer(Outcome.DONE, Role.OPS, task.id, note="Called them; the distributor sends a list.")
    assert (done.messages, done.application.stage) == ((), Stage.ACTIVE)


def test_silence_becomes_a_task_at_the_date_and_not_before() -> None:
    walk, asked = asked_after(days=30)
    with pytest.raises(Moved):
        unanswered(walk.case(asked.id), PROGRAM, asked.due - timedelta(seconds=1))
    change = walk._keep(unanswered(walk.case(asked.id), PROGRAM, asked.due))
    assert change.asked[0].about["happened"] == "silent"
    with pytest.raises(AlreadyDecided):
        walk.answer(Outcome.GOOD, Role.APPLICANT, asked.id)
    with pytest.raises(Moved):
        unanswered(walk.case(asked.id), PROGRAM, asked.due)


def test_a_task_needs_words_about_what_was_done() -> None:
    walk, asked = asked_after(days=30)
    task = walk.answer(Outcome.BAD, Role.APPLICANT, asked.id, note="Prices never come.").asked[0]
    with pytest.raises(Refused):
        walk.answer(Outcome.DONE, Role.OPS, task.id)


def test_check_ins_are_counted_from_the_day_on_which_the_partner_became_active() -> None:
    walk = Walk.of().to_customers()
    walk.pass_time(days=40)
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    walk.pass_time(days=5)
    walk.do(activated, list(walk.accounts.values()), PROGRAM)
    active = walk.at
    walk.pass_time(days=30)
    walk.do(check_in, PROGRAM)
    assert walk.application.look_at == active + timedelta(days=90)


def test_after_the_last_question_there_is_no_other() -> None:
    walk, _ = asked_after(days=400)
    assert walk.application.look_at is None
    with pytest.raises(Moved):
        walk.do(check_in, PROGRAM)


def test_who_was_told_not_yet_is_not_asked_how_it_is_going() -> None:
    walk = Walk.of().to_readiness()
    walk.do(assessed, Assessment(20, (), ready=False))
    walk.do(ask_reviewer, PROGRAM)
    back = (walk.at + timedelta(days=90)).date().isoformat()
    walk.answer(Outcome.NOT_YET, Role.REVIEWER, note="Two people are needed.", back=back)
    walk.pass_time(days=100)
    assert walk.application.look_at is not None
    with pytest.raises(Moved):
        walk.do(check_in, PROGRAM)
