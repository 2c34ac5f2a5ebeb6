"""In which language somebody is written to: what they chose, else what is known of them, else the program's own."""

from dataclasses import replace

import pytest

from onboarding.domain import asking, tongues
from onboarding.domain.change import change
from onboarding.domain.decision import Decision
from onboarding.domain.distribution import Choice
from onboarding.domain.people import CLOCK, Role, person
from tests.support.samples import NORTH, NOW, PROGRAM, Walk

SIGNER = "sam@becker-it.example"


def test_who_chose_nothing_is_written_to_as_the_applicant_and_a_distributor_as_its_record_says() -> None:
    walk = Walk.of()
    applicant = walk.application.submission.applicant.email
    told = replace(walk.application, tongues={applicant: "de"})
    assert tongues.of(told, SIGNER, Role.SIGNER, PROGRAM) == "de"
    assert tongues.of(told, "someone@customer.example", Role.CUSTOMER, PROGRAM) == "de"
    assert tongues.of(told, NORTH.contact.email, Role.DISTRIBUTOR, PROGRAM) == "en"


def test_a_distributor_is_asked_in_the_language_of_its_record_unless_it_chose_another() -> None:
    german = replace(NORTH, language="de")
    walk = Walk.of()
    walk.do(asking.ask_distributor, Choice(german, {}), PROGRAM)
    assert tongues.of(walk.application, NORTH.contact.email, Role.DISTRIBUTOR, PROGRAM) == "de"
    chose = replace(walk.application, tongues={NORTH.contact.email: "en"})
    again = asking.ask_distributor(chose, Choice(german, {}), PROGRAM, NOW).application
    assert tongues.of(again, NORTH.contact.email, Role.DISTRIBUTOR, PROGRAM) == "en"


@pytest.mark.parametrize("role", sorted(tongues.STAFF))
def test_the_vendors_own_people_have_one_language(role: Role) -> None:
    application = replace(Walk.of().application, tongues={"ops@harbourlight.example": "de"})
    assert tongues.of(application, "ops@harbourlight.example", role, PROGRAM) == "en"


def test_whoever_decides_on_a_page_is_written_to_in_its_language_from_then_on() -> None:
    application = Walk.of().application
    by = person("Sam Roe", Role.SIGNER, "Sam@Becker-IT.example")
    told = tongues.remembered(change(application, action="signed", by=by, now=NOW), "de")
    assert tongues.of(told.application, SIGNER, Role.SIGNER, PROGRAM) == "de"


@pytest.mark.parametrize("language", ["", "tlh"])
def test_what_is_no_language_of_ours_is_not_remembered(language: str) -> None:
    by = person("Sam Roe", Role.SIGNER, SIGNER)
    told = change(Walk.of().application, action="signed", by=by, now=NOW)
    assert tongues.remembered(told, language) is told


def test_who_goes_on_in_the_same_language_changes_nothing() -> None:
    by = person("Sam Roe", Role.SIGNER, SIGNER)
    application = replace(Walk.of().application, tongues={SIGNER: "de"})
    told = change(application, action="signed", by=by, now=NOW)
    assert tongues.remembered(told, "de") is told


def distributor_asked() -> tuple[Walk, Decision]:
    walk = Walk.of().to_distributor()
    (asked,) = walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM).asked
    return walk, asked


def test_a_distributor_is_asked_about_other_partners_in_the_language_of_its_answer() -> None:
    walk, asked = distributor_asked()
    by = person("Nora Lindqvist", Role.DISTRIBUTOR, NORTH.contact.email)
    told = change(walk.application, action="accepted", by=by, now=NOW)
    assert tongues.remembered(told, "de", asked).chosen == (NORTH.id, "de")
    assert tongues.remembered(told, "de").chosen is None, "on a page about no question"


def test_an_applicants_language_is_not_the_distributors_who_is_asked_meanwhile() -> None:
    walk, asked = distributor_asked()
    by = person("Ann Becker", Role.APPLICANT, "ann@becker-it.example")
    told = tongues.remembered(change(walk.application, action="withdrawn", by=by, now=NOW), "de", asked)
    assert (told.chosen, tongues.chosen(told.application, by.email)) == (None, "de")


def test_the_clock_speaks_no_language() -> None:
    told = change(Walk.of().application, action="expired", by=CLOCK, now=NOW)
    assert tongues.remembered(told, "de") is told


def test_a_language_that_the_program_offers_no_more_is_not_written() -> None:
    only = replace(PROGRAM, spoken=("en",))
    application = replace(Walk.of().application, tongues={SIGNER: "de"})
    assert tongues.of(application, SIGNER, Role.SIGNER, only) == "en"
