"""A denied-party list as ops drop it, read row by row: its entries, or why it is none."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from onboarding.domain.screening import Entry
from onboarding.importing.dialects import HEAD, Unreadable, opening
from onboarding.importing.records import fields, records
from onboarding.screening.columns import columns, understood

MOST_NAMES = 250_000
"""Names of one list that are taken: what fits into the memory of a function, and twice the largest list in use."""

_LONGEST = 300
_NOTHING = {"", "-0-", "n/a", "none", "null"}
_NO_PARTY = {"vessel", "aircraft"}
_SEVERAL = re.compile(r"\s*[;|]\s*")

NO_NAMES = "The first row names no column “name”. Columns that are read: name, aliases, country, source, id, type."
NO_ENTRIES = "No row of it has a name. To take a list out of force, delete its file."
MOSTLY_BROKEN = "Most of its rows cannot be read."
TOO_MANY = f"It has more than {MOST_NAMES} names. Split it into several files."


@dataclass
class Reading:
    """What one reading of a list has counted so far."""

    names: int = 0
    left_out: int = 0


def entries(pieces: Iterable[bytes], counted: Reading) -> Iterator[Entry]:
    """Every name on the list, aliases with their main name; raises Unreadable for what is no list, also at its end."""
    held = iter(pieces)
    head = b""
    for piece in held:
        head += piece
        if len(head) >= HEAD:
            break
    begins = opening(head, understood)
    kinds, titles = columns(begins.header)
    if not kinds:
        raise Unreadable(NO_NAMES)
    start = begins.first.end if titles else begins.first.start
    rest = chain([head[start:]], held)
    mains: dict[str, str] = {}
    for record in records(rest, begins.encoding, begins.delimiter, start):
        if not record.text.strip(' ,;\t|\r\n"'):
            continue
        found = [] if record.broken else _of_row(kinds, fields(record.text, begins.delimiter), mains)
        if found is not None:
            counted.names += len(found)
            counted.left_out += not found
            yield from found
        if counted.names > MOST_NAMES:
            raise Unreadable(TOO_MANY)
    if not counted.names:
        raise Unreadable(NO_ENTRIES)
    if counted.left_out > counted.names:
        raise Unreadable(MOSTLY_BROKEN)


def _of_row(kinds: tuple[str, ...], values: list[str], mains: dict[str, str]) -> list[Entry] | None:
    """The names in one row; none where it has none, None for what is no party: a ship, an aeroplane."""
    row = {kind: _clean(value) for kind, value in zip(kinds, values, strict=False) if kind}
    if row.get("type", "").casefold() in _NO_PARTY:
        return None
    if not any(character.isalpha() for character in row.get("name", "")):
        return []
    # Rows with the same number are names of one party: the first is its main name.
    main = mains.setdefault(row["id"], row["name"]) if row.get("id") else row["name"]
    others = islice(dict.fromkeys(filter(None, _SEVERAL.split(row.get("aliases", "")))), 100)
    return [_entry(name, main, row) for name in dict.fromkeys((row["name"], *others))]


def _entry(name: str, main: str, row: Mapping[str, str]) -> Entry:
    alias_of = main if name != main else ""
    return Entry(name, alias_of, row.get("country", "")[:60], row.get("source", "")[:120])


def _clean(value: str) -> str:
    printable = "".join(one if one.isprintable() else " " for one in value)
    line = " ".join(printable.split())[:_LONGEST]
    return "" if line.casefold() in _NOTHING else line
