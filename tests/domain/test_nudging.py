"""Nudging: a fresh link only for a question that a mail asks, and no word to who has answered."""

from dataclasses import replace

import pytest

from onboarding.domain import asking, asking_customers
from onboarding.domain.account import AccountState
from onboarding.domain.distribution import Choice
from onboarding.domain.errors import Moved
from onboarding.domain.ids import AccountId
from onboarding.domain.messages import Mail
from onboarding.domain.nudging import no_longer_asked, remind, send_fresh_link
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from tests.support.samples import NORTH, PROGRAM, Walk, customers


def test_the_gate_over_all_customers_has_no_link_of_its_own() -> None:
    walk = Walk.of().to_customers()
    with pytest.raises(Moved, match="Nobody is asked"):
        send_fresh_link(walk.case(), walk.at)


def test_a_nominee_who_has_been_asked_anew_since_is_reminded_of_the_new_question_only() -> None:
    walk = Walk.of(customers=customers(1)).to_customers()
    walk.do(asking.hold, Outcome.FAILED, "", PROGRAM)
    walk.answer(Outcome.RETRY, Role.OPS, note="They were on holiday.")
    walk.do(asking_customers.open_customer_gate, PROGRAM)
    walk.do(asking_customers.ask_customer_admins, list(walk.accounts.values()), PROGRAM)
    first, second = walk.case("admin-1-1"), walk.case("admin-1-2")
    quiet = remind(first, walk.at)
    assert (quiet.messages, [one.ladder for one in quiet.reminded]) == ((), [()])
    assert [one.letter.mail for one in remind(second, walk.at).messages] == [Mail.REMINDER]
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    assert walk.accounts[AccountId("1")].state is AccountState.DONE, "the first mail's link counts as well"


def test_who_has_answered_or_is_no_outsider_is_not_told_that_the_answer_is_not_needed() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    asked = walk.case().decision
    assert asked is not None
    assert [(one.mail, one.to) for one in no_longer_asked(asked)] == [(Mail.NO_LONGER_ASKED, NORTH.contact)]
    assert no_longer_asked(replace(asked, outcome=Outcome.ACCEPTED)) == []
    assert no_longer_asked(replace(asked, role=Role.OPS)) == []
    assert no_longer_asked(None) == []
