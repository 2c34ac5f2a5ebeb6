"""Mails that did not arrive: for every kind of reader one task for ops, once, however often SES tells it."""

from collections.abc import Iterator
from typing import Any

import pytest

from onboarding import mail_trouble, relay
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import Rejected
from onboarding.domain.messages import Mail, MessageState
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from tests.support.journey import Journey, home, stream
from tests.support.table import everything
from tests.support.world import Home


@pytest.fixture
def world() -> Iterator[Home]:
    with home() as made:
        yield made


def told(journey: Journey, message: str, **what: Any) -> dict[str, Any]:
    """SES's event by way of EventBridge (SES developer guide, examples of event data)."""
    kind = next(iter(what))
    return {
        "version": "0",
        "source": "aws.ses",
        "detail-type": "Email Bounced",
        "detail": {
            "eventType": kind.capitalize(),
            "mail": {
                "messageId": "0000014644fe5ef6-9a483358",
                "destination": ["somebody@elsewhere.example"],
                "tags": {
                    "ses:configuration-set": ["Configuration"],
                    "application": [str(journey.id)],
                    "message": [message],
                },
            },
            **what,
        },
    }


BOUNCE = {
    "bounceType": "Permanent",
    "bounceSubType": "General",
    "bouncedRecipients": [{"emailAddress": "a@b.example", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}],
}
SUPPRESSED = {"bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList", "bouncedRecipients": []}


def tasks(journey: Journey) -> list[Decision]:
    decisions = journey.world.applications.decisions(journey.id)
    return [one for one in decisions if one.kind is Kind.TASK]


def message_of(journey: Journey, mail: Mail) -> str:
    found = journey.world.applications.messages(journey.id)
    return next(one.id for one in found if one.letter.mail is mail)


@pytest.mark.parametrize(
    ("what", "happened", "state"),
    [
        ({"bounce": BOUNCE}, "bounced", MessageState.BOUNCED),
        ({"bounce": SUPPRESSED}, "suppressed", MessageState.BOUNCED),
        ({"complaint": {"complaintFeedbackType": "abuse"}}, "complained", MessageState.COMPLAINED),
        ({"reject": {"reason": "Bad content"}}, "refused", MessageState.FAILED),
    ],
)
def test_what_did_not_arrive_is_a_task_with_its_reason(
    world: Home, what: dict[str, Any], happened: str, state: MessageState
) -> None:
    journey = Journey(world).to_distributor()
    stream(world)
    id = message_of(journey, Mail.ACCEPT_PARTNER)
    assert mail_trouble.take(world, told(journey, id, **what)) == happened
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
        {"detail": {"eventType": "Send", "mail": {}}},
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


def test_a_case_that_is_gone_is_no_reason_to_try_for_ever(world: Home) -> None:
    journey = Journey(world).to_distributor()
    assert mail_trouble.take(world, told(journey, "000999-0", bounce=BOUNCE)) == "foreign"
