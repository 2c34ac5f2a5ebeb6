"""Whether a mail is ours: by the number at its end, for whoever doubts it."""

import re
from datetime import datetime

from onboarding.domain.errors import NotFound
from onboarding.domain.ids import ApplicationId, MessageId
from onboarding.domain.messages import Message, MessageState
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page
from onboarding.world import World

_MAY_HAVE_ARRIVED = frozenset({MessageState.SENDING, MessageState.SENT, MessageState.BOUNCED, MessageState.COMPLAINED})
"""States of mails that somebody may hold: also what was called spam, and what SES took without our hearing of it."""

_NUMBER = re.compile(r"([0-7][0-9A-HJKMNP-TV-Z]{25})-([a-z0-9]{1,20}-[0-9]{1,20})")


def show(world: World, request: Request) -> Reply:
    """The form, and what is known of a number: when it was sent, and to whom, as far as only the reader knows it.

    A number has a case's id in it: eighty random bits, or what a secret made of an imported partner, so nobody finds
    one by trying.
    """
    typed = (request.query.get("number") or [""])[0].strip()
    if not typed:
        return page(world, "mail_check", number="", asked=False, sent=None)
    number = _NUMBER.fullmatch(typed)
    try:
        message = world.outbox.message(ApplicationId(number[1]), MessageId(number[2])) if number else None
    except NotFound:
        message = None
    sent = message if message is not None and message.state in _MAY_HAVE_ARRIVED else None
    return page(
        world,
        "mail_check",
        status=200 if sent else 404,
        number=typed[:80],
        asked=True,
        sent=sent,
        at=_sent_at(sent) if sent else None,
        to=masked(sent.letter.to.email) if sent else "",
    )


def _sent_at(message: Message) -> datetime:
    """When it went out; what came back later was written over that, so then when it was written, just before."""
    return message.settled if message.state is MessageState.SENT and message.settled else message.queued_at


def masked(email: str) -> str:
    """`m…@company.example`: known to its owner, useless to others."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"
