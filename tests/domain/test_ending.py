"""The end of a relation between a partner and one customer."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from onboarding.domain.account import AccountState
from onboarding.domain.applying import withdraw
from onboarding.domain.ending import end_relation, may_end
from onboarding.domain.errors import Moved
from onboarding.domain.ids import AccountId, DecisionId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import PROGRAM, Walk, customers

ANN = person("Ann Becker", Role.APPLICANT, "ann@becker-it.example")


def ended(walk: Walk) -> None:
    one = walk.accounts[AccountId("1")]
    walk._keep(end_relation(walk.application, one, ANN, "Sold. ", walk.at, PROGRAM))


def asked() -> Walk:
    return Walk.of(customers=customers(2)).to_customers()


def closed() -> Walk:
    """One customer has confirmed, and the partner then withdraws."""
    walk = asked()
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    walk.do(withdraw, ANN)
    return walk


def test_all_three_sides_are_told_and_the_account_does_not_count_any_more() -> None:
    walk = Walk.of(customers=customers(2)).to_active()
    ended(walk)
    letters = [(message.letter.mail, message.letter.role) for message in walk.changes[-1].messages]
    assert letters == [(Mail.RELATION_ENDED, role) for role in (Role.APPLICANT, Role.CUSTOMER, Role.OPS)]
    assert (walk.application.accounts_total, walk.application.accounts_done) == (1, 1)
    assert walk.accounts[AccountId("1")].state is AccountState.ENDED
    with pytest.raises(Moved):
        ended(walk)


@pytest.mark.parametrize("state", [AccountState.WAITING, AccountState.REFUSED])
def test_what_ops_left_open_can_end_too_and_its_question_dies_with_it(state: AccountState) -> None:
    walk = asked()
    refused = state is AccountState.REFUSED
    walk.application = replace(walk.application, stage=Stage.ACTIVE, accounts_done=1, accounts_refused=int(refused))
    walk.accounts[AccountId("1")] = replace(walk.accounts[AccountId("1")], state=state)
    ended(walk)
    after = walk.application
    assert (after.accounts_total, after.accounts_done, after.accounts_refused) == (1, 1, 0)
    assert walk.decisions[DecisionId("admin-1-1")].open is refused  # an answered question is settled already
    with pytest.raises(Moved):
        ended(walk)


def test_what_was_let_go_or_released_has_no_relation_to_end() -> None:
    walk = Walk.of().to_active()
    for state in (AccountState.WAIVED, AccountState.RELEASED, AccountState.ENDED):
        assert not may_end(walk.application, replace(walk.accounts[AccountId("1")], state=state))


@pytest.mark.parametrize("walk", [asked, closed])
def test_there_is_nothing_to_end_before_a_customer_has_confirmed_or_after_the_case_is_closed(
    walk: Callable[[], Walk],
) -> None:
    with pytest.raises(Moved):
        ended(walk())
