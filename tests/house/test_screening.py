"""Denied-party lists through the real bucket: an applicant and an active partner who are like somebody on one."""

from pathlib import Path

import pytest

from local.story import Story, until
from tests.support.cloud import Cloud
from tests.support.walks import ONE, confirm, decide_in_console, finish

pytestmark = pytest.mark.house


def drop(cloud: Cloud, folder: Path, text: str) -> str:
    """What `make screen` prints."""
    file = folder / "denied.csv"
    file.write_text(text, encoding="utf-8")
    return cloud.run("local.screening", str(file))


def test_a_hit_waits_for_a_person_at_readiness_and_again_when_a_list_changes(
    cloud: Cloud, story: Story, tmp_path: Path
) -> None:
    assert "in force: 2 names" in drop(cloud, tmp_path, "name,country\nNordlicht Drohnen,RU\nVolga Bank,RU\n")
    story.apply(ONE, company="Nordlicht Drohnen GmbH")
    confirm(story)
    asked = story.mail("^Compare")
    shown = story.open(asked).text
    for fact in ("denied.csv", "of 100", "nordlicht, drohnen"):
        assert fact in shown
    assert "list" not in story.page().text
    story.answer(asked, "Rosa Review", "cleared", note="A flower shop's web agency in Kiel")
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    story.sign()
    story.answer(story.mail("^Answer by"), "Jonas Sommer", "confirmed")
    finish(cloud, story, "Active")

    assert "in force: 3 names" in drop(
        cloud, tmp_path, "name,country\nNordlicht Drohnen,RU\nVolga Bank,RU\nOkafor Mira,\n"
    )
    until(lambda: cloud.items(story.case, "DECISION#suspicion"), bool)
    (suspicion,) = cloud.items(story.case, "DECISION#suspicion")
    answered = decide_in_console(cloud, story.case, str(suspicion["id"]), "cleared", "Born in another year")
    assert "Somebody else" in answered
    assert cloud.items(story.case, "APPLICATION")[0]["hits"] == []
    assert "out of force" in cloud.run("local.screening", "denied.csv", "--remove")
