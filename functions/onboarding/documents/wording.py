"""An agreement's words: the template of a version and a language, limited to a track and a country, filled in."""

import json
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

from jinja2 import Environment, StrictUndefined

from onboarding.domain.account import Account
from onboarding.domain.application import Application, Customer
from onboarding.domain.program import Program

FOLDER = Path(__file__).parents[1] / "templates" / "agreements"
"""Where each version has its words, a file a language."""

MOST_ON_SCREEN = 300
"""Rows of the annex in the words for the screen, which DynamoDB keeps in one item of 400 KB; the PDF has them all."""

_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_FIRST_STRONG, _END = "\u2068", "\u2069"


@dataclass(frozen=True)
class Section:
    """A heading and its clauses; both are numbered in their order."""

    heading: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A customer account in the annex, with the customer's own administrator, or the word that none is named yet."""

    customer: str
    admin: str


@dataclass(frozen=True, kw_only=True)
class Wording:
    """All words of one agreement, in one language, in the order in which they are printed.

    `annex` is None in an agreement that has none; where it is empty, the annex says that there are no accounts.
    """

    language: str
    country: str
    title: str
    labels: Mapping[str, str]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    annex: tuple[Row, ...] | None

    def as_json(self) -> str:
        """For the page's template, which takes data and never source text; and to be kept with what was shown."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def kept(cls, stored: bytes) -> Self:
        """The words as `as_json` gave them."""
        found = json.loads(stored)
        sections = tuple(Section(one["heading"], tuple(one["clauses"])) for one in found["sections"])
        facts = tuple((label, value) for label, value in found["facts"])
        annex = None if found["annex"] is None else tuple(Row(**row) for row in found["annex"])
        return cls(**{**found, "sections": sections, "facts": facts, "annex": annex})

    def text(self) -> str:
        """The same words as plain text, paragraph by paragraph: for the screen."""
        parts = [self.title, *(f"{label}: {value}" for label, value in self.facts)]
        for number, section in enumerate(self.sections, start=1):
            parts.append(f"{number}. {section.heading}")
            parts += [f"{number}.{at} {clause}" for at, clause in enumerate(section.clauses, start=1)]
        if self.annex is not None:
            parts.append(f"{len(self.sections) + 1}. {self.labels['annex']}")
            parts.append(self.labels["annex_intro" if self.annex else "annex_none"])
            parts += [f"{row.customer} – {row.admin}" for row in self.annex[:MOST_ON_SCREEN]]
            if len(self.annex) > MOST_ON_SCREEN:
                more = self.labels.get("annex_more", "… (+{count})")
                parts.append(more.replace("{count}", str(len(self.annex) - MOST_ON_SCREEN)))
        return "\n\n".join(parts) + "\n"


def language_of(application: Application, program: Program) -> str:
    """The application's language where the agreement is written in it, else the first that the program offers."""
    wanted = application.submission.language
    return wanted if wanted in program.languages else next(iter(program.languages))


def managed(accounts: Sequence[Account]) -> list[Customer]:
    """The customers that a partner manages when it signs, each with whoever is named for it now."""
    return [Customer(name=one.customer, nominee=one.nominee) for one in accounts if one.managed]


def wording(
    application: Application, customers: Sequence[Customer], number: str, program: Program, now: datetime
) -> Wording:
    """The agreement that this application's signer is asked to sign; `customers` are those of its annex.

    A fact, or the annex, is in it where its words have a label for it.
    """
    language = language_of(application, program)
    template = _template(program.track(application.submission.track).agreement, language)
    names = _names(application, program, template)
    form, labels = application.submission, template["labels"]
    facts = {
        "number": number,
        "version": program.track(application.submission.track).agreement,
        "replaces": f"{before.number}, {before.version}" if (before := application.agreement) else "",
        "prepared": _day(template, now),
        "vendor": f"{program.vendor.name}, {program.vendor.contact.email}",
        "partner": f"{names['company']}, {names['country']}",
        "distributor": names["distributor"],
        "territory": names["country"],
        "track": template["tracks"].get(form.track) or program.track(form.track).name,
        "signer": f"{names['signer']}, {application.signs.email}",
    }
    return Wording(
        language=language,
        country=form.country,
        title=template["title"],
        labels=labels,
        facts=tuple((labels[name], value) for name, value in facts.items() if value and name in labels),
        sections=tuple(_section(entry, application, names) for entry in template["sections"]),
        annex=_annex(customers, labels) if "annex" in labels else None,
    )


def _annex(customers: Sequence[Customer], labels: Mapping[str, str]) -> tuple[Row, ...]:
    nobody = labels.get("unnamed", "–")
    return tuple(Row(isolated(one.name), isolated(one.nominee.name) or nobody) for one in customers)


def isolated(name: str) -> str:
    """A name that does not carry its direction into the sentence around it; most names stay as they are."""
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in name):
        return f"{_FIRST_STRONG}{name}{_END}"
    return name


@cache
def _template(version: str, language: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / version / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def _environment() -> Environment:
    return Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - plain text, set by data


def _fill(text: str, names: Mapping[str, str]) -> str:
    return _environment().from_string(text).render(names)


def _names(application: Application, program: Program, template: Mapping[str, Any]) -> dict[str, str]:
    form, vendor = application.submission, program.vendor.name
    unnamed = _fill(template.get("no_distributor", ""), {"vendor": vendor})
    return {
        "vendor": vendor,
        "company": isolated(form.company),
        "country": template["countries"].get(form.country) or program.countries.get(form.country, form.country),
        "distributor": isolated(application.distributor_name) or unnamed,
        "signer": isolated(application.signs.name),
    }


def _section(entry: Mapping[str, Any], application: Application, names: Mapping[str, str]) -> Section:
    form, clauses = application.submission, []
    for clause in entry["clauses"]:
        if isinstance(clause, str):
            clauses.append(_fill(clause, names))
        elif form.track in clause.get("tracks", [form.track]) and form.country in clause.get(
            "countries", [form.country]
        ):
            clauses.append(_fill(clause["text"], names))
    return Section(entry["heading"], tuple(clauses))


def _day(template: Mapping[str, Any], at: datetime) -> str:
    month = template["months"][at.month - 1]
    return str(template["date"]).format(day=at.day, month=month, year=at.year)
