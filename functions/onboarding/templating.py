"""Jinja templates of pages, mails and agreements, with the few filters that they share."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined, select_autoescape

_FOLDER = Path(__file__).parent / "templates"

COMPILED = "compiled.zip"
"""Beside the templates in a function's bundle: all of them as bytecode, without their sources."""


def day(at: date) -> str:
    """`21 November 2026`: a date that every reader of English reads the same way (a moment's in UTC)."""
    return f"{at.day} {at:%B %Y}"


def short_day(at: date) -> str:
    """`21 Nov`: for subjects."""
    return f"{at.day} {at:%b}"


def moment(at: datetime) -> str:
    """`21 November 2026, 23:08 UTC`."""
    return f"{day(at)}, {at:%H:%M} UTC"


def environment(folder: Path) -> Environment:
    """What templates in this folder are rendered with; they come compiled where the bundle's build has done so."""
    compiled = folder / COMPILED
    loader: BaseLoader = ModuleLoader(compiled) if compiled.exists() else FileSystemLoader(folder)
    made = Environment(
        loader=loader,
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"day": day, "short_day": short_day, "moment": moment, "date": date.fromisoformat}
    return made


@cache
def _ours() -> Environment:
    return environment(_FOLDER)


def render(name: str, **context: Any) -> str:
    """The template under templates/, filled in; `.html` escapes everything. Raises UndefinedError for a gap."""
    return _ours().get_template(name).render(**context)
