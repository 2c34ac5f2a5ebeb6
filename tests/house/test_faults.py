"""The fault door in the real functions of a local cloud: they die, lose answers and are throttled, and all is well."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from local.story import Story, until
from tests.support.cloud import Cloud
from tests.support.walks import ONE, confirm, finish

pytestmark = pytest.mark.house

FAULTS = (
    {"what": "die after", "service": "dynamodb", "operation": "TransactWriteItems", "times": 2},
    {"what": "lost", "service": "dynamodb", "operation": "UpdateItem"},
    {"what": "throttle", "service": "sfn", "operation": "SendTaskSuccess"},
    {"what": "timeout", "service": "ses"},
)


def test_functions_that_die_lose_answers_and_are_throttled_bring_the_case_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = tmp_path / "faults.json"
    monkeypatch.setenv("FAULTS", str(faults))
    cloud = Cloud(tmp_path / "state")
    cloud.start()
    try:
        story = cloud.story()
        story.apply(ONE)
        asked = story.mail("^Confirm")
        faults.write_text(json.dumps(FAULTS))
        confirm_after_all(story)
        met = until(lambda: met_in(faults), lambda found: {"die after", "throttle"} <= set(found))
        assert {"die after", "throttle"} <= set(met), met
        passes(cloud, 2)
        faults.write_text("[]")
        passes(cloud, 1)
        story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
        story.sign()
        story.answer(story.mail("^Answer by"), "Jonas Sommer", "confirmed")
        finish(cloud, story, "Active")
        subjects = Counter((str(mail.to), mail.subject) for mail in story.inbox.mails(story.case))
        assert asked.subject in {subject for _, subject in subjects}
        assert max(subjects.values()) == 1, subjects
    finally:
        cloud.stop()
    assert cloud.gone()


def confirm_after_all(story: Story) -> None:
    """The page's function may die under the click; the person clicks again, and is told that it was taken."""
    for _ in range(4):
        try:
            confirm(story)
        except AssertionError:
            continue
        return


def passes(cloud: Cloud, count: int) -> None:
    """Clock and reconcile, some minutes apart."""
    for _ in range(count):
        cloud.pass_time(timedelta(minutes=6))
        cloud.call("ReconcileFunctionName")


def met_in(faults: Path) -> list[str]:
    """What has happened so far, in whichever function."""
    noted = faults.with_suffix(".met")
    return [json.loads(line)["what"] for line in noted.read_text().splitlines()] if noted.exists() else []
