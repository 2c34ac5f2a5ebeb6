"""Which answers still count: the guards between an old link and a case that has gone on."""

from dataclasses import replace

import pytest

from onboarding.domain import applying, asking
from onboarding.domain.account import AccountState, Level
from onboarding.domain.answer import Answer, answerable
from onboarding.domain.answering import answer
from onboarding.domain.application import Case
from onboarding.domain.decision import Kind
from onboarding.domain.distribution import Choice
from onboarding.domain.errors import Moved
from onboarding.domain.ids import DecisionId
from onboarding.domain.live import is_live, live
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import ANN, NORTH, PROGRAM, Walk


def asked_distributor() -> Walk:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    return walk


def test_an_answer_to_nothing_that_was_asked_is_refused_in_words() -> None:
    case = Case(asked_distributor().application)
    with pytest.raises(Moved, match="Nobody was asked"):
        answerable(case)
    with pytest.raises(Moved, match="Nobody waits"):
        live(case)


def test_a_customer_who_answers_after_the_case_was_withdrawn_changes_nothing() -> None:
    walk = Walk.of().to_customers()
    applicant = person(ANN.name, Role.APPLICANT, ANN.email)
    walk.do(lambda application, now: applying.withdraw(application, applicant, now))
    case = walk.case("admin-1-1")
    assert case.decision is not None
    assert case.decision.open, "the nominee's question is not settled by that"
    given = Answer(outcome=Outcome.CONFIRMED, by=person("Jo", Role.CUSTOMER, "jo@customer1.example"), at=walk.at)
    with pytest.raises(Moved, match="Nobody waits"):
        answer(case, given, PROGRAM)


def test_an_open_decision_counts_only_while_the_case_waits_for_that_one() -> None:
    walk = asked_distributor()
    decision = walk.case().decision
    assert decision is not None
    assert is_live(walk.application, decision)
    assert not is_live(replace(walk.application, decision_open=False), decision)
    assert not is_live(replace(walk.application, decision=DecisionId("distributor-9")), decision)


def test_a_nominee_s_question_counts_only_while_the_account_asks_that_person_and_that() -> None:
    walk = Walk.of().to_customers()
    case = walk.case("admin-1-1")
    application, decision, account = case.application, case.decision, case.account
    assert decision is not None
    assert account is not None
    assert is_live(application, decision, account)
    assert is_live(application, decision), "without the account, the stage decides"
    assert not is_live(application, decision, replace(account, nominee=Person("New", "new@customer1.example")))
    assert not is_live(application, decision, replace(account, state=AccountState.REFUSED))
    assert not is_live(application, decision, replace(account, level=Level.ATTESTED)), "they have said yes already"
    proof = replace(decision, kind=Kind.PROOF)
    assert is_live(application, proof, replace(account, level=Level.ATTESTED))
    assert not is_live(application, proof, account), "nothing is proved before they have said yes"
    for stage in (Stage.ACTIVATION, Stage.ACTIVE):
        assert is_live(replace(application, stage=stage), decision, account), "ops went on without this answer"
    elsewhere = replace(application, stage=Stage.CLOSED)
    assert not is_live(elsewhere, decision, account)
    assert not is_live(elsewhere, decision)


def test_deadlines_check_ins_and_questions_count_by_their_own_rule() -> None:
    walk = asked_distributor()
    decision = walk.case().decision
    assert decision is not None
    for kind in (Kind.DEADLINE, Kind.MISSED):
        own = replace(decision, kind=kind, id=DecisionId("deadline-9"))
        assert not is_live(walk.application, own)
        assert is_live(replace(walk.application, deadline=own.id), own)
    check_in = replace(decision, kind=Kind.CHECKIN)
    assert not is_live(walk.application, check_in)
    assert is_live(replace(walk.application, stage=Stage.ACTIVE), check_in)
    assert is_live(walk.application, replace(decision, kind=Kind.QUESTION, id=DecisionId("question-9")))
    assert not is_live(walk.application, replace(decision, outcome=Outcome.ACCEPTED))
