"""Deadlines on the table: put on a case that starts, announced by the clock, missed without a loss."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from onboarding import clock, relay
from onboarding.domain import deadlines, notices
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved, Unavailable
from onboarding.domain.ids import DecisionId, new_application_id
from onboarding.domain.inviting import invite
from onboarding.domain.messages import Mail, MessageState
from onboarding.domain.notices import NoticeNumber
from onboarding.domain.people import SYSTEM, Role
from onboarding.domain.stages import Outcome
from onboarding.steps import activate
from tests.support.deadlines import OPS, program, with_deadline
from tests.support.journey import Journey, home, stream
from tests.support.samples import ANN, customers, submission
from tests.support.table import everything
from tests.support.world import Home

LAST = datetime(2027, 2, 28, 23, 0, tzinfo=UTC)
"""Midnight at the end of the deadline, in Germany."""


def begun(world: Home, **submission: Any) -> Journey:
    """A case in the customers' stage whose execution was started, and with it its deadline."""
    journey = Journey(world, **submission)
    relay.start_workflow(world, journey.id)
    return journey.to_customers()


def days_of_mails(world: Home) -> list[str]:
    """On which days the partner was written to about the deadline."""
    mails = world.mailer.to(ANN.email)
    return [f"{mail['Date'].datetime:%a %d %b}" for mail in mails if str(mail["Subject"]).endswith("(notice 1)")]


def live_through(world: Home, until: datetime, every: timedelta = timedelta(hours=12)) -> None:
    """Runs the clock again and again, and sends what it queues, as the stream would."""
    while world.clock.at < until:
        clock.run(world, world.clock.move(seconds=every.total_seconds()))
        stream(world)


def missed(world: Home, journey: Journey) -> list[DecisionId]:
    return [one.id for one in world.applications.decisions(journey.id) if one.kind is Kind.MISSED]


def test_a_case_gets_its_deadline_when_its_workflow_starts_and_not_twice() -> None:
    with home() as world:
        with_deadline(world)
        journey = begun(world)
        relay.start_workflow(world, journey.id)
        opened = [one for one in world.applications.decisions(journey.id) if one.kind is Kind.DEADLINE]
        assert len(opened) == 1
        assert journey.now.deadline_at == LAST


def test_the_ladder_is_mailed_on_working_days_and_each_mail_names_its_notice() -> None:
    with home() as world:
        with_deadline(world)
        begun(world)
        live_through(world, LAST)
        assert days_of_mails(world) == [
            "Wed 30 Dec",
            "Fri 29 Jan",
            "Fri 12 Feb",
            "Fri 19 Feb",
            "Thu 25 Feb",
            "Fri 26 Feb",
        ]
        for mail in world.mailer.to(ANN.email):
            body = mail.get_body(("plain",))
            assert body is not None
            if str(mail["Subject"]).endswith("(notice 1)"):
                assert "https://partners.example/notices/1" in body.get_content()


def test_no_mail_about_a_deadline_leaves_before_its_notice_is_published_nor_after_it_is_withdrawn() -> None:
    with home() as world:
        with_deadline(world, published=False)
        journey = begun(world)
        live_through(world, datetime(2027, 1, 20, tzinfo=UTC))
        assert days_of_mails(world) == []
        notice = world.notices.find(NoticeNumber(1))
        assert notice is not None
        public = notices.publish(notice, OPS, "Now it is certain.", world.clock.now())
        world.notices.record(public)
        live_through(world, datetime(2027, 2, 13, tzinfo=UTC))
        assert days_of_mails(world) == ["Fri 29 Jan", "Fri 12 Feb"]
        world.notices.record(notices.withdraw(public.notice, OPS, "The date has changed.", world.clock.now()))
        live_through(world, LAST)
        assert len(days_of_mails(world)) == 2
        why = [one.details["why"] for one in world.applications.events(journey.id) if "why" in one.details]
        assert why[0] == "Notice 1 is a draft, so no mail may speak of it."
        assert why[-1] == "Notice 1 is withdrawn, so no mail may speak of it."


def test_a_mail_that_was_queued_stops_if_its_notice_is_withdrawn_before_it_is_sent() -> None:
    with home() as world:
        with_deadline(world)
        journey = begun(world)
        at = datetime(2026, 12, 30, 8, 0, tzinfo=UTC)
        world.clock.at = at
        clock.run(world, at)
        notice = world.notices.find(NoticeNumber(1))
        assert notice is not None
        world.notices.record(notices.withdraw(notice, OPS, "An error.", at))
        stream(world)
        assert days_of_mails(world) == []
        about = [one for one in world.applications.messages(journey.id) if one.letter.mail is Mail.DEADLINE_NEAR]
        assert [one.state for one in about] == [MessageState.MOOT]


def test_a_mail_that_could_not_be_sent_on_friday_is_not_sent_on_saturday() -> None:
    with home() as world:
        with_deadline(world)
        begun(world)
        friday = datetime(2027, 1, 29, 8, 0, tzinfo=UTC)
        world.clock.at = friday
        world.mailer.refusing = Unavailable("away")
        clock.run(world, friday)
        stream(world)
        world.mailer.refusing = None
        for _ in range(4):
            clock.run(world, world.clock.move(hours=20))
        assert days_of_mails(world) == []


def test_steps_that_the_clock_slept_through_are_not_made_up_for() -> None:
    with home() as world:
        with_deadline(world)
        begun(world)
        world.clock.at = datetime(2027, 2, 14, tzinfo=UTC)
        live_through(world, LAST)
        assert days_of_mails(world) == ["Fri 19 Feb", "Thu 25 Feb", "Fri 26 Feb"]


def test_after_the_thing_is_done_no_more_mail_comes_and_the_clock_has_nothing_left_to_look_at() -> None:
    with home() as world:
        with_deadline(world)
        journey = begun(world)
        live_through(world, datetime(2027, 1, 1, tzinfo=UTC))
        journey.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
        activate.run(world, journey.event)
        stream(world)
        live_through(world, LAST + timedelta(days=30), timedelta(days=1))
        assert days_of_mails(world) == ["Wed 30 Dec"]
        assert missed(world, journey) == []
        listed = [item for item in everything().values() if "due_sk" in item and item.get("decides") == "deadline"]
        assert listed == []


@pytest.mark.parametrize("length", [{"hours": 1}, {"days": 1}, {"days": 30}, {"days": 400}])
def test_whatever_time_passes_after_the_date_ops_have_one_decision_and_nobody_has_lost_anything(
    length: dict[str, float],
) -> None:
    with home() as world:
        with_deadline(world)
        journey = begun(world, customers=customers(3))
        journey.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
        before = world.applications.accounts(journey.id)
        stage = journey.now.stage
        world.clock.at = LAST
        for _ in range(3):
            clock.run(world, world.clock.move(**length))
            stream(world)
        assert len(missed(world, journey)) == 1
        assert journey.now.deadline == missed(world, journey)[0]
        assert world.applications.accounts(journey.id) == before
        assert journey.now.stage is stage


def test_an_extension_that_comes_after_the_clock_finds_the_deadline_gone() -> None:
    with home() as world:
        with_deadline(world)
        journey = begun(world)
        deadline = journey.now.deadline
        world.clock.at = LAST + timedelta(hours=1)
        clock.run(world, world.clock.at)
        case = world.applications.case(journey.id, deadline)
        until = (LAST + timedelta(days=60)).date()
        with pytest.raises(Moved):
            deadlines.extend(case, until, OPS, "Late.", None, world.program, world.clock.at)
        assert len(missed(world, journey)) == 1


def test_the_clock_looks_at_no_deadline_that_is_not_due() -> None:
    with home() as world:
        with_deadline(world)
        for _ in range(10):
            begun(world)
        live_through(world, datetime(2026, 11, 5, tzinfo=UTC))
        due = list(world.outbox.due(world.clock.move(hours=1)))
        assert due == []


def test_a_partner_whom_ops_imported_gets_the_deadline_with_its_invitation_and_not_before() -> None:
    with home() as world:
        with_deadline(world)
        world.__dict__["program"] = program(track="existing")
        now = world.clock.now()
        id = new_application_id(now)
        later = now + timedelta(days=3)
        world.applications.commit(invite(id, submission(), world.program, SYSTEM, now, invited=later))
        clock.run(world, world.clock.move(days=1))
        assert world.applications.case(id).application.deadline is None
        clock.run(world, world.clock.move(days=3))
        assert world.applications.case(id).application.deadline_at == LAST
