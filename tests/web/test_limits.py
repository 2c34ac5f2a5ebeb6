"""Abuse is bounded: so much from one source, so much to one mailbox, and a trap that catches programs only."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from onboarding.domain.ids import ApplicationId
from onboarding.domain.limits import HOUR, Limit, Limits, TooMany
from onboarding.domain.questions import AT_FIRST
from tests.support.journey import Journey
from tests.support.table import everything
from tests.support.world import Home
from tests.web.visitor import Visitor, form


def count(kind: str) -> int:
    return len([item for item in everything().values() if item["kind"] == kind])


def test_after_so_many_forms_from_one_source_a_page_asks_to_wait_and_says_until_when(
    visitor: Visitor, world: Home
) -> None:
    most = world.program.limits.per_source
    for _ in range(most):
        visitor.begin()
    answer = visitor.post("/apply", {"track": "new"})
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "10:00 UTC" in answer.text
    assert "partners@harbourlight.example" in answer.text
    assert answer.value("track") == "new"
    assert count("DRAFT") == most
    world.clock.move(hours=1)
    visitor.begin()


def test_one_mailbox_is_named_in_so_many_forms_a_day_and_others_go_on(visitor: Visitor, world: Home) -> None:
    most = world.program.limits.per_mailbox
    for _ in range(most):
        assert visitor.fill(visitor.begin(), form(), upto="questions").status == 200
    path = visitor.begin()
    visitor.post(f"{path}/company", form())
    answer = visitor.post(f"{path}/people", form(email="ANN@becker-it.example"))
    assert answer.status == 429
    assert answer.value("name") == "Ann Becker"
    assert visitor.post(f"{path}/people", form(email="eva@becker-it.example")).status == 303


def test_saving_a_page_again_with_the_same_mailbox_counts_once(visitor: Visitor, world: Home) -> None:
    path = visitor.begin()
    for _ in range(world.program.limits.per_mailbox + 1):
        assert visitor.post(f"{path}/people", form()).status == 303


def test_counters_name_nobody_and_expire(visitor: Visitor) -> None:
    visitor.fill(visitor.begin(), form(), upto="check")
    counters = [item for item in everything().values() if item["kind"] == "LIMIT"]
    assert len(counters) == 2
    assert all(item["expires"] > 0 for item in counters)
    assert "192.0.2.7" not in str(counters)
    assert "ann@" not in str(counters)


@pytest.mark.parametrize("world", ["memory", "moto"], indirect=True)
def test_of_many_at_once_exactly_so_many_get_through(visitor: Visitor, world: Home) -> None:
    draft = world.drafts.find(ApplicationId(visitor.begin().split("/")[2]))
    limit = Limit("test", "somebody", 5, HOUR)

    def take(_: int) -> bool:
        try:
            world.drafts.keep(draft, {}, [limit], world.clock.now())
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(take, range(16))).count(True) == 5


def test_this_machine_is_no_source_and_an_ipv6_network_is_one() -> None:
    limits = Limits(per_source=3, per_mailbox=3)
    assert limits.source("x", "127.0.0.1") == limits.source("x", "::1") == []
    one, other = limits.source("x", "2001:db8::1"), limits.source("x", "2001:db8::ffff")
    assert one == other
    assert one != limits.source("x", "2001:db8:0:1::1")
    assert limits.source("x", "2001:db8::1")[0].whom == "2001:db8::/64"


def test_a_program_that_fills_in_every_field_is_stopped_and_a_person_is_shown_what_to_empty(visitor: Visitor) -> None:
    caught = visitor.post("/apply", {"track": "new", "homepage": "https://spam.example"})
    assert caught.status == 422
    assert "empty this field" in caught.error_at("homepage")
    assert count("DRAFT") == 0
    path = visitor.begin()
    caught = visitor.post(f"{path}/people", form(homepage="x"))
    assert caught.status == 422
    assert caught.value("name") == "Ann Becker"
    assert visitor.post(f"{path}/people", form(homepage="")).status == 303


def test_the_trap_is_out_of_sight_and_out_of_the_tab_order(visitor: Visitor) -> None:
    trap = visitor.get("/apply").body.split('id="homepage"')[0].rpartition("<p")[2]
    assert 'class="hide"' in trap
    assert 'aria-hidden="true"' in trap
    assert 'tabindex="-1"' in visitor.get("/apply").body.split('id="homepage"')[1].split(">")[0]


def test_questions_about_one_case_are_bounded_and_the_one_too_many_is_kept_to_be_sent_later(
    visitor: Visitor, world: Home
) -> None:
    journey = Journey(world).to_distributor()
    page = f"{visitor.page_of(journey)}/question"
    for number in range(AT_FIRST):
        assert visitor.post(page, {"question": f"Question {number}?"}).status == 303
    waits = visitor.post(page, {"question": "One more?"})
    assert waits.status == 429
    assert waits.value("question") == "One more?"
    assert journey.now.questions == AT_FIRST
    world.clock.move(days=1)
    assert visitor.post(page, {"question": "One more?"}).status == 303
