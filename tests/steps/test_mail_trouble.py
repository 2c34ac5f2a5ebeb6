"""Mails that did not arrive: for every kind of reader one task for ops, once, however often SES tells it."""

from collections.abc import Iterator
from typing import Any

import pytest

from onboarding import clock, mail_trouble, relay
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import Rejected, Unavailable
from onboarding.domain.ids import MessageId, new_application_id
from onboarding.domain.messages import Letter, Mail, Message, MessageState
from onboarding.domain.people import Person, Role
from onboarding.domain.stages import Outcome
from tests.support.journey import Journey, home, stream
from tests.support.mail_events import BOUNCE, FAILURES, mail_event
from tests.support.table import everything
from tests.support.world import Home


@pytest.fixture
def world() -> Iterator[Home]:
    with home() as made:
        yield made


def told(journey: Journey, message: str, **what: Any) -> dict[str, Any]:
    return mail_event(journey.id, message, **what)


def tasks(journey: Journey) -> list[Decision]:
    decisions = journey.world.applications.decisions(journey.id)
    return [one for one in decisions if one.kind is Kind.TASK]


def message_of(journey: Journey, mail: Mail) -> str:
    found = journey.world.applications.messages(journey.id)
    return next(one.id for one in found if one.letter.mail is mail)


@pytest.mark.parametrize(
    ("happened", "state"),
    [
        ("bounced", MessageState.BOUNCED),
        ("suppressed", MessageState.BOUNCED),
        ("complained", MessageState.COMPLAINED),
        ("refused", MessageState.FAILED),
    ],
)
def test_what_did_not_arrive_is_a_task_with_its_reason(world: Home, happened: str, state: MessageState) -> None:
    journey = Journey(world).to_distributor()
    stream(world)
    id = message_of(journey, Mail.ACCEPT_PARTNER)
    assert mail_trouble.take(world, told(journey, id, **FAILURES[happened])) == happened
    (task,) = tasks(journey)
    assert (task.about["happened"], task.about["to"]) == (happened, "partners@nordhafen.example")
    found = world.applications.messages(journey.id)
    assert next(one.state for one in found if one.id == id) is state
    stream(world)
    (mail,) = [one for one in world.mailer.sent if "See to" in str(one["Subject"])]
    assert "Accept partner" in mail.as_string()


def test_an_event_that_comes_again_and_in_another_order_changes_nothing(world: Home) -> None:
    journey = Journey(world).to_distributor()
    id = message_of(journey, Mail.ACCEPT_PARTNER)
    events = [told(journey, id, bounce=BOUNCE), told(journey, id, complaint={})]
    for event in (*events, *reversed(events)):
        mail_trouble.take(world, event)
    assert len(tasks(journey)) == 1


def test_every_kind_of_reader_becomes_a_task(world: Home) -> None:
    journey = Journey(world).to_customers()
    journey.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="No.")
    roles = set()
    for message in world.applications.messages(journey.id):
        mail_trouble.take(world, told(journey, message.id, bounce=BOUNCE))
        roles.add(message.letter.role)
    sent = [one for one in world.applications.messages(journey.id) if one.letter.mail is not Mail.DECIDE_TASK]
    assert len(tasks(journey)) == len(sent)
    assert roles >= {Role.APPLICANT, Role.DISTRIBUTOR, Role.SIGNER, Role.CUSTOMER}


def test_ops_own_mailbox_that_bounces_is_on_their_list_and_mails_nobody(world: Home) -> None:
    journey = Journey(world).to_distributor()
    id = message_of(journey, Mail.ACCEPT_PARTNER)
    mail_trouble.take(world, told(journey, id, bounce=BOUNCE))
    about_it = message_of(journey, Mail.DECIDE_TASK)
    mail_trouble.take(world, told(journey, about_it, bounce=BOUNCE))
    assert len(tasks(journey)) == 2
    letters = [one.letter.mail for one in world.applications.messages(journey.id)]
    assert letters.count(Mail.DECIDE_TASK) == 1


def test_a_mail_that_the_service_refuses_at_once_is_a_task_too(world: Home) -> None:
    journey = Journey(world).to_distributor()
    world.mailer.refusing = Rejected("suppressed")
    id = message_of(journey, Mail.ACCEPT_PARTNER)
    relay.send_message(world, journey.id, id)  # type: ignore[arg-type]
    (task,) = tasks(journey)
    assert (task.about["happened"], task.about["note"]) == ("refused", "suppressed")


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"detail": "text"},
        {"detail": {"eventType": "Delivery", "delivery": {}}},
        {"detail": {"eventType": "Bounce", "bounce": None}},
        {"detail": {"eventType": "DeliveryDelay", "deliveryDelay": {}}},
    ],
)
def test_what_is_no_trouble_is_ignored(world: Home, event: dict[str, Any]) -> None:
    assert mail_trouble.take(world, event) == "ignored"


@pytest.mark.parametrize(
    "tags", [None, {}, {"application": ["x"], "message": ["y"]}, {"application": [], "message": 3}]
)
def test_a_mail_that_is_not_of_the_outbox_is_left_alone(world: Home, tags: Any) -> None:
    event = {"detail": {"eventType": "Bounce", "bounce": BOUNCE, "mail": {"tags": tags}}}
    before = everything()
    assert mail_trouble.take(world, event) == "foreign"
    assert everything() == before


SENT: dict[str, Any] = {"send": {}}


@pytest.mark.parametrize("heard", [True, False])
def test_a_mail_whose_sending_was_never_answered_goes_out_once_more_only_if_no_event_tells_of_it(
    world: Home, heard: bool
) -> None:
    journey = Journey(world).to_distributor()
    id = message_of(journey, Mail.ACCEPT_PARTNER)
    send = world.mailer.send

    def unanswered(raw: bytes, sender: str, to: str) -> None:
        send(raw, sender, to)
        raise Unavailable("ReadTimeoutError")

    world.mailer.send = unanswered  # type: ignore[method-assign]
    stream(world)
    world.mailer.send = send  # type: ignore[method-assign]
    if heard:
        assert mail_trouble.take(world, told(journey, id, **SENT)) == "sent"
        assert mail_trouble.take(world, told(journey, id, **SENT)) == "known"
    world.clock.move(minutes=6)
    clock.run(world, world.clock.now())
    asked = [one for one in world.mailer.sent if f".{id}@" in str(one["Message-ID"])]
    assert len(asked) == (1 if heard else 2)
    assert tasks(journey) == []


def test_an_event_of_sending_takes_nothing_back(world: Home) -> None:
    journey = Journey(world).to_distributor()
    stream(world)
    id = message_of(journey, Mail.ACCEPT_PARTNER)
    mail_trouble.take(world, told(journey, id, bounce=BOUNCE))
    before = everything()
    assert mail_trouble.take(world, told(journey, id, **SENT)) == "known"
    assert mail_trouble.take(world, told(journey, "000999-0", **SENT)) == "foreign"
    assert mail_trouble.take(world, {"detail": {"eventType": "Send", "mail": {}}}) == "foreign"
    assert everything() == before


def test_a_mail_without_a_case_is_heard_of_and_is_nobody_s_task(world: Home) -> None:
    now = world.clock.now()
    letter = Letter(mail=Mail.RESUME_FORM, to=Person("Ann Becker", "ann@becker-it.example"), role=Role.APPLICANT)
    message = Message(id=MessageId("000001-0"), application=new_application_id(now), letter=letter, queued_at=now)
    world.outbox.queue(message, [], now)
    world.outbox.claim(message.application, message.id, now)
    assert mail_trouble.take(world, mail_event(message.application, message.id, **SENT)) == "sent"
    assert mail_trouble.take(world, mail_event(message.application, message.id, bounce=BOUNCE)) == "foreign"
    assert world.outbox.message(message.application, message.id).state is MessageState.SENT


def test_a_case_that_is_gone_is_no_reason_to_try_for_ever(world: Home) -> None:
    journey = Journey(world).to_distributor()
    assert mail_trouble.take(world, told(journey, "000999-0", bounce=BOUNCE)) == "foreign"
