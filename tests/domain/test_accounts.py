"""One customer account alone: another nominee, asked again, waived, disputed."""

import pytest

from onboarding.domain import accounts, applying, asking, asking_customers
from onboarding.domain.account import Account, AccountState, Level
from onboarding.domain.answering import expire
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import AccountId, DecisionId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Actor, Person, Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import PROGRAM, STRICT, Walk, customers, submission

OPS = person("Olga Ops", Role.OPS)
ANN = person("Ann Becker", Role.APPLICANT, "ann@becker-it.example")
NEW = Person("Nina New", "nina@customer1.example")


def walk_of(count: int = 2) -> Walk:
    return Walk.of(customers=customers(count)).to_customers()


def first(walk: Walk) -> Account:
    return walk.accounts[AccountId("1")]


def replaced(walk: Walk, by: Actor = ANN, who: Person = NEW) -> None:
    walk._keep(accounts.replace_nominee(walk.case(), first(walk), who, by, PROGRAM, walk.at))


def test_another_nominee_is_asked_and_the_one_before_is_told() -> None:
    walk = walk_of()
    replaced(walk)
    mails = [(message.letter.mail, message.letter.to.email) for message in walk.changes[-1].messages]
    assert mails == [(Mail.CONFIRM_ADMIN, NEW.email), (Mail.NO_LONGER_ASKED, "admin@customer1.example")]
    assert walk.decisions[DecisionId("admin-1-1")].outcome is Outcome.REPLACED
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-2")
    assert first(walk).state is AccountState.DONE


def test_the_other_accounts_are_left_alone() -> None:
    walk = walk_of()
    replaced(walk)
    assert [account.id for account in walk.changes[-1].accounts] == ["1"]
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-2-1")


def test_the_same_person_is_not_another_nominee() -> None:
    walk = walk_of()
    with pytest.raises(Refused) as refused:
        replaced(walk, who=Person("N", "ADMIN@customer1.example"))
    assert refused.value.field == "email"


def test_an_older_question_to_somebody_else_cannot_be_answered_any_more() -> None:
    walk = walk_of(1)
    walk._keep(_expired(walk))
    walk.do(asking.hold, "expired", "", PROGRAM)
    walk.answer(Outcome.RETRY, Role.OPS, note="Once more.")
    walk.do(asking_customers.open_customer_gate, PROGRAM)
    walk.do(asking_customers.ask_customer_admins, list(walk.accounts.values()), PROGRAM)
    replaced(walk)
    with pytest.raises(Moved):
        walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")


def _expired(walk: Walk) -> Change:
    case = walk.case()
    assert case.decision is not None
    walk.at = max(walk.at, case.decision.due)
    return expire(case, walk.at)


def disputed(count: int = 2) -> Walk:
    """The first customer says that this is not its partner, the others confirm; ops hold the case."""
    walk = walk_of(count)
    walk.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="This is not our partner.")
    for number in range(2, count + 1):
        walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, f"admin-{number}-1")
    walk.do(asking.hold, "disputed", "", PROGRAM)
    return walk


@pytest.mark.parametrize("by", [ANN, OPS])
def test_a_dispute_goes_on_with_another_nominee_who_is_then_asked(by: Actor) -> None:
    walk = disputed()
    replaced(walk, by=by)
    assert (walk.application.held, walk.application.accounts_refused) == (False, 0)
    assert walk.decisions[DecisionId("hold-5")].outcome is Outcome.RETRY
    walk.do(asking_customers.open_customer_gate, PROGRAM)
    waiting = asking_customers.not_asked_yet(walk.application, list(walk.accounts.values()))
    assert [account.nominee for account in waiting] == [NEW], "the one who confirmed is not asked again"
    walk.do(asking_customers.ask_customer_admins, waiting, PROGRAM)
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-2")
    assert walk.application.stage is Stage.ACTIVATION


def test_a_dispute_over_two_accounts_waits_for_both() -> None:
    walk = walk_of()
    for number in (1, 2):
        walk.answer(Outcome.REFUSED, Role.CUSTOMER, f"admin-{number}-1", note="Unknown company.")
    walk.do(asking.hold, "disputed", "", PROGRAM)
    replaced(walk)
    assert walk.application.held
    walk._keep(accounts.waive(walk.application, walk.accounts[AccountId("2")], OPS, "Left.", walk.at))
    assert walk.accounts[AccountId("2")].state is AccountState.WAIVED
    assert walk.application.accounts_total == 1


def test_a_partner_does_not_end_what_ops_hold_for_a_missed_date() -> None:
    walk = walk_of(1)
    walk._keep(_expired(walk))
    walk.do(asking.hold, "expired", "", PROGRAM)
    replaced(walk)
    assert walk.application.held
    assert first(walk).nominee == NEW


def test_ops_waive_the_last_open_account_and_the_stage_is_done() -> None:
    walk = disputed()
    change = walk._keep(accounts.waive(walk.application, first(walk), OPS, "The shop has closed.", walk.at))
    assert walk.application.stage is Stage.ACTIVATION
    assert (walk.application.accounts_total, walk.application.accounts_done) == (1, 1)
    assert walk.decisions[DecisionId("hold-5")].outcome is Outcome.DONE
    assert change.event.details["note"] == "The shop has closed."


def test_waiving_tells_whoever_was_still_asked_and_needs_a_reason() -> None:
    walk = walk_of()
    with pytest.raises(Refused):
        accounts.waive(walk.application, first(walk), OPS, " ", walk.at)
    change = walk._keep(accounts.waive(walk.application, first(walk), OPS, "Left.", walk.at))
    assert [message.letter.mail for message in change.messages] == [Mail.NO_LONGER_ASKED]
    with pytest.raises(Moved):
        accounts.waive(walk.application, first(walk), OPS, "Again.", walk.at)


def test_one_account_is_asked_again_alone_with_new_dates_and_once_a_day() -> None:
    walk = walk_of()
    walk.pass_time(days=10)
    change = walk._keep(accounts.ask_again(walk.application, first(walk), ANN, PROGRAM, walk.at))
    assert [decision.id for decision in change.asked] == ["admin-1-2"]
    assert change.asked[0].due == walk.at + PROGRAM.wait(change.asked[0].kind).due
    with pytest.raises(Refused) as refused:
        accounts.ask_again(walk.application, first(walk), ANN, PROGRAM, walk.at)
    assert refused.value.field == "again"
    walk.pass_time(days=1)
    walk._keep(accounts.ask_again(walk.application, first(walk), ANN, PROGRAM, walk.at))


def test_who_has_confirmed_is_asked_again_for_the_proof_only() -> None:
    walk = walk_of()
    walk.program = STRICT
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    change = walk._keep(accounts.ask_again(walk.application, first(walk), OPS, STRICT, walk.at))
    assert [decision.id for decision in change.asked] == ["proof-1-2"]
    assert first(walk).level is Level.ATTESTED


def test_a_question_that_nobody_waits_for_is_settled_and_the_one_who_was_asked_is_told() -> None:
    walk = walk_of()
    walk._keep(applying.withdraw(walk.application, ANN, walk.at))
    change = walk._keep(accounts.overtaken(walk.case("admin-1-1"), walk.at))
    assert [message.letter.mail for message in change.messages] == [Mail.NO_LONGER_ASKED]
    assert walk.decisions[DecisionId("admin-1-1")].outcome is Outcome.OVERTAKEN


def test_a_live_question_is_not_overtaken() -> None:
    walk = walk_of()
    with pytest.raises(Moved):
        accounts.overtaken(walk.case("admin-1-1"), walk.at)
    with pytest.raises(Moved):
        accounts.overtaken(Case(walk.application), walk.at)


def test_a_case_that_is_submitted_again_goes_on_counting_its_questions() -> None:
    walk = walk_of()
    walk._keep(applying.withdraw(walk.application, ANN, walk.at))
    again = applying.resubmit(
        walk.application, submission(customers=customers(2)), list(walk.accounts.values()), walk.at
    )
    assert [account.attempts for account in again.accounts] == [1, 1]
