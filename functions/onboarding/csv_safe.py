"""CSV that a spreadsheet shows and does not execute: every cell that could begin a formula is made text."""

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, in wide forms too (OWASP, "CSV Injection")."""


def cell(value: object) -> str:
    """The value as text; one that a spreadsheet would compute gets an apostrophe in front."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_STARTS) or text.startswith(_STARTS) else text


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV document (RFC 4180: commas, CRLF, quotes where needed)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([cell(one) for one in header])
    writer.writerows([cell(one) for one in row] for row in rows)
    return out.getvalue()
