"""An erasure on the table: nothing about anybody is left, what was done is, and a crash in the middle heals."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.operations import audit, verify
from local.operations.__main__ import main
from onboarding import erasure
from onboarding.deciding import decide
from onboarding.domain import intervening
from onboarding.domain.application import Customer
from onboarding.domain.applying import withdraw
from onboarding.domain.people import Person, Role, person
from onboarding.domain.stages import Stage
from onboarding.keys import EMPTIED
from onboarding.ops import widgets
from onboarding.web import app
from onboarding.web import verify as verify_page
from tests.operating.place import Place
from tests.ops.conftest import Desk, text_of
from tests.support.journey import Journey, home, stream
from tests.support.table import everything
from tests.support.world import Home
from tests.web.uploads import ask, upload
from tests.web.visitor import Visitor

OPS = person("Olga Ops", Role.OPS)
CANARY: dict[str, Any] = {
    "company": "Canarycompany",
    "website": "https://canarysite.example",
    "domain": "canarysite.example",
    "applicant": Person("Canaryname", "canarymail@canarysite.example"),
    "signer": Person("Canarysigner", "canarysigner@canarysite.example"),
    "customers": (Customer(name="Canarycustomer", nominee=Person("Canarynominee", "canary@nominee.example")),),
    "answers": {"certified": "canaryanswer"},
}


@pytest.fixture(params=[False, True], ids=["memory", "moto"])
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    with home(moto=request.param) as here:
        monkeypatch.setattr(app, "world", lambda: here)
        monkeypatch.setattr(verify_page, "world", lambda: here)
        yield here


def closed(world: Home) -> Journey:
    """A case that was withdrawn while the signer was asked, two days ago; its mails are out."""
    journey = Journey(world, **CANARY).to_signer()
    stream(world)
    who = person("Canaryname", Role.APPLICANT, CANARY["applicant"].email)
    decide(
        world.applications,
        lambda: world.applications.case(journey.id),
        lambda case: withdraw(case.application, who, world.clock.now(), "canaryreason"),
    )
    stream(world)
    world.clock.move(days=2)
    return journey


def ended(world: Home) -> Journey:
    """A partnership that ops have ended, two days ago."""
    journey = Journey(world, **CANARY).to_active()
    stream(world)
    decide(
        world.applications,
        lambda: world.applications.case(journey.id),
        lambda case: intervening.end(case, OPS, "canaryreason", world.clock.now()),
    )
    stream(world)
    world.clock.move(days=2)
    return journey


def left() -> str:
    """All that the table says, shells and keys included."""
    return json.dumps(list(everything().values()), default=str, ensure_ascii=False).casefold()


@pytest.mark.parametrize("how", [closed, ended])
def test_nothing_about_anybody_is_left_and_the_audit_is_whole(world: Home, how: Any) -> None:
    journey = how(world)
    before = list(world.applications.events(journey.id))
    assert left().count("canary") > 20
    erasure.erase_now(world, journey.id, OPS, "She asked for it.")
    assert "canary" not in left()
    events = list(world.applications.events(journey.id))
    assert [one.hash for one in events[:-1]] == [one.hash for one in before]
    assert [one.action for one in events[:-1]] == [one.action for one in before]
    assert events[-1].action == "personal data erased"
    lines = list(audit.lines(journey.now, events))
    assert "canary" not in "".join(lines).casefold()
    assert list(verify.problems(lines)) == []
    assert world.remains.of(journey.id) == {}
    kinds = {item["kind"] for (pk, sk), item in everything().items() if journey.id in pk and sk[:5] != "EVENT"}
    assert kinds == {"APPLICATION", EMPTIED}


def test_an_event_that_was_emptied_without_an_erasure_is_seen(world: Home) -> None:
    journey = closed(world)
    lines = list(audit.lines(journey.now, world.applications.events(journey.id)))
    emptied = [json.dumps({k: v for k, v in json.loads(one).items() if k != "told"}) for one in lines]
    (problem,) = verify.problems(emptied)
    assert "no erasure says so" in problem
    forged = json.loads(lines[0])
    forged["told"]["actor"] = "Mallory\nm@x.example"
    assert any("tells something else" in one for one in verify.problems([json.dumps(forged), *lines[1:]]))


def test_a_crash_between_the_case_and_the_rest_is_healed_by_the_next_pass(
    world: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = closed(world)
    with monkeypatch.context() as broken:
        broken.setattr(type(world.remains), "forget", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erasure.erase_now(world, journey.id, OPS, "She asked for it.")
    assert "canary" in left()
    world.clock.move(days=200)
    assert erasure.erase_due(world, world.clock.now()) == {"erased": 1}
    assert "canary" not in left()
    assert [one.action for one in world.applications.events(journey.id)].count("personal data erased") == 1
    assert erasure.erase_due(world, world.clock.now()) == {}


def test_a_link_of_an_erased_case_leads_nowhere_and_says_nothing(world: Home) -> None:
    journey = Journey(world, **CANARY).to_signer()
    visitor = Visitor(world)
    asked, page = visitor.asked(journey), visitor.page_of(journey)
    who = person("Canaryname", Role.APPLICANT)
    decide(
        world.applications,
        lambda: world.applications.case(journey.id),
        lambda case: withdraw(case.application, who, world.clock.now()),
    )
    world.clock.move(days=2)
    erasure.erase_now(world, journey.id, OPS, "She asked for it.")
    for path in (asked, page):
        answer = visitor.get(path)
        assert answer.status == 404
        assert "canary" not in answer.text.casefold()


def test_a_sealed_agreement_is_still_genuine_and_the_page_names_nobody(world: Home) -> None:
    journey = ended(world)
    erasure.erase_now(world, journey.id, OPS, "She asked for it.")
    agreement = journey.now.agreement
    assert agreement is not None
    answer = upload(world.documents.kept[agreement.key])
    assert "This agreement is genuine, but not in force any more" in answer.text
    assert "canary" not in answer.text.casefold()
    assert "There is such an agreement" in ask("GET", f"number={agreement.number}").text


def test_ops_see_that_a_case_was_erased_and_its_reseller_page_names_nobody(
    world: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = ended(world)
    erasure.erase_now(world, journey.id, OPS, "She asked for it.")
    monkeypatch.setattr(widgets, "world", lambda: world)
    for view in ("case", "support"):
        shown = text_of(Desk(world).look(view, application=journey.id))
        assert "Erased case" in shown
        assert "rased on 4 November 2026" in shown
        assert "canary" not in shown.casefold()
    page = Visitor(world).get(f"/partners/{journey.now.reseller}")
    assert "This reseller is no longer an active partner" in page.text
    assert "canary" not in page.text.casefold()


def test_each_kind_of_case_goes_when_the_program_says_and_not_before(world: Home) -> None:
    refused, unconfirmed, under_way = closed(world), Journey(world), Journey(world).to_distributor()
    who = person("Ann", Role.APPLICANT)
    decide(
        world.applications,
        lambda: world.applications.case(unconfirmed.id),
        lambda case: withdraw(case.application, who, world.clock.now()),
    )
    world.clock.move(days=29)
    assert erasure.erase_due(world, world.clock.now()) == {}
    world.clock.move(days=1, minutes=1)
    assert erasure.erase_due(world, world.clock.now()) == {"erased": 1}
    assert [one.now.erased is None for one in (unconfirmed, refused)] == [False, True]
    world.clock.move(days=147)
    assert erasure.erase_due(world, world.clock.now()) == {}
    world.clock.move(days=1, minutes=1)
    assert erasure.erase_due(world, world.clock.now()) == {"erased": 1}
    assert [one.now.erased is None for one in (unconfirmed, refused)] == [False, False]
    assert "canary" not in left()
    assert under_way.now.stage is Stage.DISTRIBUTOR
    assert world.applications.events(refused.id)[-1].actor.kind == "clock"


def test_the_command_says_what_lies_where_and_erases_only_for_a_name_and_a_reason(
    world: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    journey, other = closed(world), Journey(world).to_distributor()
    place, before = Place(world), everything()
    assert main(["erase", "CANARYMAIL@canarysite.example"], place) == 0
    told = capsys.readouterr().out
    for words in ("Canarycompany", "mails", "links", "audit events", "prepared to be signed", "can be erased now",
                  "nothing was changed", "backups of the table 35 days"):  # fmt: skip
        assert words in told, words
    assert everything() == before
    assert main(["erase", other.id, "Olga_Ops", "They", "asked."], place) == 0
    assert "not now. This case is under way" in capsys.readouterr().out
    assert everything() == before
    assert main(["erase", journey.id, "Olga_Ops", "She", "asked."], place) == 0
    told = capsys.readouterr().out
    assert "2 prepared documents deleted, 0 items left" in told
    assert "canary" not in left()
    assert not [key for key in world.documents.kept if journey.id in key]
    event = world.applications.events(journey.id)[-1]
    assert (event.actor.name, event.details["reason"]) == ("Olga Ops", "She asked.")
    assert main(["erase", journey.id, "Olga_Ops", "Again"], place) == 0
    assert "0 items left" in capsys.readouterr().out
    assert main(["erase", "canarymail@canarysite.example"], place) == 0
    assert "there is nothing about" in capsys.readouterr().out
    assert main(["erase", "nonsense"], place) == 1


def test_an_active_partner_is_kept_with_the_reason(world: Home, capsys: pytest.CaptureFixture[str]) -> None:
    journey = Journey(world, **CANARY).to_active()
    world.clock.move(days=4000)
    assert main(["erase", "canary@nominee.example", "Olga_Ops", "She", "asked."], Place(world)) == 0
    assert "End the partnership first" in capsys.readouterr().out
    assert journey.now.erased is None
