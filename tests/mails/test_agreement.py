"""The agreement's text: whom it is between, what it promises, and that the same case gives the same text."""

import hashlib
from datetime import timedelta

import pytest

from onboarding.adapters.signatures import BuiltInSignatures
from tests.mails.cases import begun
from tests.mails.forms import FORMS
from tests.support.samples import NOW, PROGRAM


def text_for(form: str) -> str:
    """The agreement that this form's company would sign."""
    walk = begun(FORMS[form]())
    walk.to_agreement()
    return BuiltInSignatures().prepare(walk.application, PROGRAM, NOW)["text"]


@pytest.mark.parametrize("form", FORMS)
def test_an_agreement_names_both_parties_the_signer_and_the_day(form: str) -> None:
    text, wanted = text_for(form), FORMS[form]()
    for needed in (PROGRAM.vendor.name, wanted["company"], wanted["signer"].name, "2 November 2026"):
        assert needed in text
    assert "{{" not in text


def test_an_agreement_says_whose_the_accounts_are_how_it_ends_and_which_law_holds() -> None:
    text = text_for("ordinary")
    parts = (
        "Germany",
        "Nordhafen Distribution",
        "Customers' accounts stay the customers'",
        "Data protection",
    )
    for needed in (*parts, "Either party may end it", "90 days' notice", "The law of"):
        assert needed in text


def test_the_same_case_on_the_same_day_gives_the_same_text_and_its_fingerprint() -> None:
    walk = begun(FORMS["ordinary"]())
    walk.to_agreement()
    prepared = BuiltInSignatures().prepare(walk.application, PROGRAM, NOW)
    assert prepared == BuiltInSignatures().prepare(walk.application, PROGRAM, NOW + timedelta(hours=2))
    assert prepared["sha256"] == hashlib.sha256(prepared["text"].encode()).hexdigest()
    assert prepared["version"] == PROGRAM.agreement_version
