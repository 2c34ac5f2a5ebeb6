"""A form that is being filled in: kept, opened again elsewhere, forgotten in time, and nobody else's."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.domain.errors import NotFound
from onboarding.domain.ids import ApplicationId
from onboarding.domain.link import new_token
from tests.support.journey import stream
from tests.support.table import everything
from tests.support.world import Home
from tests.web.visitor import Visitor, form


def drafts() -> list[str]:
    return [key[0] for key, item in everything().items() if item["kind"] == "DRAFT"]


def test_beginning_twice_with_one_page_begins_one_form(visitor: Visitor) -> None:
    start = visitor.get("/apply")
    fields = {"track": "new", **{name: str(start.value(name)) for name in ("key", "token")}}
    first, second = visitor.post("/apply", fields), visitor.post("/apply", fields)
    assert first.location == second.location
    assert len(drafts()) == 1


def test_a_start_page_whose_numbers_were_lost_begins_all_the_same(visitor: Visitor) -> None:
    for broken in ("", "x", "../../etc"):
        begun = visitor.post("/apply", {"track": "new", "key": broken, "token": broken})
        assert visitor.get(begun.location).status == 200


def test_the_table_holds_no_token_but_its_hash(visitor: Visitor) -> None:
    path = visitor.begin()
    token = path.split("/")[3]
    assert token not in str(everything())
    assert hashlib.sha256(token.encode()).hexdigest() in str(everything())


def test_the_address_goes_on_where_the_form_was_left_on_any_device(visitor: Visitor, world: Home) -> None:
    path = visitor.begin()
    visitor.post(f"{path}/company", form())
    later = visitor.post(f"{path}/people", {"do": "later", "name": "Ann"})
    page = visitor.get(later.location)
    assert f"https://partners.example{path}" in page.text
    assert Visitor(world).get(path).location == f"{path}/questions"
    assert Visitor(world).get(f"{path}/people").value("name") == "Ann"


def test_two_devices_on_different_pages_do_not_overwrite_each_other(visitor: Visitor, world: Home) -> None:
    path = visitor.begin()
    draft = world.drafts.find(ApplicationId(path.split("/")[2]))
    visitor.post(f"{path}/company", form())
    world.drafts.keep(draft, {}, [], world.clock.now())
    assert visitor.get(f"{path}/company").value("company") == "Becker IT GmbH"


@pytest.mark.parametrize("world", ["memory", "moto"], indirect=True)
def test_nobody_opens_or_overwrites_a_form_without_its_token(visitor: Visitor, world: Home) -> None:
    path = visitor.begin()
    visitor.post(f"{path}/company", form())
    foreign = f"{path.rpartition('/')[0]}/{new_token()}"
    before = everything()
    for page in ("", "/company", "/check", "/later"):
        assert visitor.get(foreign + page).status == 404
    assert visitor.post(f"{foreign}/company", {**form(company="Mine"), "track": "new"}).status == 404
    assert visitor.post(f"{foreign}/check", {"consent": "yes"}).status == 404
    assert everything() == before


def test_a_form_is_forgotten_thirty_days_after_its_last_change(visitor: Visitor, world: Home) -> None:
    path = visitor.begin()
    world.clock.move(days=29)
    visitor.post(f"{path}/company", form())
    world.clock.move(days=29)
    assert visitor.get(f"{path}/company").status == 200
    world.clock.move(days=1)
    assert visitor.get(f"{path}/company").status == 404
    expires = next(item["expires"] for item in everything().values() if item["kind"] == "DRAFT")
    assert expires == int((world.clock.now() - timedelta(days=30) + world.program.retention.drafts).timestamp())


def test_what_is_sent_to_a_forgotten_form_begins_it_anew_instead_of_being_lost(visitor: Visitor, world: Home) -> None:
    path = visitor.begin()
    world.clock.move(days=31)
    kept = visitor.post(f"{path}/people", {**form(), "track": "new"})
    assert kept.location == f"{path}/company"
    assert visitor.get(f"{path}/people").value("name") == "Ann Becker"


def test_the_clock_and_the_relay_have_nothing_to_do_with_a_form(visitor: Visitor) -> None:
    visitor.fill(visitor.begin(), form(), upto="check")
    draft = next(item for item in everything().values() if item["kind"] == "DRAFT")
    assert not {"due_pk", "stage_pk", "identity_pk"} & draft.keys()


@pytest.mark.parametrize("world", ["memory", "moto"], indirect=True)
def test_a_form_of_another_author_is_not_kept_over(visitor: Visitor, world: Home) -> None:
    path = visitor.begin()
    mine = world.drafts.find(ApplicationId(path.split("/")[2]))
    with pytest.raises(NotFound):
        world.drafts.keep(replace(mine, author="0" * 64), {}, [], world.clock.now())


def test_the_link_is_mailed_to_whoever_asks_and_opens_the_form_elsewhere(visitor: Visitor, world: Home) -> None:
    path = visitor.begin()
    visitor.post(f"{path}/people", {"do": "back", "name": "Ann", "email": "ann@becker-it.example"})
    assert visitor.get(f"{path}/later").value("email") == "ann@becker-it.example"
    assert visitor.post(f"{path}/later", {"email": "ann@"}).status == 422
    asked = visitor.post(f"{path}/later", {"email": "ann@becker-it.example"})
    assert "on its way" in visitor.get(asked.location).text
    stream(world)
    (mail,) = world.mailer.to("ann@becker-it.example")
    assert mail["Subject"] == "Go on with your application by 2 Dec"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    link = next(word for word in text.split() if "/apply/" in word).removeprefix("https://partners.example")
    assert link != path
    assert link.split("/")[3] not in str(everything())
    assert Visitor(world).get(f"{link}/people").value("name") == "Ann"
    assert visitor.get(f"{path}/people").status == 200


def test_a_form_that_was_sent_meanwhile_mails_no_link(visitor: Visitor, world: Home) -> None:
    path = visitor.begin()
    visitor.fill(path, form(), upto="check")
    visitor.post(f"{path}/later", {"email": "else@where.example"})
    visitor.post(f"{path}/check", {"consent": "yes"})
    stream(world)
    assert world.mailer.to("else@where.example") == []
