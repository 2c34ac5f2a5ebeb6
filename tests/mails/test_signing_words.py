"""What a signature provider mails in our name: short, true, and harmless whatever people typed."""

import re

import pytest

from onboarding.domain import signing
from onboarding.domain.decision import Kind
from onboarding.domain.people import Person
from onboarding.signing.words import Words, asking_words
from tests.mails.cases import OUTSIDE, Queued, gallery
from tests.mails.forms import FORMS
from tests.support.renewals import renewed
from tests.support.samples import ANN, PROGRAM, Walk


def asked_outside(form: str) -> Queued:
    return next(
        queued
        for queued in gallery(form)
        if queued.case.decision is not None
        and queued.case.decision.kind is Kind.AGREEMENT
        and queued.case.decision.about == OUTSIDE
    )


def words(queued: Queued) -> Words:
    assert queued.case.decision is not None
    return asking_words(queued.case, queued.case.decision, PROGRAM)


@pytest.mark.parametrize("form", FORMS)
def test_a_subject_is_one_line_and_a_message_fits(form: str) -> None:
    found = words(asked_outside(form))
    assert re.fullmatch(r"Sign for .+ by \d+ \w+: partner agreement", found.subject)
    assert len(found.subject) <= 120
    assert "\n" not in found.message
    assert len(found.message) <= 5000


@pytest.mark.parametrize("form", FORMS)
def test_nothing_that_people_typed_becomes_a_link_or_turns_the_line(form: str) -> None:
    found = words(asked_outside(form))
    text = f"{found.subject} {found.message}".replace(PROGRAM.vendor.contact.email, "")
    assert not re.search(r"https?://|www\.\w|\w@\w|\w\.(example|com)\b", text)
    assert not re.search("[\u202a-\u202e\u2066\u2067]", text)


def test_of_a_new_agreement_it_names_the_day_of_the_notice_in_the_partners_zone() -> None:
    walk = renewed(Walk.of(country="US").to_active())
    walk.do(signing.ask_signer, OUTSIDE, walk.program)
    case = walk.case()
    assert case.decision is not None
    found = asking_words(case, case.decision, walk.program)
    assert " by 31 May: " in found.subject
    assert "sign or decline until 31 May 2027" in found.message


@pytest.mark.parametrize(
    ("signer", "begins"),
    [(ANN, "You named yourself as the person"), (Person("Bo Signer", "bo@becker-it.example"), "Ann Becker named you")],
)
def test_it_says_who_named_the_signer(signer: Person, begins: str) -> None:
    walk = Walk.of(signer=signer).to_agreement()
    walk.do(signing.ask_signer, OUTSIDE, PROGRAM)
    case = walk.case()
    assert case.decision is not None
    assert asking_words(case, case.decision, PROGRAM).message.startswith(begins)
