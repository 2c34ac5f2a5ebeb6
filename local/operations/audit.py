"""The audit, taken out of the table: CSV for people, JSON lines for whoever wants to check it without us."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from onboarding.csv_safe import table
from onboarding.domain.application import Application
from onboarding.domain.events import SALT, Event, content, told
from onboarding.ports.cases import Applications

HEADER = (
    "application",
    "number",
    "at",
    "kind of actor",
    "name",
    "role",
    "e-mail",
    "action",
    "stage",
    "details",
    "hash",
)


def of_one(applications: Applications, application: Application) -> list[Event]:
    """Every event of one application, oldest first."""
    return list(applications.events(application.id))


def of_period(applications: Applications, start: datetime, end: datetime) -> Iterator[tuple[Application, list[Event]]]:
    """Every application with events in the period (its end not included), each with its whole chain up to that end.

    A chain can be checked from its first event only, so the earlier ones are given, too.
    """
    for application in applications.everyone():
        if application.submitted < end:
            events = [one for one in applications.events(application.id) if one.at < end]
            if any(one.at >= start for one in events):
                yield application, events


def lines(application: Application, events: Iterable[Event]) -> Iterator[str]:
    """One JSON object an event, with its hash and what it tells of people; then the hash that the application keeps."""
    number = 0
    for event in events:
        number = event.number
        people = {"told": {SALT: event.salt, **told(event)}} if event.salt else {}
        yield json.dumps({**content(event), "hash": event.hash, **people}, ensure_ascii=False)
    if number == application.version:
        head = {"application": application.id, "version": application.version, "head": application.event_hash}
        yield json.dumps(head)


def csv(events: Iterable[Event]) -> str:
    """The same as CSV, in which no cell is a formula."""
    return table(HEADER, [_row(event) for event in events])


def _row(event: Event) -> tuple[object, ...]:
    who = event.actor
    details = "; ".join(f"{key}: {value}" for key, value in event.details.items() if value)
    at = event.at.isoformat(timespec="milliseconds")
    where = (event.application, event.number, at)
    return (*where, who.kind.value, who.name, who.role.value, who.email, event.action, event.stage, details, event.hash)
