"""Rows of a CSV file found in a stream of bytes: bounded memory, exact byte offsets, and no row that eats others."""

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 32 * 1024
"""Characters of one row: a longer one is reported, not read."""

_LINE_END = re.compile(r"\r\n|\n|\r(?!\n)")
_UTF_8 = "utf-8"

TOO_LONG = "the row is longer than 32 KB"
NEVER_CLOSED = "a quotation mark opens in this row and is not closed properly"


@dataclass(frozen=True)
class Record:
    """One row: where it lies in the file (bytes), its text, and what is wrong with its shape, if anything."""

    start: int
    end: int
    text: str
    broken: str = ""


@dataclass(frozen=True)
class _Line:
    text: str
    size: int
    too_long: bool = False


def records(chunks: Iterable[bytes], encoding: str, delimiter: str, start: int) -> Iterator[Record]:
    """The rows in these bytes, of which the first is at the offset `start` and begins a row.

    A quoted field may hold line breaks. Where a quotation mark is never closed, or is followed by something else
    than a delimiter lines later, only the line in which it opens is broken: the next line is a row of its own.
    """
    ahead = deque[_Line]()
    lines = _lines(chunks, encoding)
    while ahead or (line := next(lines, None)) is not None:
        first = ahead.popleft() if ahead else line
        assert first is not None  # noqa: S101 - one of the two is there
        taken, broken = _whole(first, ahead, lines, delimiter)
        end = start + sum(one.size for one in taken)
        yield Record(start, end, _text("".join(one.text for one in taken), encoding), broken)
        start = end


def fields(text: str, delimiter: str) -> list[str]:
    """The values of one row, without the spaces around them."""
    row = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True), [])
    return [value.strip() for value in row]


def _whole(first: _Line, ahead: deque[_Line], lines: Iterator[_Line], delimiter: str) -> tuple[list[_Line], str]:
    """The lines of one row, and what is wrong; lines that turn out to be other rows' go back to `ahead`."""
    if first.too_long:
        return [first], TOO_LONG
    taken, length = [first], len(first.text)
    quoted, odd = _scan(first.text, delimiter, quoted=False)
    while quoted:
        line = ahead.popleft() if ahead else next(lines, None)
        if line is not None:
            taken.append(line)
            length += len(line.text)
            quoted, odd = _scan(line.text, delimiter, quoted=True)
        if line is None or line.too_long or length > LONGEST or (odd and not quoted):
            ahead.extendleft(reversed(taken[1:]))
            return [first], NEVER_CLOSED
    return taken, ""


def _scan(line: str, delimiter: str, *, quoted: bool) -> tuple[bool, bool]:
    """Whether a quoted field is open at the end of the line, and whether one was closed by something odd."""
    if '"' not in line:
        return quoted, False
    at, odd = 0, False
    if not quoted:
        quoted, at = _opens(line, 0)
    while True:
        if quoted:
            close = line.find('"', at)
            if close < 0:
                return True, odd
            at = close + 1
            if line[at : at + 1] == '"':
                at += 1
                continue
            quoted = False
            odd = odd or line[at:].lstrip(" ")[:1] not in ("", delimiter, "\r", "\n")
        following = line.find(delimiter, at)
        if following < 0:
            return False, odd
        quoted, at = _opens(line, following + 1)


def _opens(line: str, at: int) -> tuple[bool, int]:
    """Whether a quoted field begins here, after spaces, and where its content (or the plain field) begins."""
    while line[at : at + 1] == " ":
        at += 1
    opens = line[at : at + 1] == '"'
    return opens, at + opens


def _lines(chunks: Iterable[bytes], encoding: str) -> Iterator[_Line]:
    """Physical lines with their ends; eight-bit files are read as Latin-1 first, so that a character is a byte."""
    decode = codecs.getincrementaldecoder(_scanned_as(encoding))("surrogatepass").decode
    text, swallowed = "", 0
    for chunk in _and_none(chunks):
        text += decode(chunk or b"")  # half a character at the very end is left out
        at = 0
        for match in _LINE_END.finditer(text):
            if match.end() == len(text) and text[-1] == "\r" and chunk is not None:
                break  # its line feed may be the first of the next chunk
            line = text[at : match.end()]
            size = swallowed + _size(line, encoding)
            yield _Line(line[:LONGEST], size, bool(swallowed) or len(line) > LONGEST)
            at, swallowed = match.end(), 0
        text = text[at:]
        if len(text) > LONGEST and chunk is not None:
            swallowed += _size(text[:-1], encoding)
            text = text[-1:]
    if text:
        yield _Line(text[:LONGEST], swallowed + _size(text, encoding), bool(swallowed) or len(text) > LONGEST)


def _and_none(chunks: Iterable[bytes]) -> Iterator[bytes | None]:
    yield from chunks
    yield None


def _scanned_as(encoding: str) -> str:
    return "latin-1" if encoding == _UTF_8 else encoding


def _size(text: str, encoding: str) -> int:
    return len(text) if encoding == _UTF_8 else len(text.encode(encoding, "surrogatepass"))


def _text(scanned: str, encoding: str) -> str:
    """What the row says: UTF-8, or Windows-1252 where it is not UTF-8, row by row, as files grow from many hands."""
    if encoding != _UTF_8:
        return scanned.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    raw = scanned.encode("latin-1")
    try:
        return raw.decode(_UTF_8)
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
