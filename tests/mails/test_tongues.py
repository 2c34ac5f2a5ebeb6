"""Mails in every language that is offered: whole, short enough, and each in its addressee's own."""

import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from functools import cache

import pytest

from onboarding.domain.languages import RIGHT_TO_LEFT, SPOKEN
from onboarding.domain.messages import APART, Mail
from onboarding.domain.tongues import STAFF
from onboarding.speaking import say, speaking
from onboarding.templating import short_day
from tests.mails.cases import Queued, gallery
from tests.mails.forms import FORMS
from tests.mails.gallery import kinds, part
from tests.support.samples import PROGRAM

OTHERS = [language for language in SPOKEN if language != "en"]
BY_A_DATE = {"reminder", "accept_partner", "confirm_admin", "confirm_email", "sign_agreement", "connect_account"}
ENGLISH = re.compile(r"\b(the|your|please|you get this mail|because|account|is asked)\b", re.IGNORECASE)


@cache
def written(language: str, form: str) -> dict[str, tuple[Queued, EmailMessage]]:
    """One mail of each kind to people outside the vendor's house."""
    chosen = {name: queued.in_language(language) for name, queued in kinds(form).items()}
    return {name: (one, one.composed()) for name, one in chosen.items() if one.message.letter.role not in STAFF}


@pytest.mark.parametrize("language", SPOKEN)
def test_every_mail_says_its_language_and_direction_in_header_and_page(language: str) -> None:
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    for name, (_, mail) in written(language, "ordinary").items():
        assert mail["Content-Language"] == language, name
        assert f'<html lang="{language}" dir="{direction}">' in part(mail, "html"), name


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", SPOKEN)
def test_a_subject_fits_a_phone_in_every_language_whatever_the_names(language: str, form: str) -> None:
    for name, (queued, mail) in written(language, form).items():
        subject, decision = " ".join(str(mail["Subject"]).split()), queued.case.decision
        assert len(subject) <= 60, name
        if name.partition("-")[0] in BY_A_DATE and decision is not None:
            with speaking(language):
                assert short_day(decision.due) in subject, name


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", SPOKEN)
def test_a_notices_number_is_never_cut_off_a_subject(language: str, form: str) -> None:
    """By it readers tell a genuine mail, so it must be there in every language, whatever the names and the day."""
    asked = next(one for one in gallery(form) if one.mail is Mail.ACCEPT_AGREEMENT).in_language(language)
    assert asked.case.decision is not None
    about = {**asked.case.decision.about, "notice": "12"}
    asked = replace(asked, case=replace(asked.case, decision=replace(asked.case.decision, about=about)))
    for facts, later in (({}, 0), ({"days": "0"}, 0), ({"days": "1"}, 0), ({}, 400)):
        letter = replace(asked.message.letter, facts=facts)
        now = asked.now + timedelta(days=later)
        mail = replace(asked, message=replace(asked.message, letter=letter), now=now).composed()
        assert re.search(r"12\W*$", str(mail["Subject"])), mail["Subject"]


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_a_mail_but_what_people_typed(language: str) -> None:
    for name, (queued, mail) in written(language, "ordinary").items():
        said = set(queued.message.letter.facts.values())
        text = part(mail, "plain")
        for theirs in sorted(said, key=len, reverse=True):
            text = text.replace(theirs, "")
        text = re.sub(r"(?m)^>.*$|https://\S+", "", text)
        assert not ENGLISH.findall(text), (name, text)


@pytest.mark.parametrize("language", OTHERS)
def test_what_the_program_calls_things_is_translated_and_no_code_is_left(language: str) -> None:
    asked = written(language, "ordinary")["accept_partner-distributor"][1]
    with speaking(language):
        told = [say(PROGRAM.countries["DE"]), say(PROGRAM.services["support"]), say("standard")]
    text = part(asked, "plain")
    assert [one for one in told if one not in text] == []
    assert not re.search(r"\b(DE|support|security)\b", text), text
    gaps = written(language, "ordinary")["not_ready_yet"]
    with speaking(language):
        assert all(say(gap.why) in part(gaps[1], "plain") for gap in gaps[0].case.application.gaps)
        assert all(say(gap.why) != gap.why for gap in gaps[0].case.application.gaps)


@pytest.mark.parametrize("form", FORMS)
def test_from_right_to_left_a_mail_says_the_same(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set apart for the other direction is not taken for another word, where a template or a table compares."""
    english = written("en", form)
    monkeypatch.setattr("onboarding.speaking.direction", lambda: "rtl")
    for name, (queued, mail) in english.items():
        turned = part(queued.composed(), "plain")
        assert _plain(turned) == _plain(part(mail, "plain")), name
    assert any("\u2068" in part(queued.composed(), "plain") for queued, _ in english.values())


def _plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", SPOKEN)
def test_isolates_are_closed_and_nothing_else_turns_a_line(language: str, form: str) -> None:
    for name, (_, mail) in written(language, form).items():
        for kind in ("plain", "html"):
            text = part(mail, kind)
            assert text.count("\u2068") == text.count("\u2069"), name
            assert not re.search("[\u202a-\u202e\u2066\u2067]", text), name


@pytest.mark.parametrize("language", OTHERS)
def test_mails_to_the_vendors_own_people_stay_english(language: str) -> None:
    ours = [one for one in kinds("ordinary").values() if one.message.letter.role in STAFF]
    assert ours
    for queued in ours:
        assert queued.in_language(language).composed()["Content-Language"] == "en", queued.mail


def test_mails_without_a_case_come_in_the_language_of_the_page_on_which_they_were_asked_for() -> None:
    apart = [one for one in kinds("ordinary").values() if one.mail in APART]
    assert {one.in_language("de").composed()["Content-Language"] for one in apart} == {"de"}
