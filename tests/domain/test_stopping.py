"""A case that is stopped before its end: what it waits for dies with it, and what was decided before stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.domain.applying import withdraw
from onboarding.domain.asking import ask_for_confirmation
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved
from onboarding.domain.people import Role, person
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.stopping import all_told
from tests.support.samples import PROGRAM, Walk, customers

ANN = person("Ann Becker", Role.APPLICANT, "ann@becker-it.example")


def withdrawn(walk: Walk) -> Change:
    return walk.do(lambda one, now: withdraw(one, ANN, now, "Too early for us."))


def test_the_question_that_is_open_is_settled_by_it() -> None:
    walk = Walk.of()
    (asked,) = walk.do(ask_for_confirmation, PROGRAM).asked
    told = withdrawn(walk)
    assert [(one.decision, one.outcome, one.note) for one in told.settled] == [
        (asked.id, Outcome.WITHDRAWN, "Too early for us.")
    ]
    assert (told.asked, walk.application.stage) == ((), Stage.CLOSED)


def test_a_case_that_closes_while_customers_are_asked_is_looked_at_at_once_until_all_are_told() -> None:
    walk = Walk.of(customers=customers(2)).to_customers()
    withdrawn(walk)
    assert walk.application.look_at == walk.at
    with pytest.raises(Moved):
        all_told(walk.application, walk.at - timedelta(minutes=1))
    with pytest.raises(Moved):
        all_told(replace(walk.application, stage=Stage.ACTIVE), walk.at)
    told = walk.do(all_told).application
    assert told.look_at is None
    with pytest.raises(Moved):
        all_told(told, walk.at)


def test_where_no_customer_is_asked_the_clock_need_not_look() -> None:
    early = Walk.of(customers=customers(2)).to_distributor()
    withdrawn(early)
    assert early.application.look_at is None
    done = Walk.of(customers=customers(1)).to_customers()
    done.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    withdrawn(done)
    assert done.application.look_at is None


def test_who_is_to_come_back_is_looked_at_on_that_day_and_not_before() -> None:
    walk = Walk.of(customers=customers(2)).to_customers()
    back = walk.at + timedelta(days=90)
    told = change(
        walk.application,
        action="not yet",
        by=ANN,
        now=walk.at,
        stage=Stage.CLOSED,
        closed_as=Outcome.NOT_YET,
        look_at=back,
    )
    assert told.application.look_at == back
    again = change(told.application, action="read", by=ANN, now=back, look_at=None)
    assert again.application.look_at is None


def test_what_was_decided_before_stays_as_it_is() -> None:
    walk = Walk.of().to_readiness()
    told = withdrawn(walk)
    assert (told.settled, told.asked) == ((), ())
    assert walk.application.decision is not None
    assert walk.decisions[walk.application.decision].outcome is Outcome.CONFIRMED


def test_where_nobody_was_asked_anything_yet_the_workflow_still_finds_a_decision() -> None:
    walk = Walk.of()
    (asked,) = withdrawn(walk).asked
    assert (asked.kind, asked.outcome, walk.application.decision) == (Kind.WITHDRAWAL, Outcome.WITHDRAWN, asked.id)
