"""The agreement's language: asked where several are offered, proposed, kept, and shown in what is checked."""

from dataclasses import replace

import pytest

from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from onboarding.steps import ask_for_confirmation, ask_reviewer, assess_readiness
from tests.support.journey import Journey
from tests.support.world import Home
from tests.web.test_applicant_page import rejected
from tests.web.visitor import Answer, Visitor, form


def chosen(page: Answer) -> str:
    """What is selected of the languages."""
    field = page.body.partition('<select id="language"')[2].partition("</select>")[0]
    return next((part.partition('"')[0] for part in field.split('value="')[1:] if " selected" in part[:60]), "")


@pytest.mark.parametrize(
    ("accepted", "country", "language"),
    [("fr-BE,en;q=0.5", "DE", "fr"), ("ja", "AT", "de"), ("", "ES", "es"), ("", "NL", "en")],
)
def test_the_form_proposes_the_browsers_language_or_else_the_countrys(
    visitor: Visitor, accepted: str, country: str, language: str
) -> None:
    path = visitor.begin()
    visitor.fill(path, form(country=country), upto="people")
    page = visitor.send("GET", f"{path}/people", headers={"accept-language": accepted})
    assert '<select id="language"' in page.body
    assert chosen(page) == language


@pytest.mark.parametrize(
    ("typed", "country", "language"), [("fr", "DE", "fr"), ("", "AT", "de"), ("", "NL", "en"), ("", "ES", "es")]
)
def test_the_choice_counts_and_without_one_the_country(
    visitor: Visitor, world: Home, typed: str, country: str, language: str
) -> None:
    path = visitor.begin()
    assert visitor.fill(path, form(language=typed, country=country)).status == 303
    application = world.applications.case(ApplicationId(path.split("/")[2])).application
    assert application.submission.language == language


def test_what_was_chosen_is_kept_through_errors_and_on_the_page_of_checks_and_a_forged_one_is_refused(
    visitor: Visitor,
) -> None:
    path = visitor.begin()
    assert chosen(visitor.fill(path, form(language="es", email="nonsense"))) == "es"
    assert "Agreement inEspañol" in visitor.fill(path, form(language="es"), upto="check").text
    forged = visitor.follow(visitor.post(f"{path}/people", form(language="tlh")))
    assert forged.wrong
    assert "languages that are listed" in forged.error_at("language")


def test_whoever_checks_what_was_entered_sees_it(visitor: Visitor, world: Home) -> None:
    case = Journey(world, language="fr")
    ask_for_confirmation.run(world, case.event)
    assert "Agreement inFrançais" in visitor.get(visitor.asked(case)).text
    case = Journey(world, language="es", people=1, services=(), website="")
    ask_for_confirmation.run(world, case.event)
    case.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assess_readiness.run(world, case.event)
    ask_reviewer.run(world, case.event)
    assert "Agreement inEspañol" in visitor.get(visitor.asked(case)).text


def test_submitting_again_begins_with_the_language_that_was_chosen(visitor: Visitor, world: Home) -> None:
    case = rejected(world)
    page = visitor.page_of(case)
    assert chosen(visitor.get(f"{page}/again")) == case.now.submission.language == "en"
    assert visitor.post(f"{page}/again", form(language="de")).status == 303
    assert case.now.submission.language == "de"


def test_a_program_with_one_language_does_not_ask(visitor: Visitor, world: Home) -> None:
    world.__dict__["program"] = replace(world.program, languages={"en": "English"})
    path = visitor.begin()
    assert "Language of the agreement" not in visitor.fill(path, form(), upto="people").text
