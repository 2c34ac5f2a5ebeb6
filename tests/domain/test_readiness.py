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


def test_answers_to_a_tracks_own_questions_score_by_number_by_words_and_by_choice() -> None:
    answers = {"benefit": "One two three four five six seven eight nine ten", "overlap": "overlaps", "shared": "4"}
    assessment = assess(submission(track="technology", answers=answers), PROGRAM)
    assert [reason.points for reason in assessment.reasons] == [30, 20, 0, 0, 0]
    better = assess(submission(track="technology", answers={**answers, "shared": "5", "connected": "yes"}), PROGRAM)
    assert (better.score, better.tier) == (80, "high-touch")
    worse = assess(submission(track="technology", answers={**answers, "overlap": "replaces"}), PROGRAM)
    assert (worse.score, worse.ready, worse.tier) == (30, False, "standard")


def test_the_mark_itself_passes() -> None:
    exactly = submission(people=2, services=("support",), website="", customers=customers(1))
    rubric = PROGRAM.track("new").rubric
    assert rubric is not None
    assert assess(exactly, PROGRAM).score == rubric.pass_mark
    assert assess(exactly, PROGRAM).ready
