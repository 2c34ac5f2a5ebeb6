"""A new agreement on the pages: who holds it until when, both documents, and what `/verify` says of each."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from onboarding import clock
from onboarding.domain.change import change
from onboarding.domain.people import Person, Role
from onboarding.domain.stages import Outcome
from onboarding.steps import ask_signer, seal_agreement
from onboarding.web import verify
from tests.support.deadlines import OPS
from tests.support.journey import Journey
from tests.support.renewals import ASK_FROM, publish, with_new_version
from tests.support.world import Home
from tests.web.uploads import ask, upload
from tests.web.visitor import Visitor

BOSS = Person("Chef Becker", "boss@becker-it.example")


@pytest.fixture
def country() -> str:
    """Where the partner is."""
    return "DE"


@pytest.fixture
def case(world: Home, country: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Journey:
    """An active partner whose signer is asked to accept the new version."""
    monkeypatch.setattr(verify, "world", lambda: world)
    journey = Journey(world, signer=BOSS).to_active()
    moved = replace(journey.now.submission, country=country)
    world.applications.commit(change(journey.now, action="corrected", by=OPS, now=world.clock.now(), submission=moved))
    with_new_version(world, monkeypatch, tmp_path)
    publish(world)
    world.clock.move(days=(ASK_FROM - world.clock.now().date()).days)
    clock.run(world, world.clock.now())
    ask_signer.run(world, journey.event)
    return journey


def accept(journey: Journey) -> None:
    journey.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
    seal_agreement.run(journey.world, journey.event)


def test_the_applicants_page_says_who_holds_it_since_when_until_when_and_that_nothing_changes(
    visitor: Visitor, case: Journey
) -> None:
    page = visitor.get(visitor.page_of(case))
    for words in (
        "You are an active partner; a new agreement waits for Chef Becker",
        "Waiting for: Chef Becker, who signs for you",
        "Since 1 February 2027",
        "Your deadline: 31 May 2027",
        "notice 2",
        "You stay an active partner meanwhile, with all access, and your present agreement holds.",
        "nothing ends by itself",
    ):
        assert words in page.text
    assert "Withdraw" not in page.text


def test_the_signers_page_names_the_version_that_it_takes_the_place_of(visitor: Visitor, case: Journey) -> None:
    page = visitor.get(visitor.asked(case))
    assert "Version 2027-03 takes the place of version 2026-11" in page.text
    assert "Please answer by 31 May 2027" in page.text
    assert 'href="https://partners.example/notices/2"' in page.body


@pytest.mark.parametrize("country", ["US", "DE", "GB", "JP"])
def test_every_page_and_mail_names_the_day_of_the_notice_whatever_the_partners_zone(
    visitor: Visitor, case: Journey, world: Home
) -> None:
    clock.run(world, world.clock.move(minutes=2))
    page = visitor.get(visitor.page_of(case)).text
    assert "Your deadline: 31 May 2027" in page
    assert "expected by 31 May 2027" in page
    assert "Please answer by 31 May 2027" in visitor.get(visitor.asked(case)).text
    (mail,) = [one for one in world.mailer.sent if "new agreement" in str(one["Subject"])]
    assert str(mail["Subject"]) == "By 31 May: accept Becker IT GmbH's new agreement (notice 2)"
    body = mail.get_body(("plain",))
    assert body is not None
    text = str(body.get_content())
    assert "by 31 May 2027." in text
    assert "Please sign or decline until: the end of 31 May 2027, " in text
    assert "June" not in text


@pytest.mark.parametrize("country", ["US"])
def test_an_hour_after_midnight_there_the_page_counts_one_day(visitor: Visitor, case: Journey, world: Home) -> None:
    due = case.now.due
    assert due is not None
    world.clock.at = due + timedelta(hours=1)
    assert "This is 1 day late." in visitor.get(visitor.page_of(case)).text


def test_both_documents_can_be_downloaded_and_checked_each_in_its_state(
    visitor: Visitor, case: Journey, world: Home
) -> None:
    old = case.now.agreement
    assert old is not None
    first = world.documents.kept[old.key]
    assert "In force" in upload(first).text
    accept(case)
    new = case.now.agreement
    assert new is not None
    assert "Superseded on 1 February 2027 by a newer agreement: kept as evidence" in upload(first).text
    assert "This agreement is genuine, but not in force any more" in upload(first).title
    assert "In force" in upload(world.documents.kept[new.key]).text
    assert "Superseded" in ask("GET", f"number={old.number}").text
    assert new.number not in ask("GET", f"number={old.number}").text, "a stranger does not learn the other's number"
    page = visitor.get(visitor.page_of(case))
    assert "Earlier ones, kept as evidence" in page.text
    path = visitor.page_of(case) + f"/agreement?number={old.number}"
    assert old.key in visitor.get(path).headers["Location"]
    assert new.key in visitor.get(visitor.page_of(case) + "/agreement").headers["Location"]
    assert visitor.get(visitor.page_of(case) + "/agreement?number=none").status == 404


def test_after_a_no_the_page_says_that_a_person_decides(visitor: Visitor, case: Journey) -> None:
    case.answer(Outcome.DECLINED, Role.SIGNER, note="Clause 8.")
    page = visitor.get(visitor.page_of(case))
    assert "decides how the new agreement goes on" in page.text
    assert "The new agreement was not accepted." in page.text


def test_handed_on_the_old_link_cannot_sign_and_the_new_one_can(visitor: Visitor, case: Journey, world: Home) -> None:
    old = visitor.asked(case)
    case.answer(Outcome.REASSIGNED, Role.SIGNER, to_name="Bo Berg", to_email="bo@becker-it.example")
    ask_signer.run(world, case.event)
    assert "Somebody else is asked to sign" in visitor.get(old).text
    assert case.now.signs.name == "Bo Berg"
    new = visitor.get(visitor.asked(case))
    assert "I sign this agreement" in new.text
