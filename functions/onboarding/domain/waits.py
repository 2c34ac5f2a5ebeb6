"""How long people have, and when they are reminded: `[waits]` of program.toml, with the vendor's calendar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from onboarding.domain.calendars import Office, zone_of
from onboarding.domain.checked import may, need
from onboarding.domain.decision import Kind
from onboarding.domain.errors import ProgramError

_DURATION = re.compile(r"([1-9][0-9]{0,3})([dh])")

TIMED = (
    Kind.CONFIRMATION,
    Kind.INVITATION,
    Kind.REVIEW,
    Kind.DISTRIBUTOR,
    Kind.BUSINESS,
    Kind.AGREEMENT,
    Kind.COUNTERSIGNATURE,
    Kind.CUSTOMERS,
    Kind.ADMIN,
    Kind.HOLD,
    Kind.QUESTION,
    Kind.MISSED,
    Kind.CHECKIN,
    Kind.TASK,
    Kind.PROOF,
    Kind.DRIFT,
    Kind.SCREENING,
    Kind.SUSPICION,
)


OPEN_ENDED = frozenset(
    {
        Kind.HOLD,
        Kind.QUESTION,
        Kind.ADMIN,
        Kind.TASK,
        Kind.MISSED,
        Kind.PROOF,
        Kind.DRIFT,
        Kind.SCREENING,
        Kind.SUSPICION,
    }
)
"""Kinds that nobody answers for the person who is asked: reminders may go on after the date."""


@dataclass(frozen=True)
class Wait:
    """How long somebody has, and when they are reminded, counted from the asking."""

    due: timedelta
    reminders: tuple[timedelta, ...]
    office: Office | None = None
    """Set where the days are working days of the vendor's."""

    def until(self, now: datetime) -> datetime:
        """The date of a decision that is asked now."""
        return self._after(now, self.due)

    def ladder(self, now: datetime) -> tuple[datetime, ...]:
        """The reminder times for a decision that is asked now."""
        return tuple(self._after(now, step) for step in self.reminders)

    def _after(self, now: datetime, length: timedelta) -> datetime:
        return now + length if self.office is None else self.office.after(now, length)


def duration(text: object, key: str) -> timedelta:
    """`5d` or `36h` as a length of time; raises ProgramError naming the key."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ProgramError(f"{key}: “{text}” is not a length of time such as “5d” or “36h”")
    count = int(match[1])
    return timedelta(days=count) if match[2] == "d" else timedelta(hours=count)


def read(toml: Mapping[str, Any]) -> dict[Kind, Wait]:
    """The dates of every kind of decision; raises ProgramError naming the key that is wrong."""
    table = need(toml, "waits", dict, "program")
    office = _office(need(toml, "calendar", dict, "program"))
    return {kind: _wait(table, kind, office) for kind in TIMED}


def _wait(table: Mapping[str, Any], kind: Kind, office: Office) -> Wait:
    where = f"waits.{kind.value}"
    entry = need(table, kind.value, dict, "waits")
    wait = Wait(
        duration(entry.get("due"), f"{where}.due"),
        tuple(duration(step, f"{where}.reminders") for step in entry.get("reminders", [])),
        office if may(entry, "working_days", bool, where, False) else None,
    )
    if list(wait.reminders) != sorted(set(wait.reminders)):
        raise ProgramError(f"{where}.reminders: the steps must rise")
    if kind not in OPEN_ENDED and any(step >= wait.due for step in wait.reminders):
        raise ProgramError(f"{where}.reminders: every reminder must come before the due date")
    return wait


def _office(table: Mapping[str, Any]) -> Office:
    """`[calendar]`: the days on which the vendor's people answer."""
    country = need(table, "country", str, "calendar")
    zone = may(table, "zone", str, "calendar", zone_of(country))
    holidays = may(table, "holidays", list, "calendar", [])
    if zone_of("", zone) != zone:
        raise ProgramError(f"calendar.zone: “{zone}” is not a time zone")
    if not all(type(day) is date for day in holidays):
        raise ProgramError("calendar.holidays: write each as a date, such as 2026-12-25")
    return Office(country, zone, frozenset(holidays))
