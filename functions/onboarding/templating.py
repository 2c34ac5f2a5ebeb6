"""Jinja templates of pages, mails and agreements, in the language that is spoken, with the few filters they share."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined, select_autoescape

from onboarding.date_words import DATES
from onboarding.domain.team import FINDINGS
from onboarding.speaking import apart, direction, gettext, ngettext, retold, spoken

_FOLDER = Path(__file__).parent / "templates"

COMPILED = "compiled.zip"
"""Beside the templates in a function's bundle: all of them as bytecode, without their sources."""


def day(at: date) -> str:
    """`21 November 2026`, `2026年11月21日`: a date that every reader of the language reads the same way (in UTC)."""
    return _written(at, "day", "months")


def short_day(at: date) -> str:
    """`21 Nov`, `11月21日`: for subjects."""
    return _written(at, "short_day", "short_months")


def moment(at: datetime) -> str:
    """`21 November 2026, 23:08 UTC`."""
    return gettext("{day}, {time} UTC").format(day=day(at), time=f"{at:%H:%M}")


def length(span: timedelta) -> str:
    """`3 days`, `6 hours`: a length of time in its largest whole unit."""
    hours = round(abs(span).total_seconds() / 3600)
    if hours % 24 or not hours:
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return ngettext("{count} day", "{count} days", hours // 24).format(count=hours // 24)


def finding(text: str) -> str:
    """What a look at a customer's team found, in the language that is spoken."""
    return retold(text, FINDINGS)


def listed(items: Iterable[object]) -> str:
    """`a, b, c`, with the comma of the language."""
    # Translators: the comma between the things of a list.
    return gettext(", ").join(str(item) for item in items)


def _written(at: date, shape: str, months: str) -> str:
    words = DATES[spoken()]
    return words[shape].format(y=at.year, m=at.month, d=at.day, month=words[months].split()[at.month - 1])


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
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.globals |= {"spoken": spoken, "direction": direction}
    made.filters |= {"day": day, "short_day": short_day, "moment": moment, "date": date.fromisoformat}
    made.filters |= {"length_of_time": length, "listed": listed, "finding": finding, "apart": apart}
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined] # the extension's
    return made


@cache
def _ours() -> Environment:
    return environment(_FOLDER)


def render(name: str, **context: Any) -> str:
    """The template under templates/, filled in; `.html` escapes everything. Raises UndefinedError for a gap."""
    return _ours().get_template(name).render(**context)
