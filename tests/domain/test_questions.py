"""Questions: one task each, answered within a working day, the answer to whoever asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from onboarding.domain import questions
from onboarding.domain.calendars import Office
from onboarding.domain.decision import Kind
from onboarding.domain.ids import is_decision_id
from onboarding.domain.messages import Mail
from onboarding.domain.people import Person, Role
from onboarding.domain.questions import Asker
from onboarding.domain.stages import Outcome
from tests.support.samples import ANN, PROGRAM, Walk

NORA = Asker(Person("Nora Lindqvist", "partners@nordhafen.example"), Role.DISTRIBUTOR)
BERLIN = Office("DE", "Europe/Berlin", frozenset({date(2026, 12, 25)}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        ("2026-11-02T16:00+01:00", 1, "2026-11-03T16:00+01:00"),
        ("2026-11-06T16:00+01:00", 1, "2026-11-09T16:00+01:00"),
        ("2026-11-07T23:00+01:00", 1, "2026-11-10T09:00+01:00"),
        ("2026-12-24T11:00+01:00", 1, "2026-12-28T11:00+01:00"),
        ("2026-10-23T16:00+02:00", 1, "2026-10-26T16:00+01:00"),
        ("2026-11-06T16:00+01:00", 4, "2026-11-12T16:00+01:00"),
    ],
)
def test_days_are_counted_when_somebody_is_there(asked: str, days: int, due: str) -> None:
    assert BERLIN.after(at(asked), timedelta(days=days)) == at(due)


def test_a_question_of_a_friday_is_due_on_monday_and_ops_are_reminded_on_working_days() -> None:
    walk = Walk.of()
    walk.at = at("2026-11-06T16:00+01:00")
    question = walk.do(questions.ask, "When?", NORA, PROGRAM).asked[0]
    assert question.due == at("2026-11-09T16:00+01:00")
    assert [step.astimezone(UTC).weekday() for step in question.ladder] == [0, 1, 3]


def test_the_answer_goes_to_whoever_asked() -> None:
    walk = Walk.of().to_distributor()
    question = walk.do(questions.ask, "Do they sell in Austria?", NORA, PROGRAM).asked[0]
    change = walk.answer(Outcome.ANSWERED, Role.OPS, decision=question.id, note="They do.")
    (answer,) = change.messages
    assert (answer.letter.mail, answer.letter.to, answer.letter.role) == (
        Mail.QUESTION_ANSWERED,
        NORA.who,
        Role.DISTRIBUTOR,
    )
    assert answer.letter.facts == {"question": "Do they sell in Austria?", "answer": "They do."}


def test_an_applicants_own_question_is_answered_to_the_applicant() -> None:
    walk = Walk.of().to_distributor()
    question = walk.do(questions.ask, "When?", Asker(ANN, Role.APPLICANT), PROGRAM).asked[0]
    assert walk.application.questions == 1
    assert questions.asker_of(walk.application, question).who == ANN


def test_one_mail_is_one_question_whatever_its_id_looks_like() -> None:
    assert questions.of_mail("abc") == questions.of_mail("abc") != questions.of_mail("abd")
    assert all(is_decision_id(questions.of_mail(str(number))) for number in range(200))
    assert questions.of_mail("x").startswith(f"{Kind.QUESTION.value}-")


def test_what_is_asked_is_kept_up_to_a_length() -> None:
    walk = Walk.of()
    asked = walk.do(questions.ask, "x" * 5000, NORA, PROGRAM).asked[0]
    assert len(asked.about["question"]) == questions.LONGEST


def test_the_case_knows_an_asker_by_its_role() -> None:
    assert NORA.known
    assert not Asker(NORA.who, Role.NOBODY).known


def test_a_page_rests_after_its_share_of_a_day_and_takes_more_on_the_next() -> None:
    application = replace(Walk.of().application, questions=questions.AT_FIRST)
    began, day = application.submitted, timedelta(days=1)
    assert questions.page_rests(replace(application, questions=questions.AT_FIRST - 1), began) is None
    assert questions.page_rests(application, began) == began + day
    assert questions.page_rests(application, began + day) is None
    full = replace(application, questions=questions.AT_FIRST + questions.A_DAY)
    assert questions.page_rests(full, began + day) == began + 2 * day
