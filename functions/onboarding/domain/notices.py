"""Notices: what the vendor announces officially, each with a number by which anybody can check a mail."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NewType

from onboarding.domain.errors import Moved, Refused
from onboarding.domain.events import FIRST, Event
from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import Actor

NoticeNumber = NewType("NoticeNumber", int)


class NoticeState(StrEnum):
    """A draft is nobody's business; what was published stays readable, also after it is withdrawn."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Expected:
    """A question that readers will have, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a notice says: the date it is about, what happens then, what to do before, and who answers questions."""

    title: str
    date: date
    consequence: str
    action: str
    contact: str
    expected: tuple[Expected, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A numbered announcement; `version` is the number of its audit events, `event_hash` the last one's."""

    id: NoticeNumber
    wording: Wording
    state: NoticeState = NoticeState.DRAFT
    published_at: datetime | None = None
    published_by: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    reason: str = ""
    version: int = 0
    event_hash: str = field(default=FIRST)

    @property
    def public(self) -> bool:
        """Whether everybody may read it."""
        return self.state is not NoticeState.DRAFT


@dataclass(frozen=True)
class NoticeChange:
    """The notice as it is then, and its audit event; both are written or neither."""

    notice: Notice
    event: Event


class Unpublished(Refused):
    """A mail would speak of a notice that nobody can read on the vendor's own page."""


def official(notice: Notice | None, about: date) -> Notice:
    """The notice, if a mail about that date may rest on it: the only door to letters about deadlines.

    Raises Unpublished for a notice that does not exist, is a draft, was withdrawn, or speaks of another date.
    """
    if notice is None:
        raise Unpublished("The notice that this deadline names does not exist.")
    if notice.state is not NoticeState.PUBLISHED:
        raise Unpublished(f"Notice {notice.id} is {_IN_WORDS[notice.state]}, so no mail may speak of it.")
    if notice.wording.date != about:
        said, meant = (f"{one.day} {one:%B %Y}" for one in (notice.wording.date, about))
        raise Unpublished(f"Notice {notice.id} speaks of {said}, and the deadline is {meant}.")
    return notice


_IN_WORDS = {NoticeState.DRAFT: "a draft", NoticeState.WITHDRAWN: "withdrawn"}


def draft(number: NoticeNumber, wording: Wording, by: Actor, now: datetime) -> NoticeChange:
    """A new notice that nobody sees yet; raises Refused with the form's field for what is missing."""
    _check(wording, by)
    return _changed(Notice(id=number, wording=wording), "notice drafted", by, now)


def reword(notice: Notice, wording: Wording, by: Actor, now: datetime) -> NoticeChange:
    """Another wording for a draft; what was published is never changed. Raises Moved, Refused."""
    _check(wording, by)
    if notice.state is not NoticeState.DRAFT:
        raise Moved("What was published is not changed: withdraw it and publish another.")
    return _changed(notice, "notice reworded", by, now, wording=wording)


def publish(notice: Notice, by: Actor, reason: str, now: datetime) -> NoticeChange:
    """Makes a draft official. Raises Moved where it is public already, Refused where it may not be."""
    if notice.public:
        raise Moved("This notice has been published already.")
    _signed(by, reason)
    _check(notice.wording, by)
    if notice.wording.date <= now.date():
        raise Refused("The date that it is about must be ahead of us.", "date")
    if not notice.wording.expected:
        raise Refused("Please answer at least one question that readers will have.", "expected")
    return _changed(
        notice,
        "notice published",
        by,
        now,
        reason,
        state=NoticeState.PUBLISHED,
        published_at=now,
        published_by=by.name.strip(),
    )


def withdraw(notice: Notice, by: Actor, reason: str, now: datetime) -> NoticeChange:
    """Takes a notice back: its page says so, and mails about it stop. Raises Moved where it is not published."""
    if notice.state is not NoticeState.PUBLISHED:
        raise Moved("Only a published notice can be withdrawn.")
    _signed(by, reason)
    return _changed(
        notice,
        "notice withdrawn",
        by,
        now,
        reason,
        state=NoticeState.WITHDRAWN,
        withdrawn_at=now,
        withdrawn_by=by.name.strip(),
        reason=reason.strip(),
    )


def _signed(by: Actor, reason: str) -> None:
    if not by.name.strip():
        raise Refused("Please type your name.", "name")
    if not reason.strip():
        raise Refused("Please say why, in a sentence.", "reason")


def _check(wording: Wording, by: Actor) -> None:
    for name, what in (("title", "a title"), ("consequence", "what happens at the date"), ("action", "what to do")):
        if not getattr(wording, name).strip():
            raise Refused(f"Please write {what}.", name)
    if wording.contact.count("@") != 1:
        raise Refused("Please give the e-mail address of somebody who answers.", "contact")
    if not by.name.strip():
        raise Refused("Please type your name.", "name")


def _changed(notice: Notice, action: str, by: Actor, now: datetime, why: str = "", **fields: Any) -> NoticeChange:
    after = replace(notice, **fields)
    event = Event(
        application=ApplicationId(f"notice-{notice.id}"),
        number=notice.version + 1,
        at=now,
        actor=by,
        action=action,
        stage=after.state.value,
        details={
            "title": after.wording.title,
            "date": after.wording.date.isoformat(),
            "consequence": after.wording.consequence,
            "action": after.wording.action,
            "contact": after.wording.contact,
            "reason": why.strip(),
        },
        previous=notice.event_hash,
    )
    return NoticeChange(replace(after, version=event.number, event_hash=event.hash), event)
