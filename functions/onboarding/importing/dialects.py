"""How a file is written: its encoding, delimiter and columns, told from its first bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onboarding.importing.headers import NEEDED, FileKind, recognised, understood
from onboarding.importing.records import Record, fields, records

HEAD = 64 * 1024
"""Bytes that are looked at."""

_DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_ONE_IN = 10
"""Of the characters of UTF-16 at least that many are ASCII, in any language; in eight-bit text a NUL is a slip."""
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
"""How workbooks, documents, packed files and pictures begin."""


class Unreadable(Exception):
    """The file is nothing that can be imported; the message says why, for whoever dropped it."""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How to read the file: `start` is the byte at which its first row after the header begins, `row` its number."""

    kind: FileKind
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    start: int
    row: int = 2


@dataclass(frozen=True, kw_only=True)
class Opening:
    """How any text file with columns begins: its first row that is not blank, and that row's number."""

    encoding: str
    delimiter: str
    first: Record
    row: int

    @property
    def header(self) -> list[str]:
        """The values of the first row."""
        return fields(self.first.text, self.delimiter)


def opening(head: bytes, understood: Callable[[Sequence[str]], int]) -> Opening:
    """How a file begins; `understood` says how many titles mean anything, which tells the right delimiter.

    Raises Unreadable for what is no text, or nothing.
    """
    if head.startswith(_NO_TEXT):
        raise Unreadable("This is no text file. In the spreadsheet program, save it as “CSV UTF-8”, and drop that.")
    encoding, begin = _encoding(head)
    first, row, named = _first_row(head, encoding, begin), 1, ""
    if first is not None and (named := _named_delimiter(first.text)):
        first, row = _first_row(head, encoding, first.end), 2
    if first is None:
        raise Unreadable("The file is empty.")
    text = first.text
    delimiter = named or max(_DELIMITERS, key=lambda one: understood(fields(text, one)))
    return Opening(encoding=encoding, delimiter=delimiter, first=first, row=row)


def dialect(head: bytes) -> Dialect:
    """The dialect of a file that begins with these bytes; raises Unreadable."""
    begins = opening(head, understood)
    found = recognised(begins.header)
    if found is None:
        raise Unreadable(_not_recognised(begins.header))
    kind, columns = found
    return Dialect(
        kind=kind,
        encoding=begins.encoding,
        delimiter=begins.delimiter,
        columns=columns,
        start=begins.first.end,
        row=begins.row + 1,
    )


def values(record: Record, dialect: Dialect) -> dict[str, str]:
    """A row's values by field; columns that mean nothing to us are left out."""
    found = fields(record.text, dialect.delimiter)
    return {name: value for name, value in zip(dialect.columns, found, strict=False) if name}


def _encoding(head: bytes) -> tuple[str, int]:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    odd, even = head[1:2000:2].count(0), head[:2000:2].count(0)
    if max(odd, even) * _ONE_IN > len(head[:2000:2]):
        return ("utf-16-le" if odd >= even else "utf-16-be"), 0
    return "utf-8", 0


def _first_row(head: bytes, encoding: str, start: int) -> Record | None:
    """The first row that is not blank."""
    for record in records([head[start:]], encoding, ",", start):
        if record.text.strip(" ,;\t|\r\n"):
            return record
    return None


def _named_delimiter(text: str) -> str:
    """Excel's own first line, `sep=;`."""
    line = text.strip("\r\n")
    return line[-1] if line.lower().startswith("sep=") and len(line) == len("sep=;") else ""


def _not_recognised(header: list[str]) -> str:
    wanted = "; ".join(f"{', '.join(NEEDED[kind]).replace('_', ' ')} for {kind.value}" for kind in FileKind)
    titles = ", ".join(f"“{title[:40]}”" for title in header[:12])
    return f"The first row names no columns that are known: {titles}. At least these are needed: {wanted}."
