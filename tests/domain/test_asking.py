"""Asking: dates from the program, reminders on the ladder, fresh links only to whoever is asked."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from onboarding.domain import applying, asking, asking_customers, nudging, signing
from onboarding.domain.answering import expire
from onboarding.domain.distribution import Choice
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.messages import Mail
from onboarding.domain.people import Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import DOCUMENT, NORTH, NOW, PROGRAM, Walk, customers


def asked() -> Walk:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    return walk


def test_a_question_carries_the_programs_dates_and_says_who_holds_the_ball() -> None:
    walk = asked()
    decision = walk.case().decision
    assert decision is not None
    assert decision.due == NOW + timedelta(days=7)
    assert decision.ladder == (NOW + timedelta(days=3), NOW + timedelta(days=5))
    assert (walk.application.holder, walk.application.due) == (Role.DISTRIBUTOR, decision.due)


def test_a_reminder_takes_one_step_of_the_ladder_and_the_clock_looks_again_at_the_next() -> None:
    walk = asked()
    change = walk._keep(nudging.remind(walk.case(), walk.pass_time(days=3)))
    decision = change.reminded[0]
    assert (decision.reminded, decision.next_look()) == (1, NOW + timedelta(days=5))
    assert change.messages[0].letter.mail is Mail.REMINDER
    assert change.messages[0].letter.to == NORTH.contact


def test_steps_that_were_slept_through_are_not_made_up_for() -> None:
    walk = asked()
    change = nudging.remind(walk.case(), walk.pass_time(days=6))
    assert (change.reminded[0].reminded, change.reminded[0].ladder) == (1, ())
    assert len(change.messages) == 1


def test_reminders_stop_with_the_decision() -> None:
    walk = asked()
    walk.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
    with pytest.raises(Moved):
        nudging.remind(walk.case("distributor-2"), walk.pass_time(days=3))


def test_a_decided_or_expired_decision_is_not_looked_at_for_reminders() -> None:
    walk = asked()
    walk._keep(expire(walk.case(), walk.pass_time(days=7)))
    decision = walk.case("distributor-2").decision
    assert decision is not None
    assert decision.next_look() is None


def test_nobody_left_is_written_down_with_the_reason_for_each_and_held_for_ops() -> None:
    walk = Walk.of().to_distributor()
    change = walk.do(asking.ask_distributor, Choice(None, {"north": "declined"}), PROGRAM)
    assert change.application.held
    assert change.asked[0].outcome is Outcome.NOBODY
    assert change.asked[0].about == {"north": "declined"}
    assert change.messages == ()


def test_every_customer_is_asked_alone_under_one_gate() -> None:
    walk = Walk.of(customers=customers(3)).to_customers()
    assert walk.application.decision == "customers-4"
    assert {d.id for d in walk.decisions.values() if d.kind == "admin"} == {"admin-1-1", "admin-2-1", "admin-3-1"}
    letters = [message.letter for message in walk.changes[-1].messages]
    assert [letter.to.email for letter in letters] == [f"admin@customer{n}.example" for n in (1, 2, 3)]


def test_nobody_is_asked_twice_under_the_same_gate() -> None:
    walk = Walk.of(customers=customers(3)).to_customers()
    assert asking_customers.not_asked_yet(walk.application, list(walk.accounts.values())) == []


def test_after_a_retry_only_those_who_are_not_done_are_asked_again() -> None:
    walk = Walk.of(customers=customers(3)).to_customers()
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    walk.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-2-1", note="Who is this?")
    walk._keep(expire(walk.case(), walk.pass_time(days=60)))
    walk.do(asking.hold, "expired", "", PROGRAM)
    walk.answer(Outcome.RETRY, Role.OPS, note="Called them")
    walk.do(asking_customers.open_customer_gate, PROGRAM)
    again = asking_customers.not_asked_yet(walk.application, list(walk.accounts.values()))
    assert [account.id for account in again] == ["2", "3"]
    walk.do(asking_customers.ask_customer_admins, again, PROGRAM)
    assert walk.application.accounts_refused == 0
    assert walk.case("admin-2-2").decision is not None


def test_a_hold_is_only_opened_where_something_is_held_or_failed() -> None:
    walk = asked()
    with pytest.raises(Moved):
        walk.do(asking.hold, "expired", "", PROGRAM)
    change = walk.do(asking.hold, "failed", "States.Timeout", PROGRAM)
    assert change.settled[0].outcome is Outcome.FAILED
    assert walk.case().decision.about["error"] == "States.Timeout"  # type: ignore[union-attr]


def test_a_hold_before_the_mailbox_is_proved_writes_to_ops_alone() -> None:
    walk = Walk.of()
    walk.do(asking.ask_for_confirmation, PROGRAM)
    walk._keep(expire(walk.case(), walk.pass_time(days=14)))
    change = walk.do(asking.hold, "expired", "", PROGRAM)
    assert [message.letter.role for message in change.messages] == [Role.OPS]
    assert change.application.stage is Stage.EMAIL


def test_a_fresh_link_goes_to_whoever_is_asked_and_not_more_than_once_in_ten_minutes() -> None:
    walk = asked()
    change = walk._keep(nudging.send_fresh_link(walk.case(), walk.at))
    assert change.messages[0].letter.to == NORTH.contact
    with pytest.raises(Refused):
        nudging.send_fresh_link(walk.case(), walk.pass_time(minutes=9))
    assert nudging.send_fresh_link(walk.case(), walk.pass_time(minutes=1)).messages


def test_no_fresh_link_for_what_is_decided() -> None:
    walk = asked()
    walk.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
    with pytest.raises(Moved):
        nudging.send_fresh_link(walk.case("distributor-2"), walk.at)


def gate_opened() -> Walk:
    """The customers' gate is open, and none of the nominees is asked."""
    walk = Walk.of(customers=customers(2)).to_signed()
    walk.do(asking_customers.open_customer_gate, PROGRAM)
    return walk


def held_at_customers() -> Walk:
    """Nobody answered by the date; ops are asked."""
    walk = gate_opened()
    walk._keep(expire(walk.case(), walk.pass_time(days=60)))
    walk.do(asking.hold, "expired", "", PROGRAM)
    return walk


def before_the_gate() -> Walk:
    return Walk.of(customers=customers(2)).to_signed()


def at_the_signer() -> Walk:
    walk = Walk.of(customers=customers(2)).to_agreement()
    walk.do(signing.ask_signer, DOCUMENT, PROGRAM)
    return walk


def tried_again() -> Walk:
    walk = held_at_customers()
    walk.answer(Outcome.RETRY, Role.OPS, note="Once more.")
    return walk


@pytest.mark.parametrize("walk", [before_the_gate, at_the_signer, held_at_customers, tried_again])
def test_no_nominee_is_asked_without_an_open_gate(walk: Callable[[], Walk]) -> None:
    at = walk()
    with pytest.raises(Moved):
        at.do(asking_customers.ask_customer_admins, list(at.accounts.values()), PROGRAM)


def test_there_is_nobody_to_ask_where_no_account_waits() -> None:
    with pytest.raises(Moved):
        gate_opened().do(asking_customers.ask_customer_admins, [], PROGRAM)


def test_ops_may_skip_the_customers_but_no_signature() -> None:
    assert Outcome.SKIP in held_at_customers().case().decision.answers  # type: ignore[union-attr]
    signer = at_the_signer()
    signer.do(asking.hold, "failed", "States.Timeout", PROGRAM)
    assert Outcome.SKIP not in signer.case().decision.answers  # type: ignore[union-attr]


def test_the_words_of_an_agreement_are_not_copied_into_the_audit() -> None:
    details = at_the_signer().changes[-1].event.details
    assert details["sha256"] == DOCUMENT["sha256"]
    assert "text" not in details


def test_a_step_that_fails_after_the_case_was_closed_bothers_nobody() -> None:
    walk = asked()
    ann = walk.application.submission.applicant
    walk.do(applying.withdraw, person(ann.name, Role.APPLICANT, ann.email))
    with pytest.raises(Moved):
        walk.do(asking.hold, "failed", "States.Timeout", PROGRAM)


def test_a_step_that_fails_between_two_decisions_settles_nothing() -> None:
    walk = Walk.of().to_distributor()
    assert walk.do(asking.hold, "failed", "States.Timeout", PROGRAM).settled == ()
