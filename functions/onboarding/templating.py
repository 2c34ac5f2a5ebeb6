"""Jinja templates of pages, mails and agreements, with the few filters that they share."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_FOLDER = Path(__file__).parent / "templates"


def day(at: date) -> str:
    """`21 November 2026`: a date that every reader of English reads the same way (a moment's in UTC)."""
    return f"{at.day} {at:%B %Y}"


def short_day(at: date) -> str:
    """`21 Nov`: for subjects."""
    return f"{at.day} {at:%b}"


def moment(at: datetime) -> str:
    """`21 November 2026, 23:08 UTC`."""
    return f"{day(at)}, {at:%H:%M} UTC"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": day, "short_day": short_day, "moment": moment, "date": date.fromisoformat}
    return environment


def render(name: str, **context: Any) -> str:
    """The template under templates/, filled in; `.html` escapes everything. Raises UndefinedError for a gap."""
    return _environment().get_template(name).render(**context)
