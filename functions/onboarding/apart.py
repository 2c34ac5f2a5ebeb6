"""Mails that belong to no case, because somebody asked for a link: to a form that is not sent, to all that waits."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from onboarding.deciding import decide
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Moved, NotFound, Refused
from onboarding.domain.ids import ApplicationId
from onboarding.domain.link import QUEUE_LIFE, Link, hash_of, new_token
from onboarding.domain.live import is_live
from onboarding.domain.messages import Mail, Message
from onboarding.domain.nudging import send_page
from onboarding.mail_context import Addresses
from onboarding.world import World


def addressed(world: World, message: Message, now: datetime) -> tuple[Message, Addresses] | None:
    """The message with what it tells, and its fresh link; None where there is nothing to lead to.

    So nobody learns from the page on which they asked whether there was.
    """
    if message.letter.mail is Mail.RESUME_FORM:
        return _form(world, message)
    lead_back(world, message.letter.to.email, now)
    return _queue(world, message, now)


def queue_of(world: World, email: str) -> list[tuple[Application, Decision]]:
    """What waits for the answer of a mailbox, the earliest date first."""
    found = [(case.application, case.decision) for case in world.applications.asked_of(email) if case.decision]
    return sorted((one for one in found if is_live(*one)), key=lambda one: one[1].due)


def lead_back(world: World, email: str, now: datetime) -> None:
    """Mails an applicant the link to the page of each of its cases, as mails of those cases; a few at most."""
    for id in world.applications.same((), email, "").get("e-mail", []):
        _to_page(world, id, now)


def _to_page(world: World, id: ApplicationId, now: datetime) -> None:
    with suppress(Moved, Refused, NotFound):
        decide(world.applications, lambda: world.applications.case(id), lambda case: send_page(case.application, now))


def _form(world: World, message: Message) -> tuple[Message, Addresses] | None:
    try:
        draft = world.drafts.find(message.application)
    except NotFound:
        return None
    if draft.sent is not None:
        return None
    token = new_token()
    world.drafts.admit(message.application, hash_of(token))
    return _telling(world, message, f"/apply/{message.application}/{token}", until=draft.expires)


def _queue(world: World, message: Message, now: datetime) -> tuple[Message, Addresses] | None:
    email = message.letter.to.email
    waiting = queue_of(world, email)
    if not waiting:
        return None
    token, until = new_token(), now + QUEUE_LIFE
    _, asked = waiting[0]
    link = Link(hash=hash_of(token), application=None, role=asked.role, email=email, expires=until)
    world.outbox.keep_link(link)
    named = replace(message, letter=replace(message.letter, to=asked.asked))
    return _telling(world, named, f"/queue/{token}", until=until, waiting=str(len(waiting)))


def _telling(world: World, message: Message, path: str, *, until: datetime, **facts: str) -> tuple[Message, Addresses]:
    base = world.settings.need("base_url")
    letter = replace(message.letter, facts={**facts, "until": until.date().isoformat()})
    addresses = Addresses(decision=f"{base}{path}", page="", home=base, console=world.settings.console_url)
    return replace(message, letter=letter), addresses
