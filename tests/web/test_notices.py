"""The official notices: anybody can check a mail by its number, and nobody learns of a draft."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from onboarding import clock, relay
from onboarding.domain import notices
from onboarding.domain.change import change as changed
from onboarding.domain.notices import Notice, NoticeNumber
from onboarding.domain.people import Person
from tests.support.deadlines import ON, OPS, WORDING, with_deadline
from tests.support.journey import Journey
from tests.support.renewals import ask_for_new_version
from tests.support.world import Home
from tests.web.visitor import Visitor


def stored(world: Home, number: int = 1) -> Notice:
    found = world.notices.find(NoticeNumber(number))
    assert found is not None
    return found


def test_a_published_notice_says_what_happens_what_to_do_and_how_its_mails_look(visitor: Visitor, world: Home) -> None:
    with_deadline(world)
    page = visitor.get("/notices/1")
    assert page.status == 200
    for words in (
        WORDING.title,
        "28 February 2027",
        WORDING.consequence,
        WORDING.action,
        WORDING.contact,
        WORDING.expected[0].question,
        WORDING.expected[0].answer,
        "They come from partners@harbourlight.example",
        "By 28 Feb: finish enrolling (your company) (notice 1)",
        "https://partners.example/",
    ):
        assert words in page.text, words
    assert page.size < 10 * 1024


def test_the_page_shows_the_subject_that_the_mail_has(visitor: Visitor, world: Home) -> None:
    with_deadline(world)
    journey = Journey(world)
    relay.start_workflow(world, journey.id)
    world.clock.at = datetime(2026, 12, 30, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    clock.run(world, world.clock.at)
    clock.run(world, world.clock.move(minutes=2))
    (mail,) = [one for one in world.mailer.sent if "notice 1" in str(one["Subject"])]
    shown = str(mail["Subject"]).replace("Becker IT GmbH", "(your company)")
    page = visitor.get("/notices/1").text
    assert shown in page
    assert f"They come from {mail['From'].addresses[0].addr_spec}." in page


def test_the_notice_of_a_new_agreement_shows_the_subject_of_its_own_mails(
    visitor: Visitor, world: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    journey = Journey(world, signer=Person("Bo Berg", "bo@becker-it.example")).to_active()
    ask_for_new_version(journey, monkeypatch, tmp_path)
    page = visitor.get("/notices/2").text
    assert "By 31 May: new agreement for (your company) (notice 2)" in page
    assert "finish enrolling" not in page
    subjects: list[str] = []
    while not any(": new agreement" in one for one in subjects):
        clock.run(world, world.clock.move(hours=6))
        subjects = [str(one["Subject"]) for one in world.mailer.sent if "new agreement" in str(one["Subject"])]
    assert [one for one in subjects if not one.endswith("(notice 2)")] == []
    assert [one for one in subjects if one.replace("Becker IT GmbH", "(your company)") in page] != []


def test_its_date_has_passed_when_that_day_is_over_everywhere(visitor: Visitor, world: Home) -> None:
    with_deadline(world)
    world.clock.at = datetime(2027, 3, 1, 11, 59, tzinfo=UTC)
    assert "The date of this notice has passed." not in visitor.get("/notices/1").text
    world.clock.move(minutes=1)
    assert "The date of this notice has passed." in visitor.get("/notices/1").text


def test_a_draft_an_unknown_number_and_nonsense_get_the_same_page(visitor: Visitor, world: Home) -> None:
    with_deadline(world, published=False)
    pages = [visitor.get(f"/notices/{number}") for number in ("1", "2", "999999", "0", "01", "-1", "1e3", "x", "1%00")]
    assert {page.status for page in pages} == {404}
    assert len({page.body for page in pages}) == 1
    assert "A mail that names it is not ours." in pages[0].text
    assert WORDING.title not in visitor.get("/notices").text


def test_a_withdrawn_notice_stays_readable_and_says_so(visitor: Visitor, world: Home) -> None:
    with_deadline(world)
    world.notices.record(notices.withdraw(stored(world), OPS, "The date has changed.", world.clock.now()))
    page = visitor.get("/notices/1")
    assert page.status == 200
    assert "Withdrawn on 2 November 2026." in page.text
    assert "The date has changed." in page.text
    assert "withdrawn on 2 November 2026" in visitor.get("/notices").text


def test_the_list_shows_what_is_public_newest_first(visitor: Visitor, world: Home) -> None:
    assert "Nothing has been announced." in visitor.get("/notices").text
    with_deadline(world)
    now = world.clock.now()
    second = notices.draft(NoticeNumber(2), replace(WORDING, title="A second thing"), OPS, now)
    third = notices.draft(NoticeNumber(3), replace(WORDING, title="A secret plan"), OPS, now)
    for change in (second, notices.publish(second.notice, OPS, "Decided.", now), third):
        world.notices.record(change)
    text = visitor.get("/notices").text
    assert text.index("Notice 2: A second thing") < text.index(f"Notice 1: {WORDING.title}")
    assert "secret" not in text


def test_what_ops_write_is_text_and_nothing_else(visitor: Visitor, world: Home) -> None:
    evil = '"><script>alert(1)</script><a href="https://evil.example">x</a>'
    wording = replace(WORDING, title=evil, consequence=evil, action=evil)
    drafted = notices.draft(NoticeNumber(1), wording, OPS, world.clock.now())
    for change in (drafted, notices.publish(drafted.notice, OPS, evil, world.clock.now())):
        world.notices.record(change)
    for path in ("/notices", "/notices/1"):
        assert "<script" not in visitor.get(path).body
        assert 'href="https://evil' not in visitor.get(path).body


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "118 days are left."),
        (117, "1 day is left."),
        (118, "Today is the last day."),
        (130, "The date has passed. Nothing was taken from you."),
    ],
)
def test_the_partners_own_page_shows_the_deadline_honestly_with_its_notice(
    visitor: Visitor, world: Home, days: int, words: str
) -> None:
    with_deadline(world)
    journey = Journey(world)
    relay.start_workflow(world, journey.id)
    page = visitor.page_of(journey)
    world.clock.move(days=days)
    shown = visitor.get(page)
    assert words in shown.text
    assert f"Your deadline: {ON.day} February 2027" in shown.text
    assert "https://partners.example/notices/1" in shown.body


def test_a_deadline_that_is_not_announced_is_said_to_have_no_effect_yet(visitor: Visitor, world: Home) -> None:
    with_deadline(world, published=False)
    journey = Journey(world)
    relay.start_workflow(world, journey.id)
    shown = visitor.get(visitor.page_of(journey))
    assert "It is not announced officially yet" in shown.text
    assert "/notices/1" not in shown.body


def test_a_partner_without_a_deadline_sees_none(visitor: Visitor, world: Home) -> None:
    journey = Journey(world)
    relay.start_workflow(world, journey.id)
    assert "deadline" not in visitor.get(visitor.page_of(journey)).text.lower()


def test_a_partner_that_corrects_its_country_keeps_the_date_that_it_was_told(visitor: Visitor, world: Home) -> None:
    with_deadline(world)
    journey = Journey(world)
    relay.start_workflow(world, journey.id)
    moved = replace(journey.now.submission, country="JP")
    corrected = changed(journey.now, action="corrected", by=OPS, now=world.clock.now(), submission=moved)
    world.applications.commit(corrected)
    assert "Your deadline: 28 February 2027" in visitor.get(visitor.page_of(journey)).text
