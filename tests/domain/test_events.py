"""The audit cannot be rewritten unseen: every event carries the hash of the one before."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from onboarding.domain.events import FIRST, Event, broken_at
from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import CLOCK, Role, person


def chain(length: int) -> list[Event]:
    events: list[Event] = []
    for number in range(1, length + 1):
        events.append(
            Event(
                application=ApplicationId("01ARYZ6S41TSV4RRFFQ69G5FAV"),
                number=number,
                at=datetime(2026, 11, number, tzinfo=UTC),
                actor=CLOCK,
                action="reminded",
                stage="email",
                details={"number": str(number)},
                previous=events[-1].hash if events else FIRST,
            )
        )
    return events


def test_a_whole_chain_is_whole() -> None:
    assert broken_at(chain(5)) is None


@pytest.mark.parametrize(
    "rewritten",
    [
        {"action": "confirmed"},
        {"actor": person("Mallory", Role.OPS)},
        {"at": datetime(2025, 1, 1, tzinfo=UTC)},
        {"stage": "active"},
        {"details": {"number": "9"}},
    ],
)
def test_any_rewritten_field_breaks_the_chain_at_the_next_event(rewritten: dict[str, object]) -> None:
    events = chain(5)
    events[1] = replace(events[1], **rewritten)  # type: ignore[arg-type]
    assert broken_at(events) == 3


def test_a_missing_event_is_seen() -> None:
    events = chain(5)
    assert broken_at(events[:1] + events[2:]) == 2


def test_a_first_event_that_was_taken_away_is_seen() -> None:
    assert broken_at(chain(3)[1:]) == 1


def test_a_number_that_was_skipped_is_seen_although_the_hashes_fit() -> None:
    events = chain(4)
    assert broken_at([*events[:3], replace(events[3], number=9)]) == 4
