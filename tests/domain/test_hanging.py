"""Hangs are seen: every planted one within its time, and no case that rightly waits for somebody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.domain import signing
from onboarding.domain.application import Application
from onboarding.domain.hanging import PATIENCE, why_hung
from onboarding.domain.stages import Stage
from tests.support.hanging import PLANTS, Seen, planted_and_others, walks
from tests.support.renewals import renewed
from tests.support.samples import DOCUMENT, NOW, Walk


def test_fifty_planted_hangs_are_found_within_their_time_and_none_of_ten_thousand_others() -> None:
    planted, others = planted_and_others(50, 10_000)
    wrong = [(one.stage, one.holder, now - one.since) for one, now in others if why_hung(one, now)]
    assert [one for one, now in planted if not why_hung(one, now)] == []
    assert wrong == []


@pytest.mark.parametrize("plant", PLANTS)
def test_a_hang_is_not_called_one_before_its_time(plant: Callable[[Application], Seen]) -> None:
    for one in walks():
        if one.stage not in ("active", "closed"):
            case, now = plant(one)
            assert why_hung(case, now)
            assert not why_hung(case, now - PATIENCE * 0.02)


def test_a_partner_whose_invitation_is_still_to_come_does_not_hang() -> None:
    one = replace(Walk.of().application, invited=NOW + timedelta(days=9))
    assert not why_hung(one, NOW + timedelta(days=8))
    assert why_hung(one, NOW + timedelta(days=9, hours=2))


def test_a_case_that_is_over_and_a_partner_who_is_active_do_not_hang() -> None:
    active = Walk.of().to_active().application
    assert not why_hung(active, NOW + timedelta(days=400))
    assert not why_hung(replace(active, stage=Stage.CLOSED), NOW + timedelta(days=400))


@pytest.mark.parametrize(("held", "says"), [(True, "nobody has been asked to decide"), (False, "the workflow's turn")])
def test_a_new_agreement_that_does_not_go_on_hangs_while_the_partner_is_active(held: bool, says: str) -> None:
    walk = renewed(Walk.of().to_active())
    lost = replace(walk.application, held=held)
    assert not why_hung(lost, walk.at + PATIENCE)
    assert says in why_hung(lost, walk.at + PATIENCE * 2)


def test_a_new_agreement_that_is_not_signed_by_its_date_does_not_hang() -> None:
    walk = renewed(Walk.of().to_active())
    walk.do(signing.ask_signer, DOCUMENT, walk.program)
    assert walk.application.due is not None
    assert not why_hung(walk.application, walk.application.due + timedelta(days=9))


@pytest.mark.parametrize(("held", "says"), [(True, "nobody has been asked to decide"), (False, "the workflow's turn")])
def test_ops_read_whether_a_hold_or_the_workflow_was_lost(held: bool, says: str) -> None:
    one = replace(Walk.of().to_readiness().application, held=held)
    assert says in why_hung(one, NOW + PATIENCE * 2)
