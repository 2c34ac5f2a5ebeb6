"""A nominee's answer by itself: whom it is taken from, and when it is not the last step."""

from dataclasses import replace

import pytest

from onboarding.domain.account import AccountState, Level
from onboarding.domain.answer import Answer
from onboarding.domain.application import Case
from onboarding.domain.confirming import answer_admin
from onboarding.domain.errors import Moved
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import PROGRAM, Walk

STRICT = replace(PROGRAM, required_level=Level.VERIFIED)


def asked() -> Case:
    return Walk.of().to_customers().case("admin-1-1")


def given(outcome: Outcome) -> Answer:
    return Answer(outcome=outcome, by=person("N", Role.CUSTOMER), at=Walk.of().at, note="No.")


def test_it_is_taken_for_an_account_that_still_asks_this_person_and_for_no_other() -> None:
    case = asked()
    assert case.account is not None
    assert case.decision is not None
    others = (
        (replace(case, account=None), "settled"),
        (replace(case, account=replace(case.account, state=AccountState.REFUSED)), "settled"),
        (replace(case, account=replace(case.account, nominee=Person("Else", "else@customer1.example"))), "Somebody"),
    )
    for other, why in others:
        with pytest.raises(Moved, match=why):
            answer_admin(other, case.decision, given(Outcome.CONFIRMED), PROGRAM)
    assert answer_admin(case, case.decision, given(Outcome.CONFIRMED), PROGRAM).accounts[0].level is Level.ATTESTED


@pytest.mark.parametrize(
    ("program", "outcome", "proofs"),
    [(PROGRAM, Outcome.CONFIRMED, 0), (STRICT, Outcome.CONFIRMED, 1), (STRICT, Outcome.REFUSED, 0)],
)
def test_a_proof_is_asked_for_only_after_a_yes_that_is_not_enough(
    program: object, outcome: Outcome, proofs: int
) -> None:
    case = asked()
    assert case.decision is not None
    change = answer_admin(case, case.decision, given(outcome), program)  # type: ignore[arg-type]
    assert len(change.asked) == proofs
    assert change.application.accounts_refused == (outcome is Outcome.REFUSED)


@pytest.mark.parametrize(("stage", "said"), [(Stage.CUSTOMERS, None), (Stage.ACTIVE, "yes")])
def test_the_letter_says_whether_the_partner_was_active_already(stage: Stage, said: str | None) -> None:
    case = asked()
    asked_of = case.decision
    assert asked_of is not None
    case = replace(case, application=replace(case.application, stage=stage))
    (message,) = answer_admin(case, asked_of, given(Outcome.CONFIRMED), PROGRAM).messages
    assert message.letter.facts.get("active") == said
