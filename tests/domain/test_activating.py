"""The last look: nobody becomes active with less than the program requires, and what an active partner gets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.domain.account import AccountState, Level
from onboarding.domain.activating import activated
from onboarding.domain.application import Reached
from onboarding.domain.change import Change
from onboarding.domain.ids import ResellerId
from onboarding.domain.people import Role
from onboarding.domain.screening import Entry, Hit
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import PROGRAM, Walk

HIT = Hit(name="Becker IT GmbH", entry=Entry("Becker Trading"), score=90, words=("becker",))
OURS, OTHER = ResellerId("R-ours"), ResellerId("R-other")


def confirmed() -> Walk:
    walk = Walk.of().to_customers()
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    return walk


def looked(walk: Walk) -> Change:
    return walk.do(activated, list(walk.accounts.values()), PROGRAM)


def test_a_partner_whom_a_list_names_waits_for_a_persons_word() -> None:
    walk = confirmed()
    walk.application = replace(walk.application, hits=(HIT,))
    after = looked(walk).application
    assert (after.stage, after.held, after.reseller, after.look_at) == (Stage.ACTIVATION, True, None, None)


@pytest.mark.parametrize("state", [AccountState.WAITING, AccountState.REFUSED])
def test_a_proof_counts_only_for_a_customer_who_has_settled_it(state: AccountState) -> None:
    walk = confirmed()
    walk.accounts = {id: replace(one, state=state, level=Level.VERIFIED) for id, one in walk.accounts.items()}
    assert looked(walk).application.held


def test_a_partner_keeps_the_id_that_it_has_and_else_gets_the_one_that_is_free() -> None:
    new = confirmed()
    assert activated(new.application, [], PROGRAM, new.at, OURS).application.reseller == OURS
    before = Reached(Stage.ACTIVE, new.at)
    known = replace(new.application, reseller=OURS, reached=(before, *new.application.reached))
    assert activated(known, [], PROGRAM, new.at, OTHER).application.reseller == OURS


def test_a_program_without_check_ins_plans_none() -> None:
    walk = confirmed()
    assert activated(walk.application, [], replace(PROGRAM, checkins=()), walk.at).application.look_at is None
    due = looked(walk).application.look_at
    assert due is not None
    assert due - walk.at == PROGRAM.checkins[0] > timedelta()
