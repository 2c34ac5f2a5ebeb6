"""Nudging: a fresh link only for a question that a mail asks, and no word to who has answered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.domain import asking, asking_customers
from onboarding.domain.account import Account, AccountState
from onboarding.domain.application import Reached
from onboarding.domain.decision import Kind
from onboarding.domain.distribution import Choice
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import AccountId, DecisionId
from onboarding.domain.messages import Mail
from onboarding.domain.nudging import (
    FRESH_EVERY,
    may_send_page,
    no_longer_asked,
    remind,
    send_account_page,
    send_fresh_link,
    send_page,
)
from onboarding.domain.people import Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import NORTH, PROGRAM, Walk, customers

OLGA = person("Olga Ops", Role.OPS)


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
    for told in (Role.REVIEWER, Role.SIGNER, Role.COUNTERSIGNER):
        assert [one.role for one in no_longer_asked(replace(asked, role=told))] == [told]
    assert no_longer_asked(None) == []


def test_a_page_is_led_to_from_the_proof_of_the_mailbox_until_the_erasure() -> None:
    fresh, proved = Walk.of(), Walk.of().to_readiness()
    assert not may_send_page(fresh.application)
    with pytest.raises(Moved):
        send_page(fresh.application, fresh.at)
    closed = replace(fresh.application, reached=(*fresh.application.reached, Reached(Stage.CLOSED, fresh.at)))
    assert not may_send_page(closed)
    assert may_send_page(proved.application)
    with pytest.raises(Moved):
        send_page(replace(proved.application, erased=proved.at), proved.at)


def test_one_link_in_ten_minutes_and_a_reason_only_where_there_is_one() -> None:
    walk = Walk.of().to_readiness()
    told = walk.do(send_page)
    assert [(one.letter.mail, one.letter.role) for one in told.messages] == [(Mail.OPEN_PAGE, Role.APPLICANT)]
    assert told.event.details == {"page": "case"}
    assert (walk.application.page_at, walk.application.fresh_at) == (walk.at, None)
    with pytest.raises(Refused):
        send_page(walk.application, walk.at + FRESH_EVERY - timedelta(seconds=1))
    assert send_page(walk.application, walk.at + FRESH_EVERY, OLGA, "Asked.").event.details["note"] == "Asked."


def active(number: int = 2) -> tuple[Walk, Account]:
    walk = Walk.of(customers=customers(number)).to_active()
    return walk, walk.accounts[AccountId("1")]


def test_the_last_question_to_the_present_nominee_leads_back_to_a_settled_account() -> None:
    walk, account = active()
    asked = walk.decisions[DecisionId("admin-1-1")]
    again = replace(asked, id=DecisionId("admin-1-2"), asked_at=asked.asked_at + timedelta(days=1))
    former = replace(
        again, id=DecisionId("admin-1-3"), asked=NORTH.contact, asked_at=again.asked_at + timedelta(days=1)
    )
    others = [one for one in walk.decisions.values() if one.id != asked.id]
    told = send_account_page(walk.application, account, [former, again, asked, *others], OLGA, "Asked.", walk.at)
    (letter,) = [one.letter for one in told.messages]
    assert (letter.mail, letter.to, letter.decision) == (Mail.OPEN_PAGE, account.nominee, "admin-1-2")
    assert (letter.role, letter.facts) == (Role.CUSTOMER, {"customer": "Customer 1"})
    with pytest.raises(Moved):
        send_account_page(walk.application, account, [former, *others], OLGA, "Asked.", walk.at)


def test_what_else_is_asked_about_an_account_is_no_way_to_its_page() -> None:
    walk, account = active()
    asked = walk.decisions[DecisionId("admin-1-1")]
    later = replace(asked, id=DecisionId("drift-1-1"), kind=Kind.DRIFT, asked_at=asked.asked_at + timedelta(days=1))
    told = send_account_page(walk.application, account, [later, asked], OLGA, "Asked.", walk.at)
    assert [one.letter.decision for one in told.messages] == ["admin-1-1"]


def test_nobody_is_led_to_an_account_whose_relation_is_over() -> None:
    walk, account = active()
    for over in (AccountState.ENDED, AccountState.WAITING):
        ended = replace(account, state=over)
        with pytest.raises(Moved):
            send_account_page(walk.application, ended, list(walk.decisions.values()), OLGA, "Asked.", walk.at)
