"""Many at once, and scanners, at the real doors: one decision wins, and looking changes nothing."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from local.story import Story
from tests.support.cloud import Cloud
from tests.support.walks import TWO, confirm, to_distributor

pytestmark = pytest.mark.house

_LINK = re.compile(r"https?://\S+/(?:d|a)/\S+")


def test_the_same_approval_posted_sixteen_times_at_once_and_against_the_clock_is_one(
    cloud: Cloud, story: Story
) -> None:
    to_distributor(story)
    asked = story.mail("^Accept or decline")
    page = story.open(asked)
    before = len(cloud.items(story.case, "EVENT#"))
    (cloud.state / "clock").write_text(str(int(_offset(cloud) + timedelta(days=8).total_seconds())))

    def approve(number: int) -> int:
        return story.visitor.submit(page, answer="accepted", name=f"Person {number}").status

    with ThreadPoolExecutor(17) as pool:
        clock = pool.submit(cloud.call, "ClockFunctionName")
        answers = list(pool.map(approve, range(16)))
        clock.result()
    decided = next(one for one in cloud.items(story.case, "DECISION#") if one["id"] == page.url.split("/")[-2])
    events = [event for event in cloud.items(story.case, "EVENT#")[before:] if _about(event) == decided["id"]]
    assert len([one for one in events if "outcome" in _details(one)]) == 1
    winners = answers.count(200)
    assert winners == (1 if decided["outcome"] == "accepted" else 0)
    assert answers.count(409) == 16 - winners
    explained = story.open(asked)
    assert explained.status == 200
    assert 'name="answer"' not in explained.html


def _offset(cloud: Cloud) -> int:
    file = cloud.state / "clock"
    return int(file.read_text()) if file.exists() else 0


def _details(event: dict[str, object]) -> dict[str, str]:
    details = event["details"]
    assert isinstance(details, dict)
    return details


def _about(event: dict[str, object]) -> str:
    return _details(event).get("decision", "")


def test_opening_every_link_in_the_inbox_a_hundred_times_changes_nothing(cloud: Cloud, story: Story) -> None:
    story.apply(TWO)
    confirm(story)
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    story.sign()
    for _, _, email in TWO:
        story.mail("^Answer by", to=email)
    links = {link for mail in story.inbox.mails(story.case) for link in _LINK.findall(mail.text)}
    assert len(links) >= 8
    before = cloud.everything(story.case)
    visits = [(link, method) for link in links for method in ("GET", "HEAD") for _ in range(100)]
    with ThreadPoolExecutor(4) as pool:
        statuses = set(pool.map(lambda visit: story.visitor.open(visit[0], visit[1]).status, visits))
    assert statuses == {200}
    assert cloud.everything(story.case) == before


def test_a_scanner_that_submits_every_form_untouched_decides_nothing(cloud: Cloud, story: Story) -> None:
    to_distributor(story)
    page = story.open(story.mail("^Accept or decline"))
    before = cloud.everything(story.case)
    for form in range(len(page.forms)):
        story.visitor.submit(page, form)
    own = story.page()
    for form in range(len(own.forms)):
        story.visitor.submit(own, form)
    assert cloud.everything(story.case) == before


def test_the_form_sent_ten_times_at_once_is_one_application(cloud: Cloud, story: Story) -> None:
    begun = story.visitor.submit(story.visitor.open(story.addresses.form), track="new")
    typed: dict[str, Any] = {
        "company": "Zehnfach IT",
        "country": "DE",
        "people": "4",
        "services": ["support"],
        "name": "Zora Zehn",
        "email": "zora@zehnfach.example",
    }
    checked = story.visitor.fill_in(begun, "/check", **typed)
    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(lambda _: story.visitor.submit(checked, consent="yes"), range(10)))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.url for reply in replies}) == 1
    story.case = replies[0].url.rsplit("/", 1)[-1]
    story.mail("^Confirm", to="zora@zehnfach.example")
    assert len(cloud.items(story.case, "EVENT#")) == 2
