"""The end of a relation between a partner and one customer."""

from collections.abc import Callable

import pytest

from onboarding.domain.account import AccountState
from onboarding.domain.applying import withdraw
from onboarding.domain.ending import end_relation
from onboarding.domain.errors import Moved
from onboarding.domain.ids import AccountId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Role, person
from onboarding.domain.stages import Outcome
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


@pytest.mark.parametrize("walk", [asked, closed])
def test_there_is_nothing_to_end_before_a_customer_has_confirmed_or_after_the_case_is_closed(
    walk: Callable[[], Walk],
) -> None:
    with pytest.raises(Moved):
        ended(walk())
