"""What is in force of all lists together: its edition, and its entries, read from the accepted copies."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from onboarding.domain.screening import Entry
from onboarding.screening.lists import DeniedList

if TYPE_CHECKING:
    from onboarding.ports.importing import Files

_COLUMNS = 4


def edition_of(lists: Sequence[DeniedList]) -> str:
    """What changes whenever a list in force does; empty where none is."""
    parts = sorted(f"{one.file}\n{one.accepted}" for one in lists if one.in_force)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] if parts else ""


def written(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Entries as the accepted copy keeps them: a CSV of name, main name, country and source."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for one in entries:
        writer.writerow((one.name, one.alias_of, one.country, one.source))
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def entries(lists: Sequence[DeniedList], bucket: "Files") -> Iterator[Entry]:
    """Every entry in force, with the list and the version in which it stands."""
    for one in lists:
        pieces = bucket.read(bucket.found(one.accepted), 0)
        for row in csv.reader(_lines(pieces)):
            if len(row) == _COLUMNS:
                name, alias_of, country, source = row
                yield Entry(name, alias_of, country, source, one.file, one.version)


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """Names have no line breaks, so that a line is a row."""
    left = b""
    for piece in pieces:
        *whole, left = (left + piece).split(b"\n")
        yield from (line.decode() for line in whole)
    if left:
        yield left.decode()
