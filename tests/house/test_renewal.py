"""A new version of the agreement, deployed over a running cloud with a text of the vendor's own: asked and accepted."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from infra.agreements import OURS
from local.story import Story, until
from local.visitor import Page
from tests.support.cloud import Cloud
from tests.support.deadlines import WORDING
from tests.support.samples import PROGRAM, PROGRAM_FILE
from tests.support.tools import needs, tool
from tests.support.walks import confirm, finish, press_notice

pytestmark = pytest.mark.house

OLD, NEW = PROGRAM.agreement_version, "harbourlight-2"
ADDED = "The Partner names a second person who knows the services."


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    """A local cloud of its own, which begins with the sources' own program."""
    here = Cloud(tmp_path / "state")
    here.start()
    try:
        yield here
    finally:
        here.stop()
    assert here.gone(), "a process was left behind"


def upgrade(cloud: Cloud, folder: Path, by: date) -> None:
    """Deploys the next release, whose program has a new version with a text that only this deployment brings."""
    texts = folder / "texts"
    shutil.copytree(OURS / OLD, texts / NEW)
    english = texts / NEW / "en.toml"
    clause = '    "The Partner sets its own prices towards its customers.",\n'
    text = english.read_text(encoding="utf-8")
    assert clause in text
    english.write_text(text.replace(clause, f'{clause}    "{ADDED}",\n'), encoding="utf-8")
    program = folder / "program.toml"
    program.write_text(
        PROGRAM_FILE.read_text(encoding="utf-8").replace(f'version = "{OLD}"', f'version = "{NEW}"')
        + f'\n[agreement.renewals."{NEW}"]\nreplaces = ["{OLD}"]\nask_from = {by - timedelta(days=80)}\nby = {by}\n'
        "notice = 2\nper_hour = 600\n",
        encoding="utf-8",
    )
    cloud.stop()
    cloud.program, cloud.agreements = program, texts
    cloud.start()


def announce(cloud: Cloud, by: date) -> None:
    """Ops write the notice with its date, and publish it."""
    wording = {"title": "A new version of the agreement", "date": by.isoformat(), "contact": WORDING.contact}
    words = {"action": WORDING.action, "consequence": WORDING.consequence, "expected": "Why?\nBecause."}
    press_notice(cloud, {**wording, **words, "name": "Olga Ops"}, "save_notice")
    signed = {"name": "Olga Ops", "reason": "Counsel agreed."}
    assert "Published." in press_notice(cloud, signed, "publish_notice", 2, 1)


def active(cloud: Cloud) -> Story:
    """A partner with an agreement of the old version, and no customers to wait for."""
    story = cloud.story()
    story.apply(language="en")
    confirm(story)
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    story.sign()
    finish(cloud, story, "Active")
    return story


def looked_up(story: Story, document: bytes) -> Page:
    """What the verify page says of a genuine file."""
    page = story.verify(document)
    assert page.heading.startswith("This agreement is genuine"), page.text
    return page


@needs("pdfsig", "pdftotext")
def test_a_new_version_is_asked_for_reminded_of_accepted_and_sealed_and_the_old_one_is_superseded(
    cloud: Cloud, tmp_path: Path
) -> None:
    story = active(cloud)
    old = story.agreement()
    by = datetime.now(UTC).date() + timedelta(days=90)
    upgrade(cloud, tmp_path, by)
    assert "In force" in looked_up(story, old).text

    cloud.pass_time(timedelta(days=11))
    assert cloud.items(story.case, "DECISION#agreement")[1:] == [], "nobody is asked before the notice is published"
    announce(cloud, by)
    cloud.pass_time(timedelta(minutes=6))
    asked = story.mail("new agreement", to=story.email)
    assert NEW in asked.text
    cloud.pass_time(timedelta(days=16))
    for _ in range(18):  # a mail before a date goes out on its own day or not at all
        cloud.pass_time(timedelta(hours=8))
        if any("That is in" in mail.text for mail in story.inbox.mails(story.case)):
            break
    reminder = story.mail(": accept .*new agreement", to=story.email, count=2)
    assert ADDED in story.open(reminder).text
    assert "active partner" in story.heading()
    given = {"consent": "yes", "authority": "yes", "title": "Managing director"}
    story.answer(reminder, "Mira Okafor", "signed", **given)

    application = until(lambda: cloud.items(story.case, "APPLICATION")[0], lambda one: bool(one["earlier"]))
    assert (application["stage"], application["agreement"]["version"]) == ("active", NEW)  # type: ignore[index]
    states = until(lambda: cloud.states(story.case), lambda found: found.count("Active") == 2)
    assert states.count("Active") == 2, states
    story.mail("^Agreement signed", to=story.email, count=2)
    new = story.agreement()
    (tmp_path / "new.pdf").write_bytes(new)
    assert "Signature is Valid" in tool("pdfsig", str(tmp_path / "new.pdf"))
    assert ADDED in " ".join(tool("pdftotext", str(tmp_path / "new.pdf"), "-").split())
    assert "In force" in looked_up(story, new).text
    superseded = looked_up(story, old)
    assert "Superseded" in superseded.text
    assert "In force" not in superseded.text
