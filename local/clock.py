"""Moves the local clock forward and lets the clock function do what is due by then (`make clock BY=8d`)."""

import re
import sys
from datetime import UTC, datetime, timedelta

from local.addresses import CLOCK_FILE, NotRunning, write_whole
from local.environment import use_local_cloud
from local.functions import FunctionFailed, invoke, summary

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"(\d+)([mhdw])")


class BadDuration(ValueError):
    """A duration that cannot be read, or that would not move the clock forward."""


def duration(text: str) -> timedelta:
    """Read 90m, 6h, 8d, 2w or a sequence such as 1d12h; raises BadDuration."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise BadDuration(f"cannot read {text!r}: say for example BY=90m, BY=6h, BY=8d or BY=1d12h")
    total = sum((timedelta(**{UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
    if not total:
        raise BadDuration("the local clock only moves forward: choose more than nothing")
    return total


def offset() -> timedelta:
    """How far the local clock is ahead of the real one."""
    try:
        return timedelta(seconds=int(CLOCK_FILE.read_text()))
    except FileNotFoundError:
        return timedelta()


def move(by: timedelta) -> datetime:
    """Move the local clock forward and return its new time; it never goes back."""
    ahead = offset() + by
    write_whole(CLOCK_FILE, f"{int(ahead.total_seconds())}\n")
    return datetime.now(UTC) + ahead


def main(arguments: list[str]) -> int:
    """Move the clock by the first argument and tell what came of it."""
    try:
        by = duration(arguments[0] if arguments else "")
        use_local_cloud()
        now = move(by)
        print(f"local time is now {now:%A %d %B %Y %H:%M} UTC, {offset()} ahead")
        print(f"clock: {summary(invoke('ClockFunctionName'))}")
    except (BadDuration, NotRunning, FunctionFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
