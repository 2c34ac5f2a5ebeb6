"""Audit events: append-only, numbered by the application's version, each sealed with the hash of the one before.

What an event says of people (their names, mailboxes and words) is not hashed itself, but its digest with a salt of its
own. Without the salt nobody can tell what a digest was of: names and words can be taken out, and the chain still fits.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import Actor

FIRST = "0" * 64

ACTOR, SALT = "actor", "salt"
"""Beside the details that can be taken out: who acted, and what all of it is salted with."""

IN_CLEAR = frozenset(
    {
        *("decision", "outcome", "due", "date", "until", "days", "after", "generation", "track", "consent", "notice"),
        *("account", "accounts", "attempt", "lowered", "unproven", "distributor", "score", "tier", "task", "message"),
        *("number", "version", "language", "sha256", "document_sha256"),
    }
)
"""Details that are about the case and not about anybody: they stay readable for ever. All others can be taken out."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One change of one application. `number` equals the application's version after it; `previous` is a SHA-256.

    `salt` is random (hex). `veiled` has the digests of what was taken out; the actor is then a pseudonym. An event
    that has neither is of a time before salts, or of a notice: it is hashed as it reads.
    """

    application: ApplicationId
    number: int
    at: datetime
    actor: Actor
    action: str
    stage: str
    details: Mapping[str, str] = field(default_factory=dict)
    previous: str = FIRST
    salt: str = ""
    veiled: Mapping[str, str] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """SHA-256 (hex) over the event's canonical JSON, the previous hash included."""
        text = json.dumps(content(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def new_salt() -> str:
    """128 random bits (hex)."""
    return secrets.token_hex(16)


def content(event: Event) -> dict[str, Any]:
    """What an event's hash is over, as JSON has it."""
    actor, digests = event.actor, digests_of(event)
    shown = {
        "application": event.application,
        "number": event.number,
        "at": event.at.isoformat(timespec="milliseconds"),
        "action": event.action,
        "stage": event.stage,
        "previous": event.previous,
    }
    if not digests:
        return {**shown, ACTOR: [actor.kind, actor.name, actor.role, actor.email], "details": dict(event.details)}
    clear = {key: value for key, value in event.details.items() if key in IN_CLEAR}
    return {**shown, ACTOR: [actor.kind, actor.role], "details": clear, "veiled": dict(digests)}


def digests_of(event: Event) -> Mapping[str, str]:
    """The digests of what can be taken out, by its name; empty for an event that is hashed as it reads."""
    return {name: digest(event.salt, name, value) for name, value in told(event).items()} or event.veiled


def told(event: Event) -> dict[str, str]:
    """What can be taken out of an event, while it is there: who acted, and details that are about somebody."""
    if not event.salt:
        return {}
    private = {key: value for key, value in event.details.items() if key not in IN_CLEAR}
    return {ACTOR: f"{event.actor.name}\n{event.actor.email}", **private}


def digest(salt: str, name: str, value: str) -> str:
    """HMAC-SHA-256 (hex) of a value under its name."""
    return hmac.new(salt.encode(), f"{name}\n{value}".encode(), hashlib.sha256).hexdigest()


def veil(event: Event) -> Event:
    """The event without what it says of people; its hash stays the same. One that is hashed as it reads stays whole."""
    digests = digests_of(event)
    if not digests:
        return event
    pseudonym = f"{event.actor.kind} {digests[ACTOR][:8]}"
    clear = {key: value for key, value in event.details.items() if key in IN_CLEAR}
    actor = replace(event.actor, name=pseudonym, email="")
    return replace(event, actor=actor, details=clear, salt="", veiled=digests)


def broken_at(events: Iterable[Event]) -> int | None:
    """The number of the first event that does not follow from the one before, or None for a whole chain."""
    previous, number = FIRST, 0
    for event in events:
        if event.previous != previous or event.number != number + 1:
            return number + 1
        previous, number = event.hash, event.number
    return None
