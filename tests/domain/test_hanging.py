"""Hangs are seen: every planted one within its time, and no case that rightly waits for somebody."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from onboarding.domain import asking
from onboarding.domain.application import Application
from onboarding.domain.decision import EXPIRING, Kind
from onboarding.domain.distribution import Choice
from onboarding.domain.hanging import PATIENCE, why_hung
from onboarding.domain.ids import DecisionId
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from tests.support.samples import NORTH, NOW, PROGRAM, Walk

FALSE, PLANTED = 10_000, 50


def walks() -> list[Application]:
    """A case at each place where it can wait, by the real rules."""
    reached: list[Walk] = [Walk.of(), Walk.of(), Walk.of().to_readiness(), Walk.of().to_distributor()]
    reached[1].do(asking.ask_for_confirmation, PROGRAM)
    asked = Walk.of().to_distributor()
    asked.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    held = Walk.of().to_distributor()
    held.do(asking.ask_distributor, Choice(None, {}), PROGRAM)
    held.do(asking.hold, Outcome.NOBODY.value, "", PROGRAM)
    low = Walk.of(people=1, services=(), customers=()).to_readiness()
    low.do(asking.ask_reviewer, PROGRAM)
    reached += [asked, held, low, Walk.of().to_agreement(), Walk.of().to_customers(), Walk.of().to_active()]
    return [walk.application for walk in reached]


def healthy(one: Application, draw: random.Random) -> tuple[Application, datetime]:
    """The case at a moment at which all that should have happened by itself has happened."""
    kind = (one.decision or "").partition("-")[0]
    if not one.decision_open:
        return one, one.since + draw.random() * PATIENCE
    by_the_clock = kind in {each.value for each in EXPIRING}
    longest = one.due - one.since + PATIENCE if by_the_clock and one.due else timedelta(days=400)
    return one, one.since + draw.random() * longest


PLANTS: list[Callable[[Application], tuple[Application, datetime]]] = [
    # The workflow was lost, or its step never ran.
    lambda one: (replace(one, decision_open=False, held=False, holder=Role.VENDOR), one.since + PATIENCE * 1.01),
    # The hold was never opened.
    lambda one: (replace(one, decision_open=False, held=True, holder=Role.OPS), one.since + PATIENCE * 1.01),
    # The clock passed it over.
    lambda one: (
        replace(one, decision=DecisionId(f"{Kind.DISTRIBUTOR}-1"), decision_open=True, held=False, due=NOW),
        NOW + PATIENCE * 1.01,
    ),
    # A decision that was left to nobody.
    lambda one: (replace(one, decision_open=True, held=False, holder=Role.NOBODY), one.since + PATIENCE * 1.01),
]


def test_fifty_planted_hangs_are_found_within_their_time_and_none_of_ten_thousand_others() -> None:
    draw = random.Random(18)  # noqa: S311 - repeatable, no secret
    places = walks()
    under_way = [one for one in places if one.stage not in ("active", "closed")]
    planted = [PLANTS[at % len(PLANTS)](draw.choice(under_way)) for at in range(PLANTED)]
    others = [healthy(draw.choice(places), draw) for _ in range(FALSE)]
    found = [one for one, now in planted if why_hung(one, now)]
    wrong = [(one.stage, one.holder, now - one.since) for one, now in others if why_hung(one, now)]
    assert len(found) == PLANTED
    assert wrong == []


@pytest.mark.parametrize("plant", PLANTS)
def test_a_hang_is_not_called_one_before_its_time(plant: Callable[[Application], tuple[Application, datetime]]) -> None:
    for one in walks():
        if one.stage not in ("active", "closed"):
            case, now = plant(one)
            assert why_hung(case, now)
            assert not why_hung(case, now - PATIENCE * 0.02)


def test_a_partner_whose_invitation_is_still_to_come_does_not_hang() -> None:
    one = replace(Walk.of().application, invited=NOW + timedelta(days=9))
    assert not why_hung(one, NOW + timedelta(days=8))
    assert why_hung(one, NOW + timedelta(days=9, hours=2))
