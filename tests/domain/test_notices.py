"""Notices: a draft is nobody's business, what was published is never changed, and letters rest on nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from onboarding.domain import deadline_letters, deadlines, notices
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.events import broken_at
from onboarding.domain.notices import Notice, NoticeNumber, NoticeState, Unpublished, official
from onboarding.domain.people import Actor, Role, person
from onboarding.domain.stages import Outcome
from tests.support.deadlines import ON, OPS, WORDING, begun, deadline_case, notice
from tests.support.samples import NOW

ONE = NoticeNumber(1)


def drafted() -> Notice:
    return notices.draft(ONE, WORDING, OPS, NOW).notice


def withdrawn() -> Notice:
    return notices.withdraw(notice(), OPS, "The date has changed.", NOW).notice


def test_a_notice_is_drafted_published_and_withdrawn_each_with_its_event_in_one_chain() -> None:
    first = notices.draft(ONE, WORDING, OPS, NOW)
    second = notices.reword(first.notice, replace(WORDING, title="Another title"), OPS, NOW)
    third = notices.publish(second.notice, OPS, "The board decided it.", NOW)
    fourth = notices.withdraw(third.notice, OPS, "The date has changed.", NOW)
    events = [one.event for one in (first, second, third, fourth)]
    assert broken_at(events) is None
    assert broken_at([events[0], replace(events[1], details={}), *events[2:]]) is not None
    assert [one.action.split()[1] for one in events] == ["drafted", "reworded", "published", "withdrawn"]
    assert fourth.notice.state is NoticeState.WITHDRAWN
    assert (third.notice.published_by, fourth.notice.withdrawn_by) == ("Olga Ops", "Olga Ops")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"consequence": ""}, "consequence"),
        ({"action": ""}, "action"),
        ({"contact": "nobody"}, "contact"),
    ],
)
def test_a_notice_without_what_readers_need_is_refused_at_its_field(change: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        notices.draft(ONE, replace(WORDING, **change), OPS, NOW)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("wording", "by", "reason", "field"),
    [
        ({}, person(" ", Role.OPS), "Because.", "name"),
        ({}, OPS, " ", "reason"),
        ({"expected": ()}, OPS, "Because.", "expected"),
        ({"date": NOW.date()}, OPS, "Because.", "date"),
    ],
)
def test_publishing_needs_a_name_a_reason_answers_and_a_date_ahead(
    wording: dict[str, object], by: object, reason: str, field: str
) -> None:
    unfinished = replace(drafted(), wording=replace(WORDING, **wording))  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        notices.publish(unfinished, by, reason, NOW)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_what_was_published_is_neither_reworded_nor_published_again() -> None:
    for public in (notice(), withdrawn()):
        with pytest.raises(Moved):
            notices.reword(public, WORDING, OPS, NOW)
        with pytest.raises(Moved):
            notices.publish(public, OPS, "Again.", NOW)
    with pytest.raises(Moved):
        notices.withdraw(drafted(), OPS, "Never mind.", NOW)


@pytest.mark.parametrize(
    "standing", [None, drafted(), withdrawn(), replace(notice(), wording=replace(WORDING, date=date(2028, 1, 1)))]
)
def test_no_letter_about_a_deadline_can_be_built_without_its_published_notice(standing: Notice | None) -> None:
    walk = begun()
    decision = deadline_case(walk).decision
    assert decision is not None
    with pytest.raises(Unpublished):
        official(standing, ON)
    with pytest.raises(Unpublished):
        deadline_letters.announcement(walk.application, decision, standing, NOW)
    assert deadline_letters.decided_letter(walk.application, decision, Outcome.WAIVED, "Why.", standing) == []
    silent = deadlines.approach(deadline_case(walk), standing, decision.ladder[0])
    assert silent.messages == ()
    assert silent.event.action == "deadline mail left out"
    assert silent.event.details["why"]


def test_with_its_notice_published_the_letter_carries_all_that_the_reader_needs() -> None:
    walk = begun()
    decision = deadline_case(walk).decision
    assert decision is not None
    facts = deadline_letters.announcement(walk.application, decision, notice(), NOW + timedelta(days=1)).facts
    assert facts["notice"] == "1"
    assert facts["date"] == "2027-02-28"
    assert facts["consequence"] == WORDING.consequence
    assert facts["action"] == WORDING.action
    assert facts["contact"] == WORDING.contact
    assert facts["days"] == "117"


@pytest.mark.parametrize(
    "act",
    [
        lambda nobody: notices.draft(ONE, WORDING, nobody, NOW),
        lambda nobody: notices.reword(drafted(), WORDING, nobody, NOW),
        lambda nobody: notices.withdraw(notice(), nobody, "The date has changed.", NOW),
    ],
    ids=["drafted", "reworded", "withdrawn"],
)
def test_nothing_happens_to_a_notice_without_a_name(act: Callable[[Actor], object]) -> None:
    with pytest.raises(Refused) as refused:
        act(person(" ", Role.OPS))
    assert refused.value.field == "name"
