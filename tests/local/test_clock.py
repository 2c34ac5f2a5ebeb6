"""The local clock: durations, and a clock that only moves forward."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local import clock


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90m", timedelta(minutes=90)),
        ("6h", timedelta(hours=6)),
        ("8d", timedelta(days=8)),
        ("2w", timedelta(weeks=2)),
        ("1d12h", timedelta(days=1, hours=12)),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, expected: timedelta) -> None:
    assert clock.duration(text) == expected


@pytest.mark.parametrize("text", ["", "8", "d", "-8d", "8 d", "8days", "1.5h", "0m"])
def test_a_duration_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(clock.BadDuration):
        clock.duration(text)


def test_the_offset_only_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "CLOCK_FILE", tmp_path / "clock")
    assert clock.offset() == timedelta()
    clock.move(timedelta(hours=6))
    now = clock.move(timedelta(days=8))
    assert clock.offset() == timedelta(days=8, hours=6)
    assert abs(now - datetime.now(UTC) - clock.offset()) < timedelta(seconds=5)
    assert (tmp_path / "clock").read_text() == f"{(8 * 24 + 6) * 3600}\n"
