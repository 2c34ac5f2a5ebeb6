"""Dropbox Sign's events: recognised first, then taken as a hint to look there, and never as news.

The event's hash covers its time and type only, not its content (developers.hellosign.com, events walkthrough), so
a replayed hash can carry any content. All that an event can do is to have a request that we wait for read back.
"""

import json
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools import Logger

from onboarding.domain.errors import NotFound
from onboarding.domain.ids import ApplicationId, DecisionId, is_application_id, is_decision_id
from onboarding.web.request import Request, Unacceptable
from onboarding.web.responses import Reply
from onboarding.world import World

RECEIVED = "Hello API Event Received"
"""What the provider wants to read; anything else makes it send the event again, for days."""

TELLING = frozenset(
    {
        "signature_request_signed",
        "signature_request_all_signed",
        "signature_request_downloadable",
        "signature_request_declined",
        "signature_request_reassigned",
        "signature_request_canceled",
        "signature_request_expired",
        "signature_request_invalid",
        "signature_request_destroyed",
        "signature_request_email_bounce",
        "signature_request_signer_removed",
        "file_error",
        "unknown_error",
    }
)
"""Events after which a request may stand otherwise; the others (sent, viewed, prepared …) change nothing for us."""

_LONGEST_WORD = 200

logger = Logger()


@dataclass(frozen=True)
class _Event:
    """What an event says of itself; nothing of it is proved but its time and kind."""

    time: str
    kind: str
    hash: str
    request: str
    application: str
    decision: str


def receive(world: World, request: Request) -> Reply:
    """The provider's own answer for what is authentic, whatever it says; 401 for everything else."""
    if not world.settings.dropbox_sign_secret:
        raise NotFound("no provider is connected")
    event = _event(request.event)
    if event is None or not world.provider.authentic(event.time, event.kind, event.hash):
        raise Unacceptable(401, "This is not for you", "This address takes the signature provider’s own messages only.")
    extra = {"event": event.kind, "time": event.time}
    if event.kind in TELLING and is_application_id(event.application) and is_decision_id(event.decision):
        application, decision = ApplicationId(event.application), DecisionId(event.decision)
        awaited = world.outbox.nudge(application, decision, event.request, world.clock.now())
        logger.info("signature event" if awaited else "signature event for nobody", extra=extra)
    return Reply(status=200, body=RECEIVED, content_type="text/plain; charset=utf-8")


def _event(text: str) -> _Event | None:
    """The event in a JSON text, or None where it is not even shaped like one."""
    try:
        content = json.loads(text)
        event = content["event"]
        time, kind, hash = event["event_time"], event["event_type"], event["event_hash"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not all(isinstance(word, str) and len(word) <= _LONGEST_WORD for word in (time, kind, hash)):
        return None
    request = _object(content, "signature_request")
    metadata = _object(request, "metadata")
    id = str(request.get("signature_request_id"))[:_LONGEST_WORD]
    return _Event(time, kind, hash, id, str(metadata.get("application")), str(metadata.get("decision")))


def _object(content: dict[str, Any], name: str) -> dict[str, Any]:
    found = content.get(name)
    return found if isinstance(found, dict) else {}
