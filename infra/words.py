"""The catalogues of translations: what is to be translated, brought up to date and compiled.

`make words` reads every marked text out of templates, modules and program.toml into locales/messages.pot, merges
it into each language's messages.po, and writes the names and patterns of dates that the languages have (Unicode CLDR).
"""

import os
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "functions" / "onboarding"
LOCALES = SOURCE / "locales"
TEMPLATE = LOCALES / "messages.pot"
DATES = SOURCE / "date_words.py"

_OF_OPS = [
    "deadlines",
    "erasing",
    "intervening",
    "notices",
    "releasing",
    "renewing",
    "suspecting",
    "regrowing",
    "checkins",
    "asking_customers",
]
_TEMPLATES = [
    ("templates/ops/**", "ignore"),
    ("templates/agreements/**", "ignore"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
    ("program.toml", "infra.words:program_texts"),
]
_MODULES = [
    ("adapters/signatures.py", "ignore"),
    *((f"domain/{rules}.py", "ignore") for rules in _OF_OPS),
    *((f"{room}/**", "ignore") for room in ("ops", "importing", "screening", "steps")),
    ("**.py", "python"),
]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}, "templates/**.txt": {"trimmed": "true"}}
_OURS: dict[str, Any] = {**dict.fromkeys(("say", "wrong", "Refused", "Moved")), "say_many": (1, 2)}
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a date that moves would make every run a change
_ANYWHERE: Any = None  # the file is enough: line numbers would make every edit a change
_HEAD = "# Partner Onboarding: texts of pages and mails."


def extracted() -> Catalog:
    """All that is to be translated, by where it stands."""
    catalog = Catalog(project="Partner Onboarding", charset="utf-8", header_comment=_HEAD)
    found = [*_found(_TEMPLATES, DEFAULT_KEYWORDS), *_found(_MODULES, {**DEFAULT_KEYWORDS, **_OURS})]
    for file, _, message, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalog.add(message, locations=[(file, _ANYWHERE)], auto_comments=comments, context=context)
    return catalog


def _found(methods: Any, keywords: Any) -> Iterator[Any]:
    return extract_from_dir(str(SOURCE), methods, _OPTIONS, keywords, comment_tags=("Translators:",))


def program_texts(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[tuple[int, str, str, list[str]]]:
    """What program.toml says to partners: its countries, services, tracks, questions and rules (for Babel)."""
    program = tomllib.load(file)
    texts = [*program["countries"].values(), *program["services"].values()]
    for track in program["tracks"].values():
        asked, rules = track.get("questions", []), track.get("readiness", {}).get("rules", [])
        texts += [one[key] for one in (track, *asked) for key in ("name", "label", "hint") if key in one]
        texts += [label for one in asked for label in one.get("options", {}).values()]
        texts += [rule["why"] for rule in rules]
    return ((1, "gettext", text, []) for text in dict.fromkeys(texts))


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())


def catalogue(language: str) -> Catalog:
    """The translations as they are."""
    with _of(language).open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Writes the template, and each catalogue with what is new, empty, and without what is gone."""
    template = extracted()
    _write(TEMPLATE, template)
    for language in languages():
        known = catalogue(language) if _of(language).exists() else Catalog(locale=language)
        known.update(template, no_fuzzy_matching=True)
        known.obsolete.clear()
        known.header_comment = _HEAD
        _write(_of(language), known)
    DATES.write_text(date_words(), encoding="utf-8")


def compile_all(folder: Path = LOCALES) -> None:
    """A messages.mo beside every messages.po below the folder, where there is none as new; whole or not at all."""
    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file, tempfile.NamedTemporaryFile(dir=source.parent, delete=False) as made:
            write_mo(made, read_po(file))
        Path(made.name).chmod(0o644)
        Path(made.name).replace(compiled)
        at = source.stat().st_mtime_ns
        os.utime(compiled, ns=(at, at))


def date_words() -> str:
    """The module of date words, from CLDR: English as Britain writes it, every language with Western digits."""
    from onboarding.domain.languages import SPOKEN  # noqa: PLC0415 - the bundle is built without our package's path

    lines = [
        '"""Names and patterns of dates by language: written by `make words` from Unicode CLDR, not by hand."""',
        "",
    ]
    lines += ["DATES: dict[str, dict[str, str]] = {"]
    for language in SPOKEN:
        names, shapes = Locale(language), Locale("en", "GB") if language == "en" else Locale(language)
        lines.append(f'    "{language}": {{')
        for key, width in (("months", "wide"), ("short_months", "abbreviated")):
            twelve = " ".join(names.months["format"][width][number] for number in range(1, 13))
            lines.append(f'        "{key}": "{twelve}",')
        long, short = shapes.date_formats["long"].pattern, shapes.datetime_skeletons["MMMd"].pattern
        lines += [f'        "day": "{_shape(long)}",', f'        "short_day": "{_shape(short)}",']
        lines.append("    },")
    return "\n".join([*lines, "}", ""])


def _shape(pattern: str) -> str:
    """`d 'de' MMMM y` of CLDR as `{d} de {month} {y}` of Python."""
    quoted = pattern.split("'")
    for at in range(0, len(quoted), 2):
        for letters, name in (("MMMM", "\1"), ("MMM", "\1"), ("M", "{m}"), ("y", "{y}"), ("d", "{d}")):
            quoted[at] = quoted[at].replace(letters, name) if "{" not in name else _only(quoted[at], letters, name)
    return "".join(quoted).replace("\1", "{month}")


def _only(text: str, letter: str, name: str) -> str:
    return "".join(name if one == letter else one for one in text)


def _of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def _write(file: Path, catalog: Catalog) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    catalog.creation_date = catalog.revision_date = _NO_DATE
    with file.open("wb") as out:
        write_po(out, catalog, width=110, sort_by_file=False, include_previous=False, omit_header=False)


if __name__ == "__main__":
    update()
    print(f"{len(extracted())} texts, {', '.join(languages())}", file=sys.stderr)
