"""Whole journeys on other tracks: a technology partner, and an applicant who was not ready yet and came back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.story import Story
from tests.support.cloud import Cloud
from tests.support.walks import confirm, finish

pytestmark = pytest.mark.house

DAY = timedelta(days=1)
TECHNOLOGY: dict[str, Any] = {
    "answer__benefit": "Shops that use both see their stock in one place and order only once.",
    "answer__overlap": "completes",
    "answer__shared": "12",
    "answer__asking": "Hotel Sonne",
    "answer__connected": "yes",
}


def test_a_technology_partner_becomes_active_without_a_distributor(cloud: Cloud, story: Story) -> None:
    story.apply(track="technology", **TECHNOLOGY)
    confirm(story)
    asked = story.mail("^Decide on", to="business-development@")
    assert "It adds what ours does not do" in story.open(asked).text
    story.answer(asked, "Bea Winter", "approved")
    story.sign()
    entered = finish(cloud, story, "Active")
    assert "Ask business development" in entered
    assert not {"Ask distributor", "Ask customer admins"} & set(entered)
    mail = story.mail("active partner", to=story.email)
    checked = story.visitor.open(mail.link("/partners/"))
    assert checked.status == 200
    assert "is an active partner" in checked.heading
    cloud.pass_time(30 * DAY)
    story.answer(story.mail("^How is it going", to=story.email), "Mira Okafor", "bad", note="Nobody sends us leads.")
    assert "Nobody sends us leads." in story.mail("^See to").text


def test_who_was_not_ready_yet_is_invited_at_the_date_and_comes_back(cloud: Cloud, story: Story) -> None:
    story.apply(people="1", website="", services=[])
    confirm(story)
    file = cloud.state / "clock"
    ahead = timedelta(seconds=int(file.read_text())) if file.exists() else timedelta()
    back = (datetime.now(UTC) + ahead + 40 * DAY).date().isoformat()
    asked = story.mail("^Decide on", to="partner-review@")
    story.answer(asked, "Rita Lang", "not_yet", note="Please find a second person.", back=back)
    assert "At least two people" in story.mail("^Not ready yet", to=story.email).text
    assert finish(cloud, story, "Closed")[-2] == "Reviewer's answer?"
    assert "come back" in story.heading()
    cloud.pass_time(42 * DAY)
    invited = story.mail("^Come back now", to=story.email)
    form = story.visitor.open(invited.link("/again"))
    assert form.status == 200
    services = ["support", "security", "migration"]
    done = story.visitor.submit(
        form, people="4", website=f"{story.case.lower()}.example", services=services, consent="yes"
    )
    assert done.status == 200
    story.mail("^Accept or decline")
