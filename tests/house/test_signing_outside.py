"""The journey with signatures from outside: a local cloud of its own, whose program names the provider."""

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from infra.bundle import PROGRAM
from local.story import Story, taken, until
from tests.support.cloud import Cloud
from tests.support.samples import with_provider
from tests.support.walks import confirm, finish, held

pytestmark = pytest.mark.house

_DIRECT = build_opener(ProxyHandler({}))


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """The real stack, deployed with the provider's name in its program."""
    folder = tmp_path_factory.mktemp("outside")
    own = folder / "program.toml"
    own.write_text(with_provider(PROGRAM.read_text(encoding="utf-8")), encoding="utf-8")
    here = Cloud(folder / "state", program=own)
    here.start()
    try:
        yield here
    finally:
        here.stop()
    assert here.gone(), "a process was left behind"


def faults(cloud: Cloud, **changes: object) -> None:
    """What the provider loses, doubles or swaps from now on."""
    body = json.dumps(changes).encode()
    address = f"http://127.0.0.1:{cloud.ports['SIGN_PORT']}/faults"
    with _DIRECT.open(Request(address, data=body, method="POST"), timeout=10):
        pass


def asked_outside(cloud: Cloud, email: str) -> Story:
    """A case whose signer has the provider's mail."""
    story = cloud.story()
    story.apply(email=email)
    confirm(story)
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    return story


def sign_outside(story: Story, answer: str, note: str = "") -> None:
    """The signer follows the provider's mail and answers there."""
    mail = story.inbox.wait(story.email, "Dropbox Sign")
    taken(story.visitor.submit(story.visitor.open(mail.link("/sign/")), answer=answer, name="Mira Okafor", note=note))


def outcomes(cloud: Cloud, case: str) -> list[object]:
    """How the agreement was decided, by the audit."""
    details = [item["details"] for item in cloud.items(case, "EVENT")]
    found = [one for one in details if isinstance(one, dict) and str(one.get("decision", "")).startswith("agreement")]
    return [one["outcome"] for one in found if "outcome" in one]


@pytest.mark.parametrize(
    ("how", "email"),
    [
        (["double"] * 4, "mira@okafor-doubled.example"),
        (["swap", "pass", "swap", "pass"], "mira@okafor-swapped.example"),
        (["drop"] * 4, "mira@okafor-dropped.example"),
    ],
    ids=["doubled", "swapped", "dropped"],
)
def test_a_partner_signs_outside_and_becomes_active_whatever_becomes_of_the_events(
    outside: Cloud, how: list[str], email: str
) -> None:
    story = asked_outside(outside, email)
    story.mail("^Sign", to=email)
    story.inbox.wait(email, "Dropbox Sign")
    faults(outside, events=how)
    sign_outside(story, "signed")
    if "drop" in how:
        outside.pass_time(timedelta(minutes=20))
    finish(outside, story, "Active")
    assert outcomes(outside, story.case) == ["signed"]
    (agreement,) = outside.items(story.case, "DECISION#agreement")
    evidence = agreement["evidence"]
    assert isinstance(evidence, dict)
    assert len(str(evidence["document_sha256"])) == 64
    assert evidence["provider"] == "dropbox_sign"


def test_a_provider_that_is_away_is_asked_when_it_is_back_and_a_refusal_is_for_ops(outside: Cloud) -> None:
    faults(outside, down=True, events=[])
    story = asked_outside(outside, "mira@okafor-patient.example")
    until(lambda: outside.items(story.case, "DECISION#agreement"), bool)
    outside.pass_time(timedelta(hours=20))
    assert outside.items(story.case, "REQUEST") == []
    faults(outside, down=False)
    outside.pass_time(timedelta(hours=2))
    until(lambda: outside.items(story.case, "REQUEST"), bool)
    sign_outside(story, "declined", note="The term is too long")
    held(outside, story)
    assert outcomes(outside, story.case) == ["declined"]
