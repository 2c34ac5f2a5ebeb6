"""What applicants do with their own case."""

from dataclasses import replace
from typing import Any

import pytest

from onboarding.domain import applying, asking, live, signing
from onboarding.domain.account import AccountState
from onboarding.domain.answer import Answer
from onboarding.domain.answering import answer
from onboarding.domain.application import Customer, Twin
from onboarding.domain.applying import ask_question, resubmit, withdraw
from onboarding.domain.assessing import assessed
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import AccountId, DecisionId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Person, Role, person
from onboarding.domain.readiness import Assessment
from onboarding.domain.screening import Entry, Hit
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import ANN, DOCUMENT, ID, NOW, PROGRAM, Walk, customers, submission

HIT = Hit(name="Becker IT GmbH", entry=Entry("Becker Trading"), score=90, words=("becker",))
ANN_HERSELF = person(ANN.name, Role.APPLICANT, ANN.email)


def rejected(**changes: object) -> Walk:
    walk = Walk.of(**changes).to_readiness()
    walk.do(assessed, Assessment(20, (), ready=False))
    walk.do(asking.ask_reviewer, PROGRAM)
    walk.answer(Outcome.REJECTED, Role.REVIEWER, note="One person only")
    return walk


def test_a_submission_waits_for_its_mailbox_and_bothers_nobody() -> None:
    change = applying.submit(ID, submission(), PROGRAM, NOW)
    assert change.first
    assert (change.application.stage, change.application.start) == (Stage.EMAIL, True)
    assert change.messages == ()


def test_every_customer_account_of_the_form_becomes_an_account_of_the_case() -> None:
    change = applying.submit(ID, submission(customers=customers(3)), PROGRAM, NOW)
    assert [account.customer for account in change.accounts] == ["Customer 1", "Customer 2", "Customer 3"]
    assert change.application.accounts_total == 3


@pytest.mark.parametrize("stage", ["to_readiness", "to_distributor", "to_agreement", "to_customers"])
def test_an_applicant_can_withdraw_at_any_stage_and_is_told(stage: str) -> None:
    walk = Walk.of(customers=customers(2))
    getattr(walk, stage)()
    change = withdraw(walk.application, ANN_HERSELF, NOW, "Changed our mind")
    assert (change.application.stage, change.application.closed_as) == (Stage.CLOSED, Outcome.WITHDRAWN)
    assert change.application.reason == "Changed our mind"
    assert [message.letter.mail for message in change.messages] == [Mail.CASE_CLOSED]


def test_withdrawing_answers_the_open_decision_so_that_the_workflow_goes_on() -> None:
    walk = Walk.of().to_customers()
    change = withdraw(walk.application, ANN_HERSELF, NOW)
    assert [(one.decision, one.outcome) for one in change.settled] == [("customers-4", Outcome.WITHDRAWN)]


def test_withdrawing_before_anybody_was_asked_leaves_a_decided_decision_to_find() -> None:
    change = withdraw(Walk.of().application, ANN_HERSELF, NOW)
    assert change.application.decision == "withdrawal-1"
    assert change.asked[0].outcome is Outcome.WITHDRAWN


def test_a_case_that_is_over_cannot_be_withdrawn() -> None:
    with pytest.raises(Moved):
        withdraw(Walk.of().to_active().application, ANN_HERSELF, NOW)


def test_customers_links_die_with_the_withdrawal() -> None:
    walk = Walk.of().to_customers()
    walk._keep(withdraw(walk.application, ANN_HERSELF, NOW))
    decision = walk.decisions["admin-1-1"]  # type: ignore[index]
    assert decision.open
    assert not live.is_live(walk.application, decision)


def test_a_rejected_application_is_resubmitted_under_its_own_id_with_a_new_execution() -> None:
    walk = rejected()
    before = walk.application
    walk._keep(resubmit(before, submission(people=5), list(walk.accounts.values()), NOW))
    after = walk.application
    assert (after.id, after.stage, after.generation, after.start) == (before.id, Stage.READINESS, 2, True)
    assert (after.score, after.closed_as, after.reason) == (None, None, "")
    assert after.submission.people == 5


def test_accounts_that_the_new_form_leaves_out_are_waived_and_the_others_start_again() -> None:
    walk = rejected(customers=customers(3))
    change = resubmit(walk.application, submission(customers=customers(1)), list(walk.accounts.values()), NOW)
    states = {account.id: account.state for account in change.accounts}
    assert states == {"1": AccountState.WAITING, "2": AccountState.WAIVED, "3": AccountState.WAIVED}
    assert change.application.accounts_total == 1


def again(walk: Walk, *names: str) -> dict[str, tuple[str, AccountState, int]]:
    """The accounts after the form came with customers of these names."""
    rows = tuple(Customer(name=name, nominee=Person("Ole", "ole@other.example")) for name in names)
    walk._keep(resubmit(walk.application, submission(customers=rows), list(walk.accounts.values()), walk.at))
    return {one.id: (one.customer, one.state, one.attempts) for one in walk.accounts.values()}


def test_each_customer_keeps_the_number_and_the_count_of_its_own_account() -> None:
    walk = Walk.of(customers=customers(3)).to_customers()
    walk._keep(withdraw(walk.application, ANN_HERSELF, NOW))
    walk.accounts[AccountId("3")] = replace(walk.accounts[AccountId("3")], attempts=4, drifts=2)
    waiting, waived = AccountState.WAITING, AccountState.WAIVED
    assert again(walk, "CUSTOMER 3", "Customer 2") == {
        "1": ("Customer 1", waived, 1),
        "2": ("Customer 2", waiting, 1),
        "3": ("CUSTOMER 3", waiting, 4),
    }
    assert walk.accounts[AccountId("3")].drifts == 2
    assert walk.application.accounts_total == 2


def test_a_new_customer_takes_a_place_that_was_left_out_and_then_the_next_number() -> None:
    walk = rejected(customers=customers(2))
    waiting = AccountState.WAITING
    assert again(walk, "New", "Customer 1", "Newer") == {
        "1": ("Customer 1", waiting, 0),
        "2": ("New", waiting, 0),
        "3": ("Newer", waiting, 0),
    }
    assert walk.application.accounts_total == 3


@pytest.mark.parametrize("state", [AccountState.ENDED, AccountState.RELEASED, AccountState.WAIVED])
def test_what_no_form_shows_any_more_stays_as_it_is(state: AccountState) -> None:
    walk = rejected(customers=customers(2))
    settled = replace(walk.accounts[AccountId("1")], state=state, settled_by="Dana", settled_at=NOW, note="Agreed.")
    walk.accounts[settled.id] = settled
    assert again(walk, "Customer 1")["2"] == ("Customer 1", AccountState.WAITING, 0)
    assert walk.accounts[settled.id] == settled
    assert settled.managed is (state is AccountState.WAIVED), "what ops let go unproved stays with the partner"
    assert walk.application.accounts_total == 1


def test_imported_accounts_count_as_they_stand_and_are_not_written() -> None:
    walk = rejected(customers=customers(2))
    first, second = walk.accounts.values()
    imported = [
        replace(first, key="K1", state=AccountState.DONE),
        replace(second, key="K2"),
        replace(second, id=AccountId("7"), key="K7", state=AccountState.REFUSED),
        replace(second, id=AccountId("8"), key="K8", state=AccountState.ENDED),
    ]
    change = resubmit(walk.application, submission(customers=customers(1)), imported, NOW)
    assert [one.id for one in change.accounts] == ["9"]
    now = change.application
    assert (now.accounts_total, now.accounts_done, now.accounts_refused) == (4, 1, 0)


def test_customers_who_all_have_their_admin_already_are_not_waited_for() -> None:
    walk = Walk.of().to_signed()
    assert walk.application.stage is Stage.CUSTOMERS
    walk = Walk.of()
    walk.application = replace(walk.application, accounts_done=1)
    assert walk.to_signed().application.stage is Stage.ACTIVATION


def test_what_the_partner_left_out_is_not_said_to_be_settled_by_who_answered_before() -> None:
    walk = rejected(customers=customers(1))
    id = AccountId("1")
    walk.accounts[id] = replace(
        walk.accounts[id], state=AccountState.DONE, settled_by="Ole", settled_at=NOW, look_at=NOW
    )
    again(walk)
    left = walk.accounts[id]
    assert (left.state, left.settled_by, left.settled_at, left.look_at) == (AccountState.WAIVED, "", None, None)
    assert not left.managed


def test_who_signed_and_who_was_asked_before_is_forgotten_when_a_case_comes_again() -> None:
    walk = rejected()
    before = replace(
        walk.application,
        signer=Person("Old", "old@becker-it.example"),
        signed=DecisionId("agreement-4"),
        countersigned=DecisionId("countersignature-5"),
    )
    named = Person("New", "new@becker-it.example")
    after = resubmit(before, submission(signer=named), list(walk.accounts.values()), NOW).application
    assert (after.signs, after.signed, after.countersigned) == (named, None, None)


def test_the_mailbox_of_a_case_cannot_be_changed_by_resubmitting() -> None:
    other = submission(applicant=Person("Ann", "ann@elsewhere.example"))
    with pytest.raises(Refused) as refused:
        resubmit(rejected().application, other, [], NOW)
    assert refused.value.field == "email"


def test_an_open_case_is_not_resubmitted() -> None:
    with pytest.raises(Moved):
        resubmit(Walk.of().application, submission(), [], NOW)


def test_a_distributor_who_declined_stays_declined_after_resubmitting() -> None:
    walk = rejected()
    walk.application = type(walk.application)(**{**vars(walk.application), "declined": ("north",)})
    assert resubmit(walk.application, submission(), [], NOW).application.declined == ("north",)


def test_a_question_becomes_a_task_for_ops_with_a_date_and_leaves_the_case_alone() -> None:
    walk = Walk.of().to_agreement()
    before = walk.application
    change = walk.do(ask_question, "When will the contract come?", PROGRAM)
    question = change.asked[0]
    assert (question.kind, question.role, question.about["question"]) == (
        "question",
        Role.OPS,
        "When will the contract come?",
    )
    assert (walk.application.stage, walk.application.holder, walk.application.decision) == (
        before.stage,
        before.holder,
        before.decision,
    )


def test_the_answer_to_a_question_is_mailed_to_the_applicant() -> None:
    walk = Walk.of().to_agreement()
    question = walk.do(ask_question, "When?", PROGRAM).asked[0]
    change = walk.answer(Outcome.ANSWERED, Role.OPS, question.id, note="Today.")
    assert change.messages[0].letter.mail is Mail.QUESTION_ANSWERED
    assert change.messages[0].letter.facts == {"question": "When?", "answer": "Today."}


def test_an_empty_question_is_refused_at_its_field() -> None:
    with pytest.raises(Refused) as refused:
        ask_question(Walk.of().application, "  ", PROGRAM, NOW)
    assert refused.value.field == "question"


@pytest.mark.parametrize("signer", [ANN, Person("Sam Signer", "sam@becker-it.example")])
def test_who_withdraws_reads_it_once_and_another_signer_is_told_too(signer: Person) -> None:
    walk = Walk.of(signer=signer).to_agreement()
    asked = walk.do(signing.ask_signer, DOCUMENT, PROGRAM).asked[0]
    change = withdraw(walk.application, ANN_HERSELF, NOW, asked_now=asked)
    told = [message.letter.to for message in change.messages]
    assert told == ([ANN] if signer == ANN else [ANN, signer])


def test_what_is_not_under_way_or_still_is_says_so_to_the_applicant() -> None:
    with pytest.raises(Moved, match="nothing to withdraw"):
        withdraw(Walk.of().to_active().application, ANN_HERSELF, NOW)
    with pytest.raises(Moved, match="nothing to submit again"):
        resubmit(Walk.of().application, submission(), [], NOW)


@pytest.mark.parametrize("known", [{"twins": (Twin(ID, "Becker", ("domain",)),)}, {"hits": (HIT,)}])
def test_a_good_score_does_not_pass_over_a_twin_or_a_denied_party(known: dict[str, Any]) -> None:
    walk = Walk.of().to_readiness()
    after = assessed(walk.application, Assessment(90, (), ready=True), NOW, **known).application
    assert after.stage is Stage.READINESS


def test_an_applicant_proves_the_own_mailbox_from_the_own_mailbox() -> None:
    walk = Walk.of()
    walk.do(asking.ask_for_confirmation, PROGRAM)
    given = Answer(outcome=Outcome.CONFIRMED, by=ANN_HERSELF, at=NOW)
    assert answer(walk.case(), given, PROGRAM).application.stage is Stage.READINESS
