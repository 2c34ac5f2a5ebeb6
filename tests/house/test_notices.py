"""Official notices on the real stack: the sample that mails rest on, and one that ops write, publish and withdraw."""

import pytest

from local.story import Story
from tests.support.cloud import Cloud
from tests.support.deadlines import WORDING
from tests.support.walks import press_notice

pytestmark = pytest.mark.house


def test_anybody_can_check_the_notice_that_deadline_mails_rest_on(cloud: Cloud, story: Story) -> None:
    site = cloud.addresses.form.removesuffix("/apply")
    assert "/notices/1" in story.visitor.open(f"{site}/notices").html
    page = story.visitor.open(f"{site}/notices/1")
    assert page.status == 200
    assert "30 June 2027" in page.text
    assert story.visitor.open(f"{site}/notices/999").status == 404


def test_ops_write_publish_and_withdraw_a_notice_from_the_console(cloud: Cloud, story: Story) -> None:
    site = cloud.addresses.form.removesuffix("/apply")
    wording = {"title": WORDING.title, "date": "2028-03-01", "action": WORDING.action, "contact": WORDING.contact}
    typed = {**wording, "consequence": WORDING.consequence, "expected": "Why?\nBecause.", "name": "Olga Ops"}
    press_notice(cloud, typed, "save_notice")
    assert story.visitor.open(f"{site}/notices/2").status == 404, "a draft is nobody's business"
    signed = {"name": "Olga Ops", "reason": "The board decided it."}
    assert "Published." in press_notice(cloud, signed, "publish_notice", 2, 1)
    assert WORDING.title in story.visitor.open(f"{site}/notices/2").text
    assert "Withdrawn." in press_notice(cloud, signed, "withdraw_notice", 2, 2)
    assert "withdrawn" in story.visitor.open(f"{site}/notices/2").text.casefold()
