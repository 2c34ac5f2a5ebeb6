"""Whole journeys through the real doors of the real stack."""

from datetime import timedelta

import pytest

from local.story import Story
from tests.support.cloud import Cloud
from tests.support.walks import (
    ONE,
    TWO,
    confirm,
    decide_in_console,
    finish,
    held,
    to_customers,
    to_distributor,
)

pytestmark = pytest.mark.house

DAY = timedelta(days=1)

HAPPY = [
    "Where does it stand?",
    "Ask for confirmation",
    "Wait for confirmation",
    "E-mail confirmed?",
    "Assess readiness",
    "Ready?",
    "Ask distributor",
    "Wait for distributor",
    "Distributor's answer?",
    "Ask signer",
    "Wait for signer",
    "Signer's answer?",
    "Seal agreement",
    "Sealed?",
    "Ask customer admins",
    "Wait for customer admins",
    "Customer admins' answer?",
    "Activate",
    "Activated?",
    "Active",
]


def test_a_partner_becomes_active_in_twenty_transitions(cloud: Cloud, story: Story) -> None:
    story.apply(TWO)
    confirm(story)
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    story.sign()
    for _, admin, email in TWO:
        story.answer(story.mail("^Answer by", to=email), admin, "confirmed")
    assert finish(cloud, story, "Active") == HAPPY
    story.mail("active partner", to=story.email)
    assert "active partner" in story.heading()


def test_a_partner_without_customers_skips_their_stage(cloud: Cloud, story: Story) -> None:
    story.apply()
    confirm(story)
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    story.sign()
    assert "Ask customer admins" not in finish(cloud, story, "Active")


def test_a_decline_leads_to_the_next_distributor_and_never_back(cloud: Cloud, story: Story) -> None:
    to_distributor(story)
    first = story.mail("^Accept or decline")
    story.answer(first, "Paula Reiter", "declined", note="No capacity this year")
    second = story.mail("^Accept or decline", count=2)
    assert second.to != first.to
    assert "declined" in story.open(first).text.lower()


def test_silence_leads_to_reminders_and_then_to_the_next(cloud: Cloud, story: Story) -> None:
    to_distributor(story)
    first = story.mail("^Accept or decline")
    cloud.pass_time(3 * DAY)
    story.mail("^Reminder 1", to=first.to)
    cloud.pass_time(2 * DAY)
    story.mail("^Last reminder", to=first.to)
    cloud.pass_time(3 * DAY)
    assert story.mail("^Accept or decline", count=2).to != first.to
    late = story.open(first)
    assert late.status == 200
    assert "another distributor" in late.text.lower()


def test_with_nobody_left_ops_decide_and_the_run_stays_alive(cloud: Cloud, story: Story) -> None:
    story.apply(ONE, country="CA")
    confirm(story)
    story.answer(story.mail("^Accept or decline"), "Hana Mori", "declined", note="Not our region")
    held(cloud, story)
    assert cloud.states(story.case)[-1] == "Wait for ops"
    story.mail("^A person now looks", to=story.email)


def test_a_customer_who_is_late_by_months_still_brings_the_partner_home(cloud: Cloud, story: Story) -> None:
    to_customers(story)
    asked = story.mail("^Answer by")
    cloud.pass_time(46 * DAY)
    held(cloud, story)
    cloud.pass_time(60 * DAY)
    story.answer(asked, "Jonas Sommer", "confirmed")
    entered = finish(cloud, story, "Active")
    assert entered.count("Hold for ops") == 1, "the missed date was for ops, and took nothing away"


def test_a_signer_who_declines_brings_the_case_to_ops_and_ops_close_it(cloud: Cloud, story: Story) -> None:
    to_distributor(story)
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    story.answer(story.mail("^Sign"), "Mira Okafor", "declined", note="The term is too long")
    decision = held(cloud, story)
    widget = decide_in_console(cloud, story.case, decision, "closed", "They asked us to")
    assert "losed" in widget
    finish(cloud, story, "Closed")
    assert "closed" in story.page().text.lower()


@pytest.mark.parametrize("when", ["distributor", "customers"])
def test_an_applicant_withdraws_and_the_run_ends(cloud: Cloud, story: Story, when: str) -> None:
    if when == "distributor":
        to_distributor(story)
    else:
        to_customers(story)
    page = story.page()
    link = page.url.rstrip("/") + "/withdraw"
    done = story.visitor.submit(story.visitor.open(link), name="Mira Okafor", reason="We merge")
    assert done.status == 200, done.text
    finish(cloud, story, "Closed")
    story.mail("^Withdrawn as you wished", to=story.email)


def test_a_low_score_is_a_reviewers_judgement_and_a_rejection_can_be_answered(cloud: Cloud, story: Story) -> None:
    story.apply(people="1", services=[], website="")
    confirm(story)
    review = story.mail("^Decide on")
    story.answer(review, "Rita Review", "rejected", note="One person only")
    finish(cloud, story, "Closed")
    assert "One person only" in story.page().text
    again = story.visitor.open(story.page().url.rstrip("/") + "/again")
    website = f"{story.case.lower()}.example"
    done = story.visitor.submit(again, people="4", website=website, services=["support"], consent="yes")
    assert done.status == 200, done.text
    asked = story.mail("^Accept or decline")
    assert f"/d/{story.case}/" in asked.text
