"""Signatures: who may give one, for which side, and the seal that ends the signing."""

from dataclasses import replace

import pytest

from onboarding.domain import asking, signing
from onboarding.domain.answer import Answer
from onboarding.domain.answering import answer
from onboarding.domain.application import Agreement
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import DecisionId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.renewals import renewed
from tests.support.samples import ANN, DOCUMENT, ID, PROGRAM, Walk

HEAD = Person("Hedda Head", "head@harbourlight.example")
BY_A_PERSON = replace(PROGRAM, vendor=replace(PROGRAM.vendor, countersigner=HEAD))
SIGNS = {"consent": "yes", "authority": "yes", "title": "Managing director"}
BO = Person("Bo Berg", "bo@becker-it.example")


def asked(**form: object) -> Walk:
    walk = Walk.of(**form).to_agreement()
    walk.program = BY_A_PERSON
    walk.do(signing.ask_signer, DOCUMENT, BY_A_PERSON)
    return walk


def say(walk: Walk, outcome: Outcome, email: str, **evidence: str) -> None:
    """An answer by whoever has this mailbox, to what the case waits for."""
    case = walk.case()
    assert case.decision is not None
    by = person(case.decision.asked.name, Role.SIGNER, email)
    walk._keep(answer(case, Answer(outcome=outcome, by=by, at=walk.at, evidence=evidence), walk.program))


def signed(**form: object) -> Walk:
    walk = asked(**form)
    say(walk, Outcome.SIGNED, ANN.email, **SIGNS)
    return walk


def signature(walk: Walk) -> Decision:
    (found,) = [one for one in walk.decisions.values() if one.outcome is Outcome.SIGNED]
    return found


def agreement(walk: Walk) -> Agreement:
    return Agreement(
        number=f"{ID}-4",
        version="2026-11",
        language="en",
        decision=signature(walk).id,
        key="sealed/4.pdf",
        sha256="cd" * 32,
        sealed=walk.at,
    )


def test_somebody_at_the_vendor_signs_for_the_vendor_and_never_for_a_partner() -> None:
    walk = asked()
    for ours in (HEAD.email.upper(), PROGRAM.vendor.ops.email):
        with pytest.raises(Refused, match="both sides") as refused:
            say(walk, Outcome.SIGNED, ours, **SIGNS)
        assert refused.value.field == "answer"
    say(walk, Outcome.SIGNED, ANN.email, **SIGNS)
    walk.do(signing.ask_countersigner, signature(walk), BY_A_PERSON)
    say(walk, Outcome.SIGNED, HEAD.email, **SIGNS)
    assert walk.application.countersigned == walk.application.decision


def test_of_a_new_version_too_the_vendors_own_side_is_asked_by_its_own_mail_and_its_own_date() -> None:
    walk = asked()
    say(walk, Outcome.SIGNED, ANN.email, **SIGNS)
    of_renewal = replace(signature(walk), about={**signature(walk).about, "renewal": "2027-03", "notice": "2"})
    walk.do(signing.ask_countersigner, of_renewal, BY_A_PERSON)
    (message,) = walk.changes[-1].messages
    (countersignature,) = walk.changes[-1].asked
    assert (message.letter.mail, message.letter.to) == (Mail.COUNTERSIGN_AGREEMENT, HEAD)
    assert countersignature.expires
    assert countersignature.about["sha256"] == DOCUMENT["sha256"]


@pytest.mark.parametrize("both", [BO, ANN], ids=["the signer", "the applicant"])
def test_nobody_at_the_partner_signs_for_the_vendor(both: Person) -> None:
    walk = asked(signer=BO)
    say(walk, Outcome.SIGNED, BO.email, **SIGNS)
    walk.do(signing.ask_countersigner, signature(walk), BY_A_PERSON)
    with pytest.raises(Refused, match="both sides") as refused:
        say(walk, Outcome.SIGNED, both.email.upper(), **SIGNS)
    assert refused.value.field == "answer"


def test_where_the_seal_alone_signs_for_the_vendor_nobody_is_asked() -> None:
    walk = signed()
    with pytest.raises(Moved, match="automatically"):
        signing.ask_countersigner(walk.application, signature(walk), PROGRAM, walk.at)


def test_whoever_is_asked_to_sign_names_somebody_else_and_not_themselves() -> None:
    walk = asked()
    with pytest.raises(Refused, match="asked already") as refused:
        say(walk, Outcome.REASSIGNED, ANN.email, to_name="Ann", to_email=ANN.email.upper())
    assert refused.value.field == "to_email"
    say(walk, Outcome.REASSIGNED, ANN.email, to_name=BO.name, to_email=BO.email)
    assert walk.application.signs == BO


def test_the_agreement_is_sealed_once_and_only_the_one_that_was_signed() -> None:
    walk = signed()
    with pytest.raises(Moved, match="does not wait"):
        signing.sealed(walk.application, replace(agreement(walk), decision=DecisionId("agreement-1")), walk.at)
    walk.do(signing.sealed, agreement(walk))
    assert walk.application.stage is Stage.CUSTOMERS
    with pytest.raises(Moved, match="does not wait"):
        walk.do(signing.sealed, agreement(walk))


def test_nothing_is_sealed_while_ops_hold_the_case() -> None:
    walk = signed()
    walk.do(asking.hold, Outcome.FAILED, "Lambda.Unknown", PROGRAM)
    with pytest.raises(Moved, match="does not wait"):
        walk.do(signing.sealed, agreement(walk))


@pytest.mark.parametrize(
    ("signer", "told"),
    [
        (BO, [(ANN, Role.APPLICANT), (BO, Role.SIGNER)]),
        (replace(ANN, email=ANN.email.upper()), [(ANN, Role.APPLICANT)]),
    ],
    ids=["somebody else signs", "the applicant signs"],
)
def test_everybody_at_the_partner_gets_the_sealed_agreement_once(signer: Person, told: list[object]) -> None:
    walk = signed(signer=signer)
    walk.do(signing.sealed, agreement(walk))
    letters = [one.letter for one in walk.changes[-1].messages]
    assert [(one.to, one.role) for one in letters] == told
    assert {one.mail for one in letters} == {Mail.AGREEMENT_SIGNED}


def test_an_agreement_that_ended_before_keeps_the_day_on_which_it_did() -> None:
    walk = Walk.of().to_customers()
    held = walk.application.agreement
    assert held is not None
    over = replace(walk.application, agreement=replace(held, ended=walk.at))
    later = walk.pass_time(days=90)
    assert [one.ended for one in signing.superseded(over, later)] == [held.sealed]
    assert [one.ended for one in signing.superseded(walk.application, later)] == [later]


def test_a_new_version_is_asked_until_the_partners_date_and_without_one_for_as_long_as_any_other() -> None:
    application = renewed(Walk.of().to_active()).application
    assert application.renewal is not None
    usual = signature(Walk.of().to_active())
    question = signing.of_renewal(application, application.renewal, usual)
    assert (question.due, question.ladder) == (application.deadline_at, ())
    undated = replace(application, deadline_at=None)
    assert signing.of_renewal(undated, application.renewal, usual).due == usual.due


def typed(walk: Walk, name: str, role: Role = Role.SIGNER) -> None:
    by = person(name, role, f"{role.value}@elsewhere.example")
    given = Answer(outcome=Outcome.SIGNED, by=by, at=walk.at, evidence=SIGNS)
    walk._keep(answer(walk.case(), given, walk.program))


def test_an_assistant_does_not_sign_under_her_own_name_what_names_somebody_else() -> None:
    walk = asked(signer=BO)
    with pytest.raises(Refused, match="names somebody else") as refused:
        typed(walk, "Eve Adams")
    assert refused.value.field == "name"
    typed(walk, "BERG, Bo")
    assert walk.application.signed is not None


def test_an_assistant_may_say_who_signs_instead() -> None:
    walk = asked(signer=BO)
    eve = person("Eve Adams", Role.SIGNER, BO.email)
    named = {"to_name": "Di Berg", "to_email": "di@becker-it.example"}
    walk._keep(
        answer(walk.case(), Answer(outcome=Outcome.REASSIGNED, by=eve, at=walk.at, evidence=named), walk.program)
    )
    assert walk.application.signs.name == "Di Berg"


def test_a_provider_outside_and_the_vendors_office_are_not_held_against_a_name() -> None:
    walk = Walk.of(signer=BO).to_agreement()
    walk.program = BY_A_PERSON
    walk.do(signing.ask_signer, {**DOCUMENT, "provider": "Dropbox Sign"}, BY_A_PERSON)
    typed(walk, "Eve Adams")
    walk.do(signing.ask_countersigner, signature(walk), BY_A_PERSON)
    typed(walk, "Victor Vendor", Role.COUNTERSIGNER)
    assert walk.application.countersigned is not None


def test_a_shared_mailbox_names_another_person_of_it_and_not_the_same_one() -> None:
    walk = asked(signer=BO)
    with pytest.raises(Refused, match="That is you") as refused:
        say(walk, Outcome.REASSIGNED, BO.email, to_name="B. Berg", to_email=BO.email.upper())
    assert refused.value.field == "to_email"
    say(walk, Outcome.REASSIGNED, BO.email, to_name="Eve Adams", to_email=BO.email)
    assert walk.application.signs == Person("Eve Adams", BO.email)
