"""Not ready yet: the gaps, a date to come back, and one invitation at that date."""

from datetime import UTC, datetime, timedelta

import pytest

from onboarding.domain import asking
from onboarding.domain.applying import resubmit
from onboarding.domain.assessing import assessed
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.messages import Mail
from onboarding.domain.people import Role
from onboarding.domain.readiness import assess
from onboarding.domain.returning import invited_back
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import PROGRAM, Walk, submission


def reviewed() -> Walk:
    walk = Walk.of(people=1, website="").to_readiness()
    walk.do(assessed, assess(walk.application.submission, PROGRAM))
    walk.do(asking.ask_reviewer, PROGRAM)
    return walk


def told_to_come_back() -> Walk:
    walk = reviewed()
    walk.answer(Outcome.NOT_YET, Role.REVIEWER, note="Please find a second person.", back="2027-01-15")
    return walk


def test_not_yet_closes_the_case_with_its_gaps_and_a_date_and_tells_the_applicant() -> None:
    walk = told_to_come_back()
    case = walk.application
    assert (case.stage, case.closed_as, case.reason) == (
        Stage.CLOSED,
        Outcome.NOT_YET,
        "Please find a second person.",
    )
    assert case.back == case.look_at == datetime(2027, 1, 15, 8, tzinfo=UTC)
    assert {gap.rule for gap in case.gaps} == {"Team", "Larger team", "Range", "Website"}
    assert [message.letter.mail for message in walk.changes[-1].messages] == [Mail.NOT_READY_YET]


@pytest.mark.parametrize("back", ["", "soon", "2026-11-02", "2020-01-01", "2031-01-01", "2027-02-30"])
def test_not_yet_needs_a_date_that_is_still_to_come(back: str) -> None:
    walk = reviewed()
    with pytest.raises(Refused) as refused:
        walk.answer(Outcome.NOT_YET, Role.REVIEWER, note="Please find a second person.", back=back)
    assert refused.value.field == "back"


def test_not_yet_needs_the_reviewers_words() -> None:
    with pytest.raises(Refused) as refused:
        reviewed().answer(Outcome.NOT_YET, Role.REVIEWER, back="2027-01-15")
    assert refused.value.field == "note"


def test_at_the_date_and_not_before_the_applicant_is_invited_once() -> None:
    walk = told_to_come_back()
    with pytest.raises(Moved):
        walk.do(invited_back)
    walk.at = datetime(2027, 1, 15, 8, tzinfo=UTC)
    change = walk.do(invited_back)
    assert [message.letter.mail for message in change.messages] == [Mail.COME_BACK]
    walk.pass_time(days=1)
    with pytest.raises(Moved):
        walk.do(invited_back)


def test_whoever_comes_back_earlier_is_not_invited_any_more() -> None:
    walk = told_to_come_back()
    walk._keep(resubmit(walk.application, submission(people=2), list(walk.accounts.values()), walk.at))
    assert walk.application.stage is Stage.READINESS
    assert (walk.application.back, walk.application.look_at, walk.application.score) == (None, None, None)
    walk.at += timedelta(days=400)
    with pytest.raises(Moved):
        walk.do(invited_back)


def test_a_case_that_was_rejected_is_not_invited_back() -> None:
    walk = reviewed()
    walk.answer(Outcome.REJECTED, Role.REVIEWER, note="No.")
    walk.pass_time(days=400)
    with pytest.raises(Moved):
        walk.do(invited_back)


def test_an_active_partner_whose_check_in_is_due_is_not_invited_to_apply_again() -> None:
    walk = Walk.of().to_active()
    assert walk.application.look_at is not None
    walk.at = walk.application.look_at
    with pytest.raises(Moved, match="not one that comes back"):
        walk.do(invited_back)


def test_a_track_cannot_be_changed_by_submitting_again() -> None:
    walk = told_to_come_back()
    with pytest.raises(Refused) as refused:
        resubmit(walk.application, submission(track="technology"), [], walk.at)
    assert refused.value.field == "track"


def test_business_development_can_say_not_yet_too() -> None:
    walk = Walk.of(track="technology", customers=(), answers={"benefit": "word " * 10, "overlap": "completes"})
    walk.to_readiness()
    walk.do(assessed, assess(walk.application.submission, PROGRAM))
    assert walk.application.stage is Stage.BUSINESS
    change = walk.do(asking.ask_business_development, PROGRAM)
    assert change.asked[0].asked == PROGRAM.vendor.business
    walk.answer(Outcome.NOT_YET, Role.REVIEWER, note="Name a customer who asks.", back="2027-01-15")
    assert walk.application.closed_as is Outcome.NOT_YET
