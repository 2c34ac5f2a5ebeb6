"""Hits of denied-party lists that come up on the way: when they are ops' task, and what ops' word changes."""

from dataclasses import replace

import pytest

from onboarding.domain import activating, asking, suspecting
from onboarding.domain.answer import Answer
from onboarding.domain.applying import withdraw
from onboarding.domain.assessing import assessed
from onboarding.domain.change import Change
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Moved
from onboarding.domain.messages import Mail
from onboarding.domain.people import Role, person
from onboarding.domain.readiness import assess
from onboarding.domain.screening import Entry, Hit
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import PROGRAM, Walk, customers

OPS = person("Olga Ops", Role.OPS)
ANN = person("Ann Becker", Role.APPLICANT, "ann@becker-it.example")
COMPANY = Hit("Becker IT GmbH", Entry("Bekker I.T. Trading", "Bekker Group", list="us.csv", version="1"), 91, ("it",))
PERSON = Hit("Ann Becker", Entry("Anna Bekker", list="eu.csv", version="7"), 88, ("bekker",))


def suspect(walk: Walk, *hits: Hit) -> Decision:
    """Lists say so, and ops are asked."""
    (asked,) = walk.do(suspecting.suspected, hits or (COMPANY,), PROGRAM).asked
    return asked


def judge(walk: Walk, asked: Decision, outcome: Outcome, waited_for: Decision | None = None) -> Change:
    given = Answer(outcome=outcome, by=OPS, at=walk.at, note=" Other country. ")
    return walk._keep(suspecting.judged(walk.case(asked.id), asked, given, waited_for))


def waits_for(walk: Walk) -> Decision:
    decision = walk.case().decision
    assert decision is not None
    return decision


def skipped() -> Walk:
    """The assessment failed, and ops had the case go on without one."""
    walk = Walk.of().to_readiness()
    walk.do(asking.hold, Outcome.FAILED, "", PROGRAM)
    walk.answer(Outcome.SKIP, Role.OPS, note="They are known to us.")
    assert (walk.application.stage, walk.application.score) == (Stage.DISTRIBUTOR, None)
    return walk


def under_review() -> Walk:
    walk = Walk.of(people=1, website="").to_readiness()
    walk.do(assessed, assess(walk.application.submission, PROGRAM))
    assert walk.application.stage is Stage.READINESS
    return walk


@pytest.mark.parametrize(
    "walk",
    [lambda: Walk.of(track="existing"), under_review, skipped, Walk.of().to_distributor, Walk.of().to_active],
    ids=["a track without readiness", "assessed, and under review", "never assessed", "later", "active"],
)
def test_whoever_readiness_does_not_screen_any_more_becomes_ops_task(walk: object) -> None:
    assert callable(walk)
    case = walk()
    holder = case.application.holder
    asked = suspect(case)
    assert suspecting.asked_about(case.application, asked) == (COMPANY,)
    assert (asked.asked, case.application.holder) == (PROGRAM.vendor.ops, holder), "the case itself goes on"


def closed() -> Walk:
    walk = Walk.of().to_distributor()
    walk.do(lambda one, now: withdraw(one, ANN, now))
    return walk


@pytest.mark.parametrize("walk", [Walk.of, Walk.of().to_readiness, closed], ids=["new", "not assessed yet", "closed"])
def test_whoever_readiness_will_screen_or_whose_case_is_closed_is_no_task(walk: object) -> None:
    assert callable(walk)
    with pytest.raises(Moved, match="nothing new"):
        suspect(walk())


def test_one_hit_is_asked_about_once_and_never_again_when_it_is_somebody_else() -> None:
    walk = Walk.of().to_distributor()
    first = suspect(walk)
    with pytest.raises(Moved, match="nothing new"):
        suspect(walk)
    second = suspect(walk, COMPANY, PERSON)
    assert suspecting.asked_about(walk.application, second) == (PERSON,)
    judge(walk, first, Outcome.CLEARED)
    assert (walk.application.hits, walk.application.cleared) == ((PERSON,), (COMPANY.key,))
    with pytest.raises(Moved, match="nothing new"):
        suspect(walk)
    moved = replace(COMPANY, entry=replace(COMPANY.entry, list="un.csv", version="2"))
    assert suspecting.uncleared(walk.application, [moved, PERSON]) == (PERSON,), "the same party on another list"


def test_somebody_else_changes_nothing_for_whoever_is_asked_meanwhile() -> None:
    walk = Walk.of().to_customers()
    waited = waits_for(walk)
    told = judge(walk, suspect(walk), Outcome.CLEARED)
    assert [one.outcome for one in told.settled] == [Outcome.CLEARED]
    assert (told.messages, told.settled[0].note) == ((), "Other country.")
    assert (walk.application.decision, walk.application.decision_open) == (waited.id, True)


def held_at_activation(*each: Hit) -> tuple[Walk, list[Decision]]:
    """Everything is there, and the case waits at the last step for a word about these hits."""
    walk = Walk.of(customers=customers(1)).to_customers()
    asked = [suspect(walk, one) for one in each]
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    walk.do(activating.activated, list(walk.accounts.values()), PROGRAM)
    walk.do(asking.hold, Outcome.UNPROVEN, "", PROGRAM)
    assert (walk.application.stage, walk.application.held) == (Stage.ACTIVATION, True)
    return walk, asked


def test_a_case_that_was_held_for_its_hits_goes_on_with_the_word_about_the_last_of_them() -> None:
    walk, (first, second) = held_at_activation(COMPANY, PERSON)
    judge(walk, first, Outcome.CLEARED)
    assert (walk.application.held, walk.application.holder) == (True, Role.OPS)
    hold = waits_for(walk)
    told = judge(walk, second, Outcome.CLEARED)
    assert [(one.decision, one.outcome) for one in told.settled][1:] == [(hold.id, Outcome.RETRY)]
    assert (walk.application.held, walk.application.holder, walk.application.due) == (False, Role.VENDOR, None)
    walk.do(activating.activated, list(walk.accounts.values()), PROGRAM)
    assert walk.application.stage is Stage.ACTIVE


def test_a_hold_for_another_reason_is_not_ended_by_it() -> None:
    walk = Walk.of().to_agreement()
    walk.do(asking.hold, Outcome.FAILED, "Lambda.Unknown", PROGRAM)
    judge(walk, suspect(walk), Outcome.CLEARED)
    assert (walk.application.held, waits_for(walk).open) == (True, True)


def test_the_same_party_closes_the_case_and_whoever_is_asked_is_told() -> None:
    walk = Walk.of().to_distributor()
    asked = suspect(walk, COMPANY)
    left = suspect(walk, PERSON)
    walk.do(asking.ask_reviewer, PROGRAM)
    waited = waits_for(walk)
    told = judge(walk, asked, Outcome.MATCHED, waited)
    assert [(one.decision, one.outcome) for one in told.settled][1:] == [(waited.id, Outcome.CLOSED)]
    assert [one.letter.mail for one in told.messages] == [Mail.CASE_CLOSED, Mail.NO_LONGER_ASKED]
    now = walk.application
    assert (now.stage, now.closed_as, now.reason, now.holder) == (Stage.CLOSED, Outcome.CLOSED, "", Role.NOBODY)
    assert suspecting.asked_about(now, asked) == ()
    assert suspecting.asked_about(now, left) == (PERSON,)


def test_an_active_partner_that_is_the_same_party_is_closed_and_asked_nothing_more() -> None:
    walk = Walk.of().to_active()
    told = judge(walk, suspect(walk), Outcome.MATCHED)
    assert [one.outcome for one in told.settled] == [Outcome.MATCHED], "what was decided before stays as it is"
    assert (walk.application.stage, walk.application.look_at) == (Stage.CLOSED, None)


def test_the_same_party_in_a_case_that_is_closed_by_now_is_written_down_and_nobody_is_told() -> None:
    walk = under_review()
    asked = suspect(walk)
    walk.do(asking.ask_reviewer, PROGRAM)
    walk.do(lambda one, now: withdraw(one, ANN, now))
    told = judge(walk, asked, Outcome.MATCHED)
    assert (told.messages, len(told.settled), walk.application.stage) == ((), 1, Stage.CLOSED)


def test_nobody_who_is_the_same_party_is_invited_back() -> None:
    walk = under_review()
    walk.do(asking.ask_reviewer, PROGRAM)
    asked = suspect(walk)
    walk.answer(Outcome.NOT_YET, Role.REVIEWER, note="Please find a second person.", back="2027-01-15")
    assert walk.application.closed_as is Outcome.NOT_YET
    judge(walk, asked, Outcome.MATCHED)
    now = walk.application
    assert (now.closed_as, now.look_at) == (Outcome.CLOSED, None)
