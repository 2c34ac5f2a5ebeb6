"""How long a case is kept after its end: by how far it came, and never while it is under way."""

from datetime import datetime, timedelta

import pytest

from onboarding.domain.applying import resubmit, withdraw
from onboarding.domain.asking import ask_reviewer
from onboarding.domain.assessing import assessed
from onboarding.domain.people import Role, person
from onboarding.domain.readiness import assess
from onboarding.domain.retention import Retention
from onboarding.domain.stages import Outcome
from tests.support.samples import PROGRAM, Walk

ANN = person("Ann Becker", Role.APPLICANT, "ann@becker-it.example")
KEPT = Retention(
    drafts=timedelta(days=5), unconfirmed=timedelta(days=10), refused=timedelta(days=40), ended=timedelta(days=400)
)
SECOND = timedelta(seconds=1)


def withdrawn(walk: Walk) -> Walk:
    walk.do(lambda one, now: withdraw(one, ANN, now))
    return walk


def sealed_once_and_withdrawn_again() -> Walk:
    """Its agreement was sealed, it was withdrawn, submitted again, and withdrawn once more."""
    walk = withdrawn(Walk.of().to_customers())
    walk._keep(resubmit(walk.application, walk.application.submission, list(walk.accounts.values()), walk.at))
    return withdrawn(walk)


@pytest.mark.parametrize(
    ("walk", "kept"),
    [
        (lambda: withdrawn(Walk.of()), KEPT.unconfirmed),
        (lambda: withdrawn(Walk.of().to_readiness()), KEPT.refused),
        (lambda: withdrawn(Walk.of().to_customers()), KEPT.ended),
        (sealed_once_and_withdrawn_again, KEPT.ended),
    ],
    ids=["mailbox never proved", "without an agreement", "with one", "with one from before"],
)
def test_how_far_a_case_came_says_how_long_it_is_kept(walk: object, kept: timedelta) -> None:
    assert callable(walk)
    case = walk().application
    over = case.reached[-1].at + kept
    assert KEPT.over_at(case) == over
    assert not KEPT.is_over(case, over - SECOND)
    assert KEPT.is_over(case, over)


def test_a_case_under_way_is_kept_however_old_it_is() -> None:
    walk = Walk.of().to_customers()
    assert KEPT.over_at(walk.application) is None
    assert not KEPT.is_over(walk.application, walk.at + timedelta(days=9999))


def test_whoever_was_told_to_come_back_is_kept_until_that_date() -> None:
    walk = Walk.of(people=1, website="").to_readiness()
    walk.do(assessed, assess(walk.application.submission, PROGRAM))
    walk.do(ask_reviewer, PROGRAM)
    walk.answer(Outcome.NOT_YET, Role.REVIEWER, note="Please find a second person.", back="2027-10-15")
    back = walk.application.back
    assert isinstance(back, datetime)
    assert not KEPT.is_over(walk.application, back - SECOND)
    assert KEPT.is_over(walk.application, back)
