"""A program that wants proof, through every real door: mails, pages, the provider's page, the clock, the console."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from local.dropbox_teams import member
from local.story import Story, taken
from tests.support.cloud import Cloud
from tests.support.samples import PROGRAM_FILE
from tests.support.walks import finish, to_customers

pytestmark = pytest.mark.house
CUSTOMER, JONAS, MIRA = "Bäckerei Sommer", "jonas@baeckerei-sommer.example", "mira@okafor-it.example"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A local cloud of its own, deployed with a program that asks for proof."""
    folder = tmp_path_factory.mktemp("strict")
    program = folder / "program.toml"
    program.write_text(PROGRAM_FILE.read_text().replace('level = "attested"', 'level = "verified"'))
    cloud = Cloud(folder / "state", program=program)
    cloud.start()
    try:
        yield cloud
    finally:
        cloud.stop()


def team(cloud: Cloud, *members: dict[str, Any]) -> None:
    """Changes the customer's team at the provider."""
    address = f"{cloud.addresses.team}/_door/teams/{quote(CUSTOMER)}"
    request = Request(address, data=json.dumps(members).encode(), method="PUT")  # noqa: S310 - our own stand-in
    urlopen(request, timeout=10).close()  # noqa: S310 - the same


def roles(cloud: Cloud) -> dict[str, str]:
    with urlopen(f"{cloud.addresses.team}/_door/teams", timeout=10) as answer:  # noqa: S310 - our own stand-in
        return {one["email"]: one["role"] for one in json.load(answer)[CUSTOMER]}


def connect(story: Story) -> str:
    """The nominee follows the mail, approves at the provider, and comes back; gives what the last page says."""
    page = story.visitor.open(story.mail("^Connect", to=JONAS).link(f"/d/{story.case}/"))
    away = taken(story.visitor.submit(page, name="Jonas Sommer", hand_over="yes"))
    assert away.url.startswith(story.addresses.team), away.url
    back = taken(story.visitor.submit(away, who=json.dumps([CUSTOMER, JONAS]), do="allow"))
    assert back.heading == "Almost done"
    return taken(story.visitor.submit(back)).heading


def test_a_customer_is_verified_hands_over_and_is_watched(strict: Cloud) -> None:
    story = strict.story()
    to_customers(story, email=MIRA, website="okafor-it.example")
    story.answer(story.mail("^Answer by", to=JONAS), "Jonas Sommer", "confirmed")
    assert connect(story) == "It is verified. Thank you"
    story.mail("is verified$", to=MIRA)
    finish(strict, story, "Active")
    assert roles(strict) == {JONAS: "team", MIRA: "member"}
    for side in (JONAS, MIRA):
        story.mail("^Admin role passed on", to=side)

    team(strict, member(JONAS, "team", verified=False), member("temp@baeckerei-sommer.example", "team"))
    team(strict, member(JONAS, "team"), member("temp@baeckerei-sommer.example"))
    strict.pass_time(timedelta(days=31))
    account = strict.items(story.case, "ACCOUNT#")[0]
    assert account["level"] == "verified"

    team(strict, member(MIRA, "team"), member(JONAS))
    strict.pass_time(timedelta(days=31))
    story.mail("proof lost$")
    account = strict.items(story.case, "ACCOUNT#")[0]
    assert (account["level"], account["state"]) == ("attested", "done")
    application = strict.items(story.case, "APPLICATION")[0]
    assert application["stage"] == "active", "nothing is taken from anybody without a person's decision"
