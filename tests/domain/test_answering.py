"""Answers: one wins, each has its effect, and what will not do is refused at its field."""

from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.domain import activating, answering, asking, assessing, signing
from onboarding.domain.account import AccountState, Level
from onboarding.domain.answer import Answer
from onboarding.domain.answering import expire
from onboarding.domain.distribution import Choice
from onboarding.domain.errors import AlreadyDecided, Moved, Refused
from onboarding.domain.events import broken_at
from onboarding.domain.ids import DistributorId
from onboarding.domain.messages import Mail
from onboarding.domain.people import ActorKind, Role, person
from onboarding.domain.readiness import Assessment
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import ANN, DOCUMENT, NORTH, PROGRAM, Walk, customers


def mails(change: object) -> list[Mail]:
    return [message.letter.mail for message in change.messages]  # type: ignore[attr-defined]


def test_a_whole_journey_ends_active_with_one_event_for_every_version() -> None:
    walk = Walk.of(customers=customers(3)).to_active()
    assert walk.application.stage is Stage.ACTIVE
    assert walk.application.version == len(walk.changes)
    assert broken_at(change.event for change in walk.changes) is None
    assert [reached.stage for reached in walk.application.reached] == [
        Stage.EMAIL,
        Stage.READINESS,
        Stage.DISTRIBUTOR,
        Stage.AGREEMENT,
        Stage.SEAL,
        Stage.CUSTOMERS,
        Stage.ACTIVATION,
        Stage.ACTIVE,
    ]


def test_the_second_answer_to_a_decision_is_told_that_it_is_decided() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    walk.answer(Outcome.DECLINED, Role.DISTRIBUTOR, note="No capacity")
    with pytest.raises(AlreadyDecided):
        walk.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR, "distributor-2")


def test_an_accepting_distributor_is_named_on_the_case_and_the_applicant_hears_of_it() -> None:
    walk = Walk.of().to_agreement()
    assert walk.application.distributor == "north"
    assert walk.application.distributor_name == "Nordhafen Distribution"
    assert mails(walk.changes[-1]) == [Mail.DISTRIBUTOR_FOUND]


def test_a_declining_distributor_is_remembered_and_the_case_stays_where_it_is() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    walk.answer(Outcome.DECLINED, Role.DISTRIBUTOR, note="No capacity")
    assert walk.application.declined == ("north",)
    assert (walk.application.stage, walk.application.held) == (Stage.DISTRIBUTOR, False)


@pytest.mark.parametrize(
    ("outcome", "evidence", "field"),
    [
        (Outcome.SIGNED, {"title": "Director"}, "consent"),
        (Outcome.SIGNED, {"consent": "yes", "authority": "yes", "title": "  "}, "title"),
        (Outcome.SIGNED, {"consent": "yes", "title": "Owner"}, "authority"),
        (Outcome.REASSIGNED, {"to_name": "Bo"}, "to_email"),
        (Outcome.REASSIGNED, {"to_email": "bo@x.example"}, "to_email"),
        (Outcome.REASSIGNED, {"to_name": "Bo", "to_email": "partners@harbourlight.example"}, "to_email"),
        (Outcome.REASSIGNED, {"to_name": "Bo", "to_email": "business-development@harbourlight.example"}, "to_email"),
        (Outcome.DECLINED, {}, "note"),
        (Outcome.ACCEPTED, {}, "answer"),
    ],
)
def test_a_signature_needs_consent_and_title_and_a_refusal_its_reason(
    outcome: Outcome, evidence: dict[str, str], field: str
) -> None:
    walk = Walk.of().to_agreement()
    walk.do(signing.ask_signer, DOCUMENT, PROGRAM)
    with pytest.raises(Refused) as refused:
        walk.answer(outcome, Role.SIGNER, **evidence)
    assert refused.value.field == field


def test_an_answer_without_a_typed_name_is_refused() -> None:
    walk = Walk.of()
    walk.do(asking.ask_for_confirmation, PROGRAM)
    with pytest.raises(Refused) as refused:
        walk.answer(Outcome.CONFIRMED, Role.APPLICANT, name="  ")
    assert refused.value.field == "name"


def test_nobody_accepts_their_own_application_as_its_distributor() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(replace(NORTH, contact=ANN), {}), PROGRAM)
    own = Answer(outcome=Outcome.ACCEPTED, by=person("Ann", Role.DISTRIBUTOR, ANN.email.upper()), at=walk.at)
    with pytest.raises(Refused, match="own application"):
        answering.answer(walk.case(), own, PROGRAM)


def test_the_yes_of_the_partners_own_company_does_not_count_and_its_no_does() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    nora = person("Nora", Role.DISTRIBUTOR, NORTH.contact.email)
    own = Answer(outcome=Outcome.ACCEPTED, by=nora, at=walk.at, own=True)
    with pytest.raises(Refused, match="nobody takes on their own") as refused:
        answering.answer(walk.case(), own, PROGRAM)
    assert refused.value.field == "answer"
    assert answering.answer(walk.case(), replace(own, own=False), PROGRAM)
    assert answering.answer(walk.case(), replace(own, outcome=Outcome.DECLINED, note="Our own."), PROGRAM)


def test_a_customers_yes_does_not_count_from_the_partners_own_company() -> None:
    walk = Walk.of().to_customers()
    by = person("Nominee 1", Role.CUSTOMER, "admin@customer1.example")
    given = Answer(outcome=Outcome.CONFIRMED, by=by, at=walk.at, own=True)
    with pytest.raises(Refused, match="say no, and whom to ask"):
        answering.answer(walk.case("admin-1-1"), given, PROGRAM)
    refused = replace(given, outcome=Outcome.REFUSED, note="Ask Ada.")
    assert answering.answer(walk.case("admin-1-1"), refused, PROGRAM)


def test_a_reviewer_may_sit_in_the_company_that_applies() -> None:
    walk = Walk.of(people=1, services=(), customers=(), website="").to_readiness()
    walk.do(assessing.assessed, Assessment(20, (), ready=False))
    walk.do(asking.ask_reviewer, PROGRAM)
    by = person("Rita", Role.REVIEWER, "rita@becker-it.example")
    given = Answer(outcome=Outcome.APPROVED, by=by, at=walk.at, own=True)
    assert answering.answer(walk.case(), given, PROGRAM)


def test_a_rejection_keeps_its_reason_and_the_applicant_is_told() -> None:
    walk = Walk.of(people=1, services=(), customers=(), website="").to_readiness()
    walk.do(assessing.assessed, Assessment(20, (), ready=False))
    walk.do(asking.ask_reviewer, PROGRAM)
    change = walk.answer(Outcome.REJECTED, Role.REVIEWER, note="One person only")
    assert (walk.application.stage, walk.application.closed_as) == (Stage.CLOSED, Outcome.REJECTED)
    assert walk.application.reason == "One person only"
    assert mails(change) == [Mail.APPLICATION_REJECTED]
    assert walk.application.holder is Role.NOBODY, "what is over is in nobody's hands"


def test_the_clock_cannot_answer_before_the_date_nor_where_it_has_no_say() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    due = walk.case().decision.due  # type: ignore[union-attr]
    with pytest.raises(Moved):
        expire(walk.case(), due - timedelta(seconds=1))
    assert expire(walk.case(), due).event.actor.kind is ActorKind.CLOCK


def test_the_audit_names_what_the_clock_let_pass_and_who_of_the_people_answered() -> None:
    walk = Walk.of()
    walk.do(asking.ask_for_confirmation, PROGRAM)
    assert expire(walk.case(), walk.at + timedelta(days=400)).event.action == "confirmation expired"
    assert walk.answer(Outcome.CONFIRMED, Role.APPLICANT).event.action == "applicant confirmed"


def test_a_silent_distributor_is_told_and_not_asked_again_before_ops_say_so() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    change = expire(walk.case(), walk.pass_time(days=30))
    assert change.application.silent == ("north",)
    assert not change.application.held
    assert mails(change) == [Mail.REQUEST_PASSED_ON]


@pytest.mark.parametrize("stage", ["email", "agreement", "customers"])
def test_a_missed_date_holds_for_ops_and_forfeits_nothing(stage: str) -> None:
    walk = Walk.of(customers=customers(2))
    if stage == "email":
        walk.do(asking.ask_for_confirmation, PROGRAM)
    elif stage == "agreement":
        walk.to_agreement()
        walk.do(signing.ask_signer, DOCUMENT, PROGRAM)
    else:
        walk.to_customers()
    change = expire(walk.case(), walk.pass_time(days=400))
    assert change.application.stage == stage
    assert change.application.held
    assert change.application.holder is Role.OPS
    assert change.application.place == "held"


def test_ops_questions_and_customers_are_never_expired() -> None:
    walk = Walk.of(customers=customers(2)).to_customers()
    with pytest.raises(Moved):
        expire(walk.case("admin-1-1"), walk.at + timedelta(days=400))


def test_the_stage_is_done_with_the_last_customer_and_not_before() -> None:
    walk = Walk.of(customers=customers(2)).to_customers()
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    assert (walk.application.stage, walk.application.accounts_done) == (Stage.CUSTOMERS, 1)
    change = walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-2-1")
    assert walk.application.stage is Stage.ACTIVATION
    assert change.settled[-1].outcome is Outcome.DONE


def test_a_confirmation_is_attested_and_not_verified() -> None:
    walk = Walk.of().to_customers()
    change = walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    assert change.accounts[0].level is Level.ATTESTED


def test_where_the_program_requires_proof_an_attested_account_is_not_done() -> None:
    strict = replace(PROGRAM, required_level=Level.VERIFIED)
    walk = Walk.of().to_customers()
    given = Answer(outcome=Outcome.CONFIRMED, by=person("N", Role.CUSTOMER), at=walk.at)
    change = answering.answer(walk.case("admin-1-1"), given, strict)
    assert change.application.accounts_done == 0
    assert change.application.stage is Stage.CUSTOMERS
    assert change.accounts[0].state is AccountState.WAITING


def test_a_customer_who_refuses_brings_the_case_to_ops_once_all_have_answered() -> None:
    walk = Walk.of(customers=customers(2)).to_customers()
    walk.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="Not my partner")
    assert walk.application.place == "customers"
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-2-1")
    assert walk.application.place == "held"
    assert walk.application.stage is Stage.CUSTOMERS


def test_a_customer_who_answers_after_the_missed_date_ends_the_hold() -> None:
    walk = Walk.of().to_customers()
    walk._keep(expire(walk.case(), walk.pass_time(days=60)))
    walk.do(asking.hold, "expired", "", PROGRAM)
    change = walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    assert (walk.application.stage, walk.application.held) == (Stage.ACTIVATION, False)
    assert [(one.decision, one.outcome) for one in change.settled][-1] == ("hold-5", Outcome.DONE)


def test_retry_asks_silent_distributors_again_but_never_one_who_declined() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(None, {"north": "declined"}), PROGRAM)
    walk.application = replace(walk.application, declined=(DistributorId("north"),), silent=(DistributorId("south"),))
    walk.do(asking.hold, "nobody", "", PROGRAM)
    walk.answer(Outcome.RETRY, Role.OPS, note="A new one has joined")
    assert walk.application.silent == ()
    assert walk.application.declined == ("north",)
    assert not walk.application.held


@pytest.mark.parametrize("outcome", [Outcome.SKIP, Outcome.ACCEPTED])
def test_ops_cannot_skip_the_distributor_or_the_signature(outcome: Outcome) -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(None, {}), PROGRAM)
    walk.do(asking.hold, "nobody", "", PROGRAM)
    with pytest.raises(Refused):
        walk.answer(outcome, Role.OPS, note="Because")


def test_ops_may_let_customers_go_unproven_with_a_reason_and_the_partner_becomes_active() -> None:
    walk = Walk.of(customers=customers(2)).to_customers()
    walk._keep(expire(walk.case(), walk.pass_time(days=60)))
    walk.do(asking.hold, "expired", "", PROGRAM)
    with pytest.raises(Refused):
        walk.answer(Outcome.SKIP, Role.OPS)
    walk.answer(Outcome.SKIP, Role.OPS, note="Both customers are on holiday; agreed by phone")
    change = walk.do(activating.activated, list(walk.accounts.values()), PROGRAM)
    assert change.application.stage is Stage.ACTIVE
    assert {account.state for account in walk.accounts.values()} == {AccountState.WAITING}


def test_activation_that_outside_truth_does_not_bear_out_holds_for_ops() -> None:
    walk = Walk.of().to_customers()
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    drifted = [replace(walk.accounts[account], level=Level.INVITED) for account in walk.accounts]
    change = walk.do(activating.activated, drifted, PROGRAM)
    assert change.application.held
    assert change.event.details == {"unproven": "1"}
    assert not change.messages


@pytest.mark.parametrize(("many", "stage"), [(0, Stage.ACTIVATION), (2, Stage.CUSTOMERS)])
def test_on_a_way_without_a_seal_a_signature_goes_past_customers_that_nobody_has(many: int, stage: Stage) -> None:
    walk = Walk.of(customers=customers(many)).to_agreement()
    walk.do(signing.ask_signer, DOCUMENT, PROGRAM)
    path = tuple(one for one in walk.application.path if one is not Stage.SEAL)
    walk.application = replace(walk.application, path=path)
    walk.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Owner")
    assert walk.application.stage is stage


def test_a_partner_with_nothing_to_hand_over_is_not_asked_for_customers() -> None:
    walk = Walk.of(customers=()).to_customers()
    assert walk.application.stage is Stage.ACTIVATION
