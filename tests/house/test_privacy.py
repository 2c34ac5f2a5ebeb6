"""Erasing on the real stack: the command that operators have, on the real table, bucket and page for checking."""

import json
from datetime import timedelta

import pytest

from local.operations import verify
from local.story import Story
from tests.support.cloud import Cloud
from tests.support.walks import ONE, confirm

pytestmark = pytest.mark.house


def test_a_withdrawn_case_is_erased_from_the_table_and_the_bucket_and_its_audit_is_whole(
    cloud: Cloud, story: Story
) -> None:
    story.apply(ONE)
    confirm(story)
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    asked = story.mail("^Sign", to=story.email)
    page = story.visitor.open(f"{story.page().url}/withdraw")
    story.visitor.submit(page, name="Mira Okafor", reason="We chose otherwise.")
    assert "not now" in cloud.run("local.operate", "erase", story.email, "Olga_Ops", "She", "asked")
    cloud.pass_time(timedelta(days=2))
    told = cloud.run("local.operate", "erase", story.email)
    assert "can be erased now" in told
    assert "documents that were prepared to be signed" in told
    assert "0 items left" in cloud.run("local.operate", "erase", story.case, "Olga_Ops", "She", "asked")
    stored = json.dumps(cloud.everything(story.case), default=str)
    for word in ("Okafor", story.email, "Sommer", "We chose otherwise"):
        assert word not in stored
    assert story.open(asked).status == 404
    lines = cloud.run("local.operate", "audit", story.case).splitlines()
    assert [one for one in lines if "Okafor" in one] == []
    assert list(verify.problems(lines)) == []
    assert "nothing about" in cloud.run("local.operate", "erase", story.email)
