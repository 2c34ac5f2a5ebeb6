"""One customer account alone: another nominee, asked again, waived, disputed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from onboarding.domain import accounts, activating, applying, asking, asking_customers
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


def gate_opened(count: int = 2) -> Walk:
    """The customers' stage as it begins: its gate is open, and none of the nominees is asked."""
    walk = Walk.of(customers=customers(count)).to_signed()
    walk.do(asking_customers.open_customer_gate, PROGRAM)
    return walk


def retried(count: int = 1) -> Walk:
    """Nobody answered by the date, and ops let the stage begin again: no gate is open yet."""
    walk = walk_of(count)
    walk._keep(_expired(walk))
    walk.do(asking.hold, "expired", "", PROGRAM)
    walk.answer(Outcome.RETRY, Role.OPS, note="Once more.")
    return walk


def done() -> Walk:
    """The first of two customers has confirmed."""
    walk = walk_of()
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    return walk


def refused() -> Walk:
    """The first of two customers says no, the second is still asked."""
    walk = walk_of()
    walk.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="Not ours.")
    return walk


def withdrawn() -> Walk:
    walk = walk_of()
    walk._keep(applying.withdraw(walk.application, ANN, walk.at))
    return walk


def unproven() -> Walk:
    """Both customers have confirmed, and the program then wants more: ops hold the activation."""
    walk = done()
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-2-1")
    walk.do(activating.activated, list(walk.accounts.values()), STRICT)
    return walk


def held_with_one_done() -> Walk:
    """One of two customers has confirmed by the date, and ops hold the rest."""
    walk = done()
    walk._keep(_expired(walk))
    walk.do(asking.hold, "expired", "", PROGRAM)
    return walk


@pytest.mark.parametrize("walk", [done, withdrawn])
def test_nobody_else_is_asked_once_the_customer_has_confirmed_or_the_case_is_closed(walk: Callable[[], Walk]) -> None:
    with pytest.raises(Moved):
        replaced(walk())


def test_a_nominee_named_before_anybody_was_asked_is_the_only_one_who_is_written_to() -> None:
    walk = gate_opened()
    replaced(walk)
    change = walk.changes[-1]
    assert (change.settled, [message.letter.to for message in change.messages]) == ((), [NEW])


def test_a_nominee_named_between_two_gates_is_asked_under_the_next_one() -> None:
    walk = retried()
    walk._keep(accounts.replace_nominee(walk.case(), first(walk), NEW, ANN, PROGRAM, walk.at))
    assert walk.changes[-1].asked == ()
    walk.do(asking_customers.open_customer_gate, PROGRAM)
    waiting = asking_customers.not_asked_yet(walk.application, list(walk.accounts.values()))
    assert [account.nominee for account in waiting] == [NEW]


def test_who_has_said_no_is_not_told_once_more_and_the_no_stays_on_record() -> None:
    walk = refused()
    replaced(walk)
    assert [message.letter.to for message in walk.changes[-1].messages] == [NEW]
    assert walk.decisions[DecisionId("admin-1-1")].outcome is Outcome.REFUSED


def test_ops_name_somebody_else_after_a_missed_date_and_the_case_goes_on() -> None:
    walk = walk_of(1)
    walk._keep(_expired(walk))
    walk.do(asking.hold, "expired", "", PROGRAM)
    replaced(walk, by=OPS)
    assert not walk.application.held


def test_a_dispute_that_ops_have_not_been_asked_about_goes_on_with_another_nominee() -> None:
    walk = walk_of(1)
    walk.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="Not ours.")
    gate = walk.application.decision
    replaced(walk)
    assert not walk.application.held
    assert gate not in [settled.decision for settled in walk.changes[-1].settled], "it was decided by the dispute"


@pytest.mark.parametrize("walk", [done, refused, withdrawn, held_with_one_done, gate_opened, retried])
def test_nobody_is_asked_again_who_is_not_asked_now(walk: Callable[[], Walk]) -> None:
    at = walk()
    account = at.accounts[AccountId("2")] if walk is held_with_one_done else first(at)
    with pytest.raises(Moved):
        accounts.ask_again(at.application, account, ANN, PROGRAM, at.at)


def test_ops_waive_what_holds_the_activation_and_the_case_stays_theirs() -> None:
    walk = unproven()
    walk._keep(accounts.waive(walk.application, first(walk), OPS, "The shop has closed.", walk.at))
    assert (walk.application.stage, walk.application.held) == (Stage.ACTIVATION, True)
    assert (walk.application.accounts_total, walk.application.accounts_done) == (1, 1)
    with pytest.raises(Moved):
        accounts.waive(walk.application, first(walk), OPS, "Again.", walk.at)


@pytest.mark.parametrize("walk", [done, held_with_one_done])
def test_a_customer_who_has_confirmed_is_not_waived_in_passing(walk: Callable[[], Walk]) -> None:
    at = walk()
    with pytest.raises(Moved):
        accounts.waive(at.application, first(at), OPS, "Not needed.", at.at)


def test_a_confirmed_customer_is_not_waived_at_an_activation_that_nobody_holds() -> None:
    walk = done()
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-2-1")
    with pytest.raises(Moved):
        accounts.waive(walk.application, first(walk), OPS, "Not needed.", walk.at)


def test_an_account_is_not_waived_before_its_stage() -> None:
    walk = Walk.of().to_agreement()
    with pytest.raises(Moved):
        accounts.waive(walk.application, first(walk), OPS, "Not needed.", walk.at)


def asked_twice() -> Walk:
    """The first nominee has the questions of two gates."""
    walk = retried()
    walk.do(asking_customers.open_customer_gate, PROGRAM)
    walk.do(asking_customers.ask_customer_admins, list(walk.accounts.values()), PROGRAM)
    return walk


def test_who_has_answered_one_of_two_questions_is_not_told_about_the_other() -> None:
    walk = asked_twice()
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-2")
    change = accounts.overtaken(walk.case("admin-1-1"), walk.at)
    assert (change.messages, [settled.decision for settled in change.settled]) == ((), ["admin-1-1"])


def test_who_was_asked_twice_hears_once_that_the_case_is_closed() -> None:
    walk = asked_twice()
    walk.do(applying.withdraw, person("Ann Becker", Role.APPLICANT))
    told = [walk._keep(accounts.overtaken(walk.case(f"admin-1-{number}"), walk.at)).messages for number in (1, 2)]
    assert [len(messages) for messages in told] == [0, 1]


def test_who_was_asked_before_somebody_else_answered_is_told() -> None:
    walk = asked_twice()
    replaced(walk)
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-3")
    change = accounts.overtaken(walk.case("admin-1-1"), walk.at)
    assert [message.letter.to.email for message in change.messages] == ["admin@customer1.example"]


def test_a_question_whose_account_is_gone_is_settled_and_the_one_who_was_asked_is_told() -> None:
    walk = withdrawn()
    change = accounts.overtaken(Case(walk.application, walk.decisions[DecisionId("admin-1-1")]), walk.at)
    assert [message.letter.mail for message in change.messages] == [Mail.NO_LONGER_ASKED]


@pytest.mark.parametrize("decision", ["confirmation-1", "admin-1-1"])
def test_what_is_settled_or_of_another_kind_is_not_overtaken(decision: str) -> None:
    walk = done()
    with pytest.raises(Moved):
        accounts.overtaken(walk.case(decision), walk.at)


def test_a_word_that_was_given_stays_with_its_name_while_the_proof_is_asked_again() -> None:
    walk = walk_of()
    walk.program = STRICT
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1", name="Carla Customer")
    given = first(walk).settled_at
    walk.pass_time(days=2)
    walk._keep(accounts.ask_again(walk.application, first(walk), OPS, STRICT, walk.at))
    assert (first(walk).settled_by, first(walk).settled_at) == ("Carla Customer", given)


def test_a_no_is_forgotten_once_the_same_customer_is_asked_anew() -> None:
    said_no = first(refused())
    assert said_no.settled_by
    again = said_no.invited(DecisionId("customers-9"))
    assert (again.settled_by, again.settled_at) == ("", None)


def skipped(count: int = 2) -> Walk:
    """The first of two has not answered by the date, ops go on without it, and the partner is active."""
    walk = walk_of(count)
    for number in range(2, count + 1):
        walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, f"admin-{number}-1")
    walk._keep(_expired(walk))
    walk.do(asking.hold, "expired", "", PROGRAM)
    walk.answer(Outcome.SKIP, Role.OPS, note="On leave.")
    walk.do(activating.activated, list(walk.accounts.values()), PROGRAM)
    assert walk.application.stage is Stage.ACTIVE
    return walk


def test_a_customer_who_says_yes_after_ops_went_on_without_it_is_taken() -> None:
    walk = skipped()
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    letters = [one.letter for change in walk.changes for one in change.messages]
    told = [one.facts.get("active") for one in letters if one.mail is Mail.ADMIN_CONFIRMED]
    assert told == [None, "yes"], "the first said so while the customers were asked"
    assert first(walk).state is AccountState.DONE
    after = walk.application
    assert (after.stage, after.accounts_done, after.accounts_total) == (Stage.ACTIVE, 2, 2)


def test_a_customer_who_says_no_after_ops_went_on_leaves_the_partner_active_and_another_can_be_asked() -> None:
    walk = skipped()
    walk.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="Not me.")
    assert (walk.application.stage, walk.application.accounts_refused) == (Stage.ACTIVE, 1)
    assert accounts.may_change(walk.application, first(walk))
    assert not accounts.may_ask_again(walk.application, first(walk))
    replaced(walk)
    assert walk.application.accounts_refused == 0
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-2")
    assert first(walk).state is AccountState.DONE


def test_a_nominee_of_an_active_partner_is_asked_once_more_and_an_account_waived() -> None:
    walk = skipped()
    walk.do(accounts.ask_again, first(walk), ANN, PROGRAM)
    assert walk.decisions[DecisionId("admin-1-1")].outcome is Outcome.RETRY
    assert walk.decisions[DecisionId("admin-1-2")].open
    walk.do(accounts.waive, first(walk), OPS, "Known to us.")
    assert (walk.application.stage, walk.application.accounts_total) == (Stage.ACTIVE, 1)


def test_a_hold_of_an_active_partners_new_agreement_is_not_answered_by_naming_a_nominee() -> None:
    walk = skipped()
    hold = DecisionId("hold-9")
    walk.application = replace(walk.application, held=True, decision=hold, decision_open=True)
    walk._keep(accounts.replace_nominee(Case(walk.application), first(walk), NEW, OPS, PROGRAM, walk.at))
    assert [one.decision for one in walk.changes[-1].settled] == ["admin-1-1"]
    assert (walk.application.held, walk.application.decision, walk.application.decision_open) == (True, hold, True)
    assert [one.asked for one in walk.changes[-1].asked] == [NEW]


def test_who_was_named_while_ops_held_the_case_and_then_went_on_is_asked_at_the_partners_wish() -> None:
    walk = skipped()
    walk.accounts[AccountId("1")] = never = replace(first(walk), level=Level.NONE)
    walk.do(accounts.ask_again, never, ANN, PROGRAM)
    assert walk.changes[-1].settled == ()
    assert walk.decisions[DecisionId("admin-1-2")].open
    assert not accounts.may_ask_again(walk.application, replace(never, nominee=Person("", "")))
    waiting = gate_opened()
    assert not accounts.may_ask_again(waiting.application, first(waiting)), "the workflow asks them just now"


def test_a_question_that_nobody_waited_for_any_more_is_not_settled_a_second_time() -> None:
    walk = walk_of()
    walk._keep(applying.withdraw(walk.application, ANN, walk.at))
    walk._keep(accounts.overtaken(walk.case("admin-1-1"), walk.at))
    over = first(walk)
    assert over.overtaken
    assert asking_customers.question_of(over) is None
    walk.application = replace(walk.application, stage=Stage.ACTIVE)
    replaced(walk)
    assert walk.changes[-1].settled == ()
    assert asking_customers.question_of(first(walk)) == "admin-1-2"


def test_an_overtaken_question_of_an_earlier_nominee_says_nothing_of_the_present_one() -> None:
    walk = walk_of()
    before = walk.case("admin-1-1")
    replaced(walk)
    walk._keep(applying.withdraw(walk.application, ANN, walk.at))
    after = accounts.overtaken(replace(before, application=walk.application, account=first(walk)), walk.at)
    assert after.accounts == ()
    assert accounts.overtaken(replace(before, application=walk.application, account=None), walk.at).accounts == ()


def test_an_account_that_a_newly_opened_gate_does_not_count_as_refused_is_not_taken_off_that_count() -> None:
    """Between the gate, which counts anew, and the questions under it the account still stands as refused."""
    walk = Walk.of(customers=customers(2)).to_customers()
    walk.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="Not our partner.")
    walk.application = replace(walk.application, accounts_refused=0)
    waived = accounts.waive(walk.application, walk.accounts[AccountId("1")], OPS, "Closed.", walk.at).application
    assert (waived.accounts_refused, waived.accounts_open) == (0, 1)
