"""Pages in the language of whoever reads them: by link, by what they chose before, by browser, or the program's own."""

import re
from dataclasses import replace

import pytest

from onboarding.domain.ids import ApplicationId
from onboarding.domain.languages import RIGHT_TO_LEFT, SPOKEN
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from onboarding.domain.team import NOBODY_OF_THEIRS, PARTNERS_OWN, PUBLIC
from onboarding.speaking import speaking
from onboarding.steps import ask_for_confirmation, ask_reviewer, assess_readiness
from onboarding.templating import finding
from tests.support.journey import Journey, stream
from tests.support.samples import NORTH, PROGRAM
from tests.support.world import Home
from tests.web.visitor import Answer, Visitor, form

WELCOME = {"en": "Apply to become a partner", "de": "Partner werden: Antrag"}


def language_of(page: Answer) -> str:
    found = re.search(r'<html lang="([a-z]+)" dir="(ltr|rtl)">', page.body)
    assert found is not None
    assert (found[2] == "rtl") == (found[1] in RIGHT_TO_LEFT)
    assert page.headers["Content-Language"] == found[1]
    return found[1]


def browser(visitor: Visitor, path: str, accepts: str, cookie: str = "") -> Answer:
    return visitor.send("GET", path, headers={"accept-language": accepts, "cookie": cookie})


@pytest.mark.parametrize(
    ("accepts", "expected"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("en;q=0.5, de", "de"),
        ("tlh, de;q=0.1", "de"),
        ("tlh", "en"),
        ("", "en"),
        ("de;q=0", "en"),
        ("; ; q=;;,,", "en"),
    ],
)
def test_a_browser_is_answered_in_the_language_that_it_likes_best_of_ours(
    visitor: Visitor, accepts: str, expected: str
) -> None:
    page = browser(visitor, "/apply", accepts)
    assert language_of(page) == expected
    assert WELCOME[expected] in page.text
    assert "Accept-Language" in page.headers["Vary"]


@pytest.mark.parametrize("language", SPOKEN)
def test_a_link_beats_the_browser_and_the_choice_is_kept_for_the_pages_after_it(
    visitor: Visitor, language: str
) -> None:
    page = browser(visitor, f"/apply?lang={language}", "fr")
    assert language_of(page) == language
    kept = page.headers["Set-Cookie"]
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept
    assert language_of(browser(visitor, "/notices", "fr", kept.partition(";")[0])) == language


@pytest.mark.parametrize("query", ["lang=tlh", "lang=", "lang=../de", "lang=de%0d%0aSet-Cookie:x", "lang"])
def test_what_is_no_language_of_ours_is_passed_over_and_not_kept(visitor: Visitor, query: str) -> None:
    page = visitor.get(f"/apply?{query}")
    assert language_of(page) == "en"
    assert "Set-Cookie" not in page.headers


def test_every_page_offers_the_other_languages_by_their_own_names(visitor: Visitor) -> None:
    page = visitor.get("/?lang=de")
    for code, name in SPOKEN.items():
        assert name in page.text
        assert (f'href="?lang={code}" lang="{code}"' in page.body) == (code != "de")
    assert f'<b lang="de" aria-current="true">{SPOKEN["de"]}</b>' in page.body


def test_a_program_that_offers_one_language_has_no_switch(visitor: Visitor, world: Home) -> None:
    world.__dict__["program"] = replace(PROGRAM, spoken=("en",))
    page = browser(visitor, "/?lang=de", "de")
    assert language_of(page) == "en"
    assert "lang=de" not in page.body


def test_mistakes_are_named_in_the_language_of_the_form(visitor: Visitor) -> None:
    path = visitor.begin()
    visitor.accepts = "de"
    page = visitor.follow(visitor.post(f"{path}/company", {"do": "next", "company": "", "people": "many"}))
    assert language_of(page) == "de"
    assert page.error_at("company") == "Bitte geben Sie den Namen Ihres Unternehmens an."
    assert page.title.startswith("Fehler:")


def test_pages_that_refuse_speak_the_language_too(visitor: Visitor) -> None:
    page = browser(visitor, "/nowhere", "de")
    assert page.status == 404
    assert "Diese Seite gibt es nicht" in page.text


def test_who_applied_in_a_language_is_written_to_in_it_and_so_are_those_they_name(
    visitor: Visitor, world: Home
) -> None:
    path = visitor.begin()
    for group in ("company", "people", "questions", "customers", "check"):
        answer = visitor.post(f"{path}/{group}?lang=de", {**form(), "do": "next"})
    id = answer.location.rpartition("/")[2]
    assert Journey.of(world, ApplicationId(id)).now.tongues == {"ann@becker-it.example": "de"}


def test_the_applicants_own_page_comes_in_the_language_they_chose_whatever_the_browser(
    visitor: Visitor, world: Home
) -> None:
    journey = Journey(world).to_distributor()
    page = visitor.page_of(journey)
    shown = browser(visitor, page, "de")
    assert language_of(shown) == "de"
    assert "Sprache unserer Mails an Sie: English" in shown.text
    chosen = visitor.post(f"{page}/language", {"language": "de"})
    assert chosen.location == f"{page}?lang=de"
    assert journey.now.tongues["ann@becker-it.example"] == "de"
    assert language_of(browser(visitor, page, "en")) == "de"
    assert "Sprache unserer Mails" not in browser(visitor, page, "en").text


def test_looking_at_a_page_in_another_language_changes_nothing(visitor: Visitor, world: Home) -> None:
    journey = Journey(world).to_distributor()
    before = journey.now
    visitor.get(f"{visitor.page_of(journey)}?lang=de")
    visitor.get(f"{visitor.asked(journey)}?lang=de")
    assert journey.now == before


def test_a_language_that_is_not_offered_cannot_be_chosen(visitor: Visitor, world: Home) -> None:
    journey = Journey(world).to_distributor()
    assert visitor.post(f"{visitor.page_of(journey)}/language", {"language": "tlh"}).status == 404
    assert not journey.now.tongues


def test_who_decides_on_a_german_page_is_written_to_in_german(visitor: Visitor, world: Home) -> None:
    journey = Journey(world).to_distributor()
    link, asked = visitor.asked(journey), world.applications.case(journey.id, journey.waits_for()).decision
    assert asked is not None
    visitor.post(f"{link}?lang=de", {"answer": "accepted", "name": "Nora Nord"})
    assert journey.now.tongues[asked.asked.email.casefold()] == "de"
    assert language_of(browser(visitor, link, "en")) == "de"


def test_a_distributor_that_answered_in_german_gets_the_next_partners_mail_and_page_in_german(
    visitor: Visitor, world: Home
) -> None:
    assert world.applications.distributors()[0].language == ""
    first = Journey(world).to_distributor()
    no = {"answer": "declined", "note": "Too far away.", "name": "Nora Nord"}
    assert visitor.post(f"{visitor.asked(first)}?lang=de", no).status == 303
    world.applications.keep_distributor(NORTH)  # a new list of distributors that says nothing of languages
    second = Journey(world).to_distributor()
    stream(world)
    mail = world.mailer.to(NORTH.contact.email)[-1]
    assert "annehmen oder ablehnen" in str(mail["Subject"])
    assert language_of(visitor.get(visitor.asked(second))) == "de"
    visitor.post(f"{visitor.asked(second)}?lang=en", {"answer": "accepted", "name": "Nora Nord"})
    assert [one.language for one in world.applications.distributors()] == ["en"]


def test_whoever_else_decides_does_not_choose_for_the_distributor(visitor: Visitor, world: Home) -> None:
    journey = Journey(world).to_signer()
    asked = world.applications.case(journey.id, journey.waits_for()).decision
    assert asked is not None
    no = {"answer": "declined", "note": "No.", "name": "Ann Becker", "sha256": asked.about["sha256"]}
    assert visitor.post(f"{visitor.asked(journey)}?lang=de", no).status == 303
    assert journey.now.tongues["ann@becker-it.example"] == "de"
    assert [one.language for one in world.applications.distributors()] == [""]


def test_the_vendors_own_people_see_their_pages_in_english_and_no_switch(visitor: Visitor, world: Home) -> None:
    journey = Journey(world, people=1, services=(), website="", customers=())
    ask_for_confirmation.run(world, journey.event)
    journey.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assess_readiness.run(world, journey.event)
    ask_reviewer.run(world, journey.event)
    page = browser(visitor, f"{visitor.asked(journey)}?lang=de", "de")
    assert language_of(page) == "en"
    assert "lang=de" not in page.body


def test_the_agreement_stays_in_its_own_language_and_the_page_says_so(visitor: Visitor, world: Home) -> None:
    journey = Journey(world).to_signer()
    german, english = browser(visitor, visitor.asked(journey), "de"), browser(visitor, visitor.asked(journey), "en")
    assert "Der Vertrag ist auf English" in german.text
    assert "nicht übersetzt" in german.text
    assert 'class="document" aria-label="Text des Vertrags" lang="en"' in german.body
    assert "are not translated" not in english.text
    declared = "I agree to sign electronically: my typed name is my signature."
    assert declared in german.text
    assert english.text.count(declared) == 1


def test_what_a_look_found_is_told_in_the_readers_language_with_its_names() -> None:
    kept = NOBODY_OF_THEIRS.format(why="; ".join([PARTNERS_OWN.format(company="Becker IT GmbH"), PUBLIC]))
    with speaking("de"):
        told = finding(kept)
        assert told.startswith(
            "Es wurde kein Admin des Kunden selbst gefunden: das Postfach des Admins gehört zu Becker"
        )
        assert "admin’s" not in told
        assert finding("Somebody’s own words.") == "Somebody’s own words."
    assert finding(kept) == kept
