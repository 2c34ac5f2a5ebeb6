"""Customer accounts released after a missed deadline: which ones, how many at once, and what is left."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from onboarding.domain import accounts, deadlines
from onboarding.domain.account import AccountState
from onboarding.domain.answer import Answer
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import AccountId, DecisionId
from onboarding.domain.messages import Mail
from onboarding.domain.notices import Notice, NoticeState
from onboarding.domain.people import Person, Role
from onboarding.domain.releasing import MOST_WRITES, release
from onboarding.domain.stages import Outcome, Stage
from tests.support.deadlines import OPS, begun, deadline_case, notice, program
from tests.support.samples import NOW, PROGRAM, Walk, customers

AT_ONCE = MOST_WRITES // 3
"""Accounts whose nominees are asked: each is written, its question settled, and its nominee told."""


def missed(**submission: Any) -> Walk:
    """Customers are asked, and the partner's date has passed."""
    walk = begun(**submission).to_customers()
    walk.at = NOW + timedelta(days=200)
    walk._keep(deadlines.pass_by(deadline_case(walk), program(), walk.at))
    return walk


PUBLISHED = notice()


def released(
    walk: Walk, *named: str, outcome: Outcome = Outcome.RELEASED, announced: Notice | None = PUBLISHED
) -> Change:
    given = Answer(outcome=outcome, by=OPS, at=walk.at, note="They left the trade.")
    ids = {AccountId(one) for one in named}
    accounts, decisions = list(walk.accounts.values()), list(walk.decisions.values())
    return walk._keep(release(deadline_case(walk), given, ids, accounts, decisions, announced))


def test_another_answer_to_a_missed_deadline_releases_nothing() -> None:
    with pytest.raises(Moved, match="missed deadline only"):
        released(missed(), "1", outcome=Outcome.WAIVED)


def test_before_the_date_has_passed_nothing_is_released() -> None:
    with pytest.raises(Refused, match="one of the answers"):
        released(begun().to_customers(), "1")


def test_what_is_released_at_once_fits_into_one_transaction() -> None:
    walk = missed(customers=customers(AT_ONCE + 1))
    everything = [str(number) for number in range(1, AT_ONCE + 2)]
    with pytest.raises(Refused, match="fewer") as refused:
        released(walk, *everything)
    assert refused.value.field == "accounts"
    released(walk, *everything[1:])
    assert walk.application.accounts_total == 1


def test_a_refusal_that_is_released_holds_nobody_up_any_more() -> None:
    walk = missed(customers=customers(2))
    walk.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="This is not our partner.")
    assert walk.application.accounts_refused == 1
    released(walk, "1")
    assert (walk.application.accounts_refused, walk.application.accounts_total) == (0, 1)
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-2-1")
    assert walk.application.stage is Stage.ACTIVATION


def test_releasing_who_was_still_asked_leaves_a_refusal_of_another_customer() -> None:
    walk = missed(customers=customers(3))
    walk.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="This is not our partner.")
    released(walk, "2")
    assert (walk.application.accounts_refused, walk.accounts[AccountId("1")].state) == (1, AccountState.REFUSED)


def test_only_questions_that_are_open_are_taken_back() -> None:
    walk = missed()
    first = walk.accounts[AccountId("1")]
    other = Person("Nina New", "nina@customer1.example")
    walk._keep(accounts.replace_nominee(walk.case(), first, other, OPS, program(), walk.at))
    told = released(walk, "1")
    taken = [one.decision for one in told.settled if one.decision.startswith("admin-")]
    assert taken == ["admin-1-2"]
    assert walk.decisions[DecisionId("admin-1-1")].outcome is Outcome.REPLACED


@pytest.mark.parametrize(
    ("announced", "why"),
    [
        (None, "does not exist"),
        (replace(PUBLISHED, state=NoticeState.DRAFT), "Notice 1 is a draft"),
        (replace(PUBLISHED, state=NoticeState.WITHDRAWN), "Notice 1 is withdrawn"),
        (replace(PUBLISHED, wording=replace(PUBLISHED.wording, date=date(2027, 5, 1))), "speaks of 1 May 2027"),
    ],
)
def test_nothing_is_released_that_the_partner_would_not_hear_of(announced: Notice | None, why: str) -> None:
    walk = missed()
    with pytest.raises(Refused, match=why) as refused:
        released(walk, "1", announced=announced)
    assert refused.value.message.startswith("No account is released unless the partner hears of it.")
    assert refused.value.field == "answer"


def test_the_partner_hears_of_it_and_so_does_each_nominee_who_was_asked() -> None:
    walk = missed(customers=customers(3))
    walk.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-3-1", note="This is not our partner.")
    told = released(walk, "1", "3")
    letters = [one.letter for one in told.messages]
    assert [(one.mail, one.to.email) for one in letters] == [
        (Mail.DEADLINE_DECIDED, walk.application.submission.applicant.email),
        (Mail.NO_LONGER_ASKED, "admin@customer1.example"),
    ]
    assert letters[1].facts == {"customer": "Customer 1"}


def test_a_nominee_with_two_open_questions_about_a_released_account_gets_one_mail() -> None:
    walk = missed()
    first = walk.decisions[DecisionId("admin-1-1")]
    walk.decisions[DecisionId("admin-1-9")] = replace(first, id=DecisionId("admin-1-9"))
    drift = replace(first, id=DecisionId("drift-1-1"), kind=Kind.DRIFT, role=Role.OPS, asked=PROGRAM.vendor.ops)
    walk.decisions[drift.id] = drift
    told = released(walk, "1")
    assert [one.letter.mail for one in told.messages].count(Mail.NO_LONGER_ASKED) == 1
    assert {one.decision for one in told.settled} >= {"admin-1-1", "admin-1-9"}


def test_older_questions_that_are_still_open_count_in_the_transaction() -> None:
    walk = missed(customers=customers(AT_ONCE))
    asked = [one for one in walk.decisions.values() if one.kind is Kind.ADMIN]
    walk.decisions |= {(again := DecisionId(f"{one.id}9")): replace(one, id=again) for one in asked}
    with pytest.raises(Refused, match="fewer"):
        released(walk, *[str(number) for number in range(1, AT_ONCE + 1)])
