"""Readiness: each rule of the rubric gives its points and its reason, met or not."""

from onboarding.domain.readiness import assess
from tests.support.samples import PROGRAM, customers, submission


def test_a_good_application_passes_with_a_reason_for_every_rule() -> None:
    assessment = assess(submission(), PROGRAM)
    assert assessment.ready
    assert {reason.rule: reason.points for reason in assessment.reasons} == {
        "Team": 30,
        "Larger team": 0,
        "Services": 20,
        "Range": 0,
        "Website": 20,
        "Experience": 10,
    }
    assert assessment.score == 80


def test_a_weak_application_is_for_the_reviewer_and_says_what_is_missing() -> None:
    assessment = assess(submission(people=1, services=(), website="", customers=()), PROGRAM)
    assert (assessment.score, assessment.ready) == (0, False)
    assert [reason.points for reason in assessment.reasons] == [0] * 6


def test_the_mark_itself_passes() -> None:
    exactly = submission(people=2, services=("support",), website="", customers=customers(1))
    assert assess(exactly, PROGRAM).score == PROGRAM.pass_mark
    assert assess(exactly, PROGRAM).ready
