"""The agreement's texts: those in the sources and a deployment's own, held against its program before it ships.

`-c agreements=…` names a folder that is laid out like templates/agreements: `<version>/<language>.toml`. Its texts
come beside ours and never in their place: no text changes under a version that somebody has signed.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError
from jinja2.meta import find_undeclared_variables

from infra.bundle import SOURCE, TEXTS
from infra.settings import SettingsError
from onboarding.domain.program import Program

OURS = SOURCE / TEXTS

PLACEHOLDERS = {"vendor", "company", "country", "distributor", "signer"}
"""What is filled in; a text may leave some out."""

LABELS = {"number", "version", "prepared", "vendor", "partner", "signer", "page", "of", "spelled"}
"""What every text has a word for; a fact or an annex that it has none for is left out."""

ANNEX = {"annex", "annex_intro", "annex_none", "customer", "admin"}
_MONTHS = 12
_DATE = ("{day}", "{month}", "{year}")


def check(program: Program, own: Path | None = None) -> None:
    """Raises SettingsError, with all that is wrong, unless every track, country and language has its agreement."""
    wrong = list(_wrong(program, _texts(own)))
    if wrong:
        raise SettingsError("the agreement's texts do not fit the program:\n" + "\n".join(f"- {one}" for one in wrong))


def _texts(own: Path | None) -> dict[tuple[str, str], Path]:
    """Every text by version and language. Raises SettingsError where the folder is none, or takes the place of ours."""
    if own is not None and not own.is_dir():
        raise SettingsError(f"-c agreements={own}: there is no such folder")
    found: dict[tuple[str, str], Path] = {}
    for folder in (OURS, *([own] if own else [])):
        for file in sorted(folder.glob("*/*.toml")):
            if (file.parent.name, file.stem) in found:
                text = f"{file.parent.name}/{file.name}"
                raise SettingsError(f"-c agreements={own}: {text} is one of ours; give your version another name")
            found[file.parent.name, file.stem] = file
    return found


def _wrong(program: Program, texts: Mapping[tuple[str, str], Path]) -> Iterator[str]:
    for version in dict.fromkeys(track.agreement for track in program.tracks.values()):
        tracks = [track.id for track in program.tracks.values() if track.agreement == version]
        for language in program.languages:
            file = texts.get((version, language))
            if file is None:
                what = f"version {version} in {program.languages[language]} ({version}/{language}.toml)"
                yield f"{what} is missing: the track {', '.join(tracks)} needs it"
            else:
                yield from (f"{version}/{file.name}: {one}" for one in _of_text(program, file, language, tracks))


def _of_text(program: Program, file: Path, language: str, tracks: list[str]) -> Iterator[str]:
    try:
        text = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        yield str(error)
        return
    months, date, labels = text.get("months"), text.get("date"), text.get("labels")
    if not isinstance(text.get("title"), str) or not text["title"].strip():
        yield "title: its name is needed"
    if not isinstance(months, list) or len(months) != _MONTHS:
        yield f"months: the names of all {_MONTHS} are needed"
    if not isinstance(date, str) or not all(part in date for part in _DATE):
        yield f"date: a form with {', '.join(_DATE)} is needed"
    named = set(labels if isinstance(labels, dict) else ())
    if missing := sorted((LABELS | ANNEX if named & ANNEX else LABELS) - named):
        yield f"labels: {', '.join(missing)} missing"
    yield from _unnamed(program, text, language, tracks)
    yield from _clauses(program, text, tracks)


def _unnamed(program: Program, text: Mapping[str, Any], language: str, tracks: list[str]) -> Iterator[str]:
    """What has no name in this language; program.toml's own names are in the language that it offers first."""
    if language == next(iter(program.languages)):
        return
    for key, needed in (("countries", program.countries), ("tracks", tracks)):
        if missing := [one for one in needed if not text.get(key, {}).get(one)]:
            yield f"{key}: no name for {', '.join(missing)}"


def _clauses(program: Program, text: Mapping[str, Any], tracks: list[str]) -> Iterator[str]:
    """Whether each clause can be filled in, and everybody is left with some in each section."""
    if "no_distributor" in text:
        yield from _placeholders("no_distributor", text["no_distributor"], {"vendor"})
    sections = text.get("sections") or []
    if not sections:
        yield "sections: at least one is needed"
    for number, section in enumerate(sections, start=1):
        where, limits = f"section {number}", []
        for clause in section.get("clauses", []):
            entry = {"text": clause} if isinstance(clause, str) else clause
            yield from _placeholders(where, entry.get("text", ""), PLACEHOLDERS)
            for key, known in (("tracks", program.tracks), ("countries", program.countries)):
                if unknown := [one for one in entry.get(key, ()) if one not in known]:
                    yield f"{where}: the program has no {key} {', '.join(unknown)}"
            limits.append((entry.get("tracks", tracks), entry.get("countries", program.countries)))
        if bare := _without(limits, tracks, program.countries):
            yield f"{where}: no clause is left for {', '.join(bare)}"
        if not section.get("heading"):
            yield f"{where}: heading: its words are needed"


def _placeholders(where: str, words: object, known: Iterable[str]) -> Iterator[str]:
    if not isinstance(words, str) or not words.strip():
        yield f"{where}: words are needed"
        return
    try:
        used = find_undeclared_variables(Environment(autoescape=True).parse(words))
    except TemplateSyntaxError as error:
        yield f"{where}: {error.message}"
        return
    if unknown := sorted(used - set(known)):
        yield f"{where}: nothing fills in {', '.join(unknown)}"


def _without(limits: list[tuple[Iterable[str], Iterable[str]]], tracks: list[str], all: Iterable[str]) -> list[str]:
    """The pairs of track and country for which no clause is meant."""
    covered = {(track, country) for of, at in limits for track in of for country in at}
    return [f"{track}/{country}" for track in tracks for country in all if (track, country) not in covered]
