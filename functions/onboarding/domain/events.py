"""Audit events: append-only, numbered by the application's version, each sealed with the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import Actor

FIRST = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Event:
    """One change of one application. `number` equals the application's version after it; `previous` is a SHA-256."""

    application: ApplicationId
    number: int
    at: datetime
    actor: Actor
    action: str
    stage: str
    details: Mapping[str, str] = field(default_factory=dict)
    previous: str = FIRST

    @property
    def hash(self) -> str:
        """SHA-256 (hex) over the event's canonical JSON, the previous hash included."""
        text = json.dumps(content(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def content(event: Event) -> dict[str, Any]:
    """What an event's hash is over, as JSON has it."""
    return {
        "application": event.application,
        "number": event.number,
        "at": event.at.isoformat(timespec="milliseconds"),
        "actor": [event.actor.kind, event.actor.name, event.actor.role, event.actor.email],
        "action": event.action,
        "stage": event.stage,
        "details": dict(event.details),
        "previous": event.previous,
    }


def broken_at(events: Iterable[Event]) -> int | None:
    """The number of the first event that does not follow from the one before, or None for a whole chain."""
    previous, number = FIRST, 0
    for event in events:
        if event.previous != previous or event.number != number + 1:
            return number + 1
        previous, number = event.hash, event.number
    return None
