"""What the mail service tells of our mails: those that did not arrive become tasks for ops.

That it has taken a mail is told as well: where its own answer was lost, no second copy goes out.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from onboarding.deciding import decide
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved, NotFound
from onboarding.domain.ids import ApplicationId, MessageId, is_application_id, is_message_id
from onboarding.domain.messages import Message, MessageState
from onboarding.domain.undelivered import STATES, Failure, task_of, undelivered
from onboarding.observing import observed
from onboarding.world import World, world

logger = Logger()
metrics = Metrics(namespace="PartnerOnboarding", service="mail_trouble")

_SUPPRESSED = frozenset({"Suppressed", "OnAccountSuppressionList"})
"""Sub-types of a bounce where the mail never left SES, because an earlier one bounced or was complained of."""


_ORDINARY = frozenset({"known", "sent", "ignored"})
"""What every mail brings, and nobody counts: other figures say how many went out."""


@observed
def handler(event: Mapping[str, Any], context: object) -> dict[str, str]:
    """An event of SES by way of EventBridge (SES developer guide, “Amazon SES event data”); gives what became of it.

    It raises where the table is away, so that the event is delivered again.
    """
    done = take(world(), event)
    if done not in _ORDINARY:
        metrics.add_metric(name=done.capitalize(), unit=MetricUnit.Count, value=1)
        metrics.flush_metrics()
    return {"done": done}


def take(world: World, event: Mapping[str, Any]) -> str:
    """`bounced`, `complained` …; `ignored` for what is no trouble, `foreign` for a mail that is not of the outbox.

    Of a mail that was taken for delivery: `sent` where nobody knew that yet, else `known`.
    """
    detail = event.get("detail")
    if isinstance(detail, Mapping) and detail.get("eventType") == "Send":
        return _taken(world, detail)
    told = _told(detail) if isinstance(detail, Mapping) else None
    if told is None:
        return "ignored"
    assert isinstance(detail, Mapping)  # noqa: S101 - told says so
    failure, why = told
    application, message = _tagged(detail, "application"), _tagged(detail, "message")
    if not (is_application_id(application) and is_message_id(message)):
        logger.warning("an event about a mail that is not ours", extra={"failure": failure.value})
        return "foreign"
    try:
        found = world.applications.message(ApplicationId(application), MessageId(message))
        report(world, found, failure, why, world.clock.now())
    except NotFound:
        logger.warning("an event about a mail that nobody knows", extra={"application": application})
        return "foreign"
    return failure.value


def _taken(world: World, detail: Mapping[str, Any]) -> str:
    """Notes that a mail went out of whose sending nothing was heard: it is not sent again."""
    application, message = _tagged(detail, "application"), _tagged(detail, "message")
    if not (is_application_id(application) and is_message_id(message)):
        return "foreign"
    try:
        found = world.applications.message(ApplicationId(application), MessageId(message))
    except NotFound:
        return "foreign"
    if found.state is not MessageState.SENDING or not world.outbox.heard_of(found, world.clock.now()):
        return "known"
    logger.info("mail was sent, as its event says", extra={"application": application, "message_id": message})
    return "sent"


def report(world: World, message: Message, failure: Failure, why: str, now: datetime) -> None:
    """Opens ops' task, once, and notes on the message what became of it; raises Unavailable."""

    def read() -> Case:
        try:
            world.applications.case(message.application, task_of(message.id))
        except NotFound:
            return world.applications.case(message.application)
        raise Moved("Ops have this task already.")

    def rule(case: Case) -> Change:
        return undelivered(case.application, message, failure, why, world.program, now)

    try:
        decide(world.applications, read, rule)
    except Moved:
        pass
    else:
        extra = {"application": message.application, "message_id": message.id, "mail": message.letter.mail.value}
        logger.warning("mail did not arrive", extra={**extra, "failure": failure.value})
    world.outbox.settle(message, STATES[failure], now)


def _told(detail: Mapping[str, Any]) -> tuple[Failure, str] | None:
    match detail:
        case {"eventType": "Bounce", "bounce": Mapping() as bounce}:
            gone = bounce.get("bounceSubType") in _SUPPRESSED
            return Failure.SUPPRESSED if gone else Failure.BOUNCED, _diagnosis(bounce)
        case {"eventType": "Complaint", "complaint": Mapping() as complaint}:
            return Failure.COMPLAINED, str(complaint.get("complaintFeedbackType") or "")
        case {"eventType": "Reject", "reject": Mapping() as reject}:
            return Failure.REFUSED, str(reject.get("reason") or "")
        case {"eventType": "Rendering Failure", "failure": Mapping() as failure}:
            return Failure.REFUSED, str(failure.get("errorMessage") or "")
    return None


def _diagnosis(bounce: Mapping[str, Any]) -> str:
    """What the other server said, or else the bounce's own type."""
    for one in bounce.get("bouncedRecipients") or []:
        if isinstance(one, Mapping) and one.get("diagnosticCode"):
            return str(one["diagnosticCode"])
    return f"{bounce.get('bounceType', 'bounce')}, {bounce.get('bounceSubType', 'no more is known')}"


def _tagged(detail: Mapping[str, Any], name: str) -> str:
    """One of the tags that we sent along with the mail."""
    mail = detail.get("mail")
    tags = mail.get("tags") if isinstance(mail, Mapping) else None
    values = tags.get(name) if isinstance(tags, Mapping) else None
    return str(values[0]) if isinstance(values, list) and values else ""
