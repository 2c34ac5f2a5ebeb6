"""Looking a partner up, and the screen that support people read from."""

from dataclasses import replace

import pytest

from onboarding.domain import applying, asking
from onboarding.domain.accounts import replace_nominee
from onboarding.domain.distribution import Choice
from onboarding.domain.ids import new_application_id
from onboarding.domain.inviting import KnownAccount, add_accounts, invite
from onboarding.domain.people import SYSTEM, Person, Role
from onboarding.domain.stages import Outcome
from tests.ops.conftest import Buttons, Desk, text_of
from tests.support.journey import Journey
from tests.support.samples import NORTH, PROGRAM, Walk, submission


def found(desk: Desk, asked: str) -> str:
    """What the field finds."""
    return desk.press({"view": "find"}, made_for="find", find=asked)


@pytest.fixture
def muster(desk: Desk) -> Walk:
    """A case with everything by which somebody may ask for it."""
    ann = Person("Erika Muster", "erika@muster-systeme.example")
    signer = Person("Rolf Zeichner", "rolf@holding.example")
    walk = desk.walk(
        company="Müster Systeme GmbH",
        website="https://www.muster-systeme.example",
        domain="muster-systeme.example",
        applicant=ann,
        signer=signer,
    ).to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    desk.keep(walk)
    desk.keep(desk.walk())
    return walk


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        ("muster systeme", "company name"),
        ("MÜSTER SYSTEME GMBH", "company name"),
        ("erika@muster-systeme.example", "e-mail"),
        ("somebody.else@muster-systeme.example", "domain"),
        ("https://www.muster-systeme.example/contact", "domain"),
        ("muster-systeme.example", "domain"),
        ("üster", "part of the company's name"),
        ("rolf@holding.example", "somebody it names"),
        ("zeichner", "somebody it names"),
        ("customer 1", "a customer of theirs"),
    ],
)
def test_a_partner_is_found_by_whatever_the_caller_knows(desk: Desk, muster: Walk, asked: str, by: str) -> None:
    told = text_of(found(desk, asked))
    assert "Müster Systeme GmbH" in told
    assert by in told


def test_a_case_is_found_by_its_id_alone(desk: Desk, muster: Walk) -> None:
    told = text_of(found(desk, muster.application.id.lower()))
    assert "Müster Systeme GmbH" in told
    assert "Becker IT" not in told


def test_a_shared_mail_provider_is_no_company(desk: Desk) -> None:
    desk.keep(desk.walk(applicant=Person("Ann", "ann@gmail.com"), domain="gmail.com"))
    assert "Nobody is found" in text_of(found(desk, "bob@gmail.com"))


def test_nothing_typed_shows_the_field_and_nothing_found_says_so(desk: Desk) -> None:
    assert set(Buttons(desk.look("find")).fields) == {"find"}
    assert "Nobody is found by “Nichts”" in text_of(found(desk, "Nichts"))


def test_support_reads_what_to_say_who_has_it_what_was_sent_and_what_is_often_asked(desk: Desk, muster: Walk) -> None:
    muster.do(lambda one, now: applying.ask_question(one, "Is Süd an option?", PROGRAM, now))
    desk.keep(muster)
    told = text_of(desk.press(Buttons(found(desk, "müster systeme")).payload(view="support")))
    assert "“A distributor is deciding whether to take you on: this is with a distributor in your country" in told
    assert "since 2 November 2026, until 9 November 2026. They are reminded." in told
    assert "Who holds it Nordhafen Distribution" in told
    assert "Accept partner partners@nordhafen.example queued" in told
    assert "Is Süd an option? not answered yet" in told
    assert "May I choose my distributor?" in told
    assert "I have lost the mail with my link." in told


def test_an_answered_question_is_shown_with_its_answer(desk: Desk, muster: Walk) -> None:
    asked = muster.do(lambda one, now: applying.ask_question(one, "When?", PROGRAM, now)).asked[0]
    muster.answer(Outcome.ANSWERED, Role.OPS, decision=asked.id, note="Within the week.", name="Olga Ops")
    desk.keep(muster)
    told = text_of(desk.look("support", application=muster.application.id))
    assert "When? Within the week. Olga Ops (ops), 2 November 2026, 09:00 UTC" in told


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_are_drawn(desk: Desk, muster: Walk, theme: str) -> None:
    for view in ("find", "support", "case"):
        assert f'class="po po-{theme}"' in desk.look(view, theme=theme, application=muster.application.id)


@pytest.mark.parametrize("asked", ["bäckerei sommer", "jonas", "jonas@sommer.example"])
def test_a_customer_that_a_file_has_brought_is_found(desk: Desk, asked: str) -> None:
    world, now = desk.home, desk.home.clock.now()
    invited = invite(new_application_id(now), submission(), PROGRAM, SYSTEM, now, invited=now)
    world.applications.commit(invited)
    account = KnownAccount("A1", "Bäckerei Sommer", Person("Jonas", "jonas@sommer.example"))
    world.applications.commit(add_accounts(invited.application, [account], [], SYSTEM, now))
    told = text_of(found(desk, asked))
    assert invited.application.submission.company in told
    assert "a customer of theirs" in told
    assert "Nobody is found" in text_of(found(desk, "bäckerei winter"))


def test_whoever_was_asked_to_be_a_customers_admin_is_found_also_after_another_was_named(desk: Desk) -> None:
    world = desk.home
    world.applications.keep_distributor(NORTH)
    journey = Journey(world).to_customers()
    (account,) = world.applications.accounts(journey.id)
    new = Person("Mina", "mina@else.example")
    change = replace_nominee(
        world.applications.current(journey.id), account, new, SYSTEM, world.program, world.clock.now()
    )
    world.applications.commit(change)
    for email in (account.nominee.email.upper(), new.email):
        told = text_of(found(desk, email))
        assert journey.now.submission.company in told
        assert "a customer's admin" in told


def test_a_distributors_contact_is_led_to_what_it_is_asked_and_then_to_its_partners(desk: Desk) -> None:
    desk.home.applications.keep_distributor(NORTH)
    journey = Journey(desk.home).to_distributor()
    other = Journey(desk.home)
    told = text_of(found(desk, NORTH.contact.email))
    assert "who is asked now" in told
    assert f"{journey.now.submission.company} " in told
    assert other.now.submission.company not in told
    journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
    told = text_of(found(desk, NORTH.contact.email))
    assert "their distributor" in told
    assert other.now.submission.company not in told


def test_whoever_reads_out_the_number_of_a_mail_is_found(desk: Desk, muster: Walk) -> None:
    told = text_of(found(desk, f"{muster.application.id}-000002-0"))
    assert "Müster Systeme GmbH" in told
    assert "Becker IT" not in told


def test_the_signer_of_the_form_is_found_after_another_was_named(desk: Desk, muster: Walk) -> None:
    muster.application = replace(muster.application, signer=Person("Else", "else@else.example"))
    muster.do(lambda one, now: applying.ask_question(one, "Who signs now?", PROGRAM, now))
    desk.keep(muster)
    assert "somebody it names" in text_of(found(desk, "zeichner"))
