"""Customers pasted from a spreadsheet or a list: rows by lines, cells by tabs, semicolons or commas."""

import csv
import re
from collections.abc import Mapping, Sequence

from onboarding.domain.applying import MOST_ACCOUNTS
from onboarding.typed_text import printable
from onboarding.web.groups import ROW, rows_in

_MOST_TEXT = 20_000
_LINE_ENDS = re.compile(r"\r\n?|\n")


def with_pasted(typed: Mapping[str, Sequence[str]], text: str) -> tuple[dict[str, list[str]], int]:
    """The rows with those of the text behind them, and how many did not fit.

    A line that is there already is passed over, so that sending the same page twice adds nothing.
    """
    there = rows_in(typed)
    known = {_alike(row) for row in there.values()}
    new = [row for row in rows_of(text) if _alike(row) not in known]
    new = list(dict.fromkeys(new))
    free = [number for number in range(1, MOST_ACCOUNTS + 1) if number > max(there, default=0)]
    found = {name: list(values) for name, values in typed.items()}
    for number, row in zip(free, new, strict=False):
        found |= {f"{name}-{number}": [value] for name, value in zip(ROW, row, strict=True) if value}
    return found, max(0, len(new) - len(free))


def rows_of(text: str) -> list[tuple[str, str, str]]:
    """Customer, admin's name and address of every line; the cell with an @ is the address, wherever it stands."""
    lines = [line for line in _LINE_ENDS.split(text[:_MOST_TEXT]) if line.strip(" ,;\t")]
    if not lines:
        return []
    delimiter = max("\t;,", key=lambda one: sum(one in line for line in lines))
    read = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    cells = [[printable(cell).strip() for cell in row] for row in read]
    rows = [_row(row) for row in cells if any(row)]
    # A first line without any address, above lines that have some, is the columns' titles.
    titles = len(rows) > 1 and not rows[0][2] and any(row[2] for row in rows[1:])
    return rows[1:] if titles else rows


def _row(cells: Sequence[str]) -> tuple[str, str, str]:
    email = next((cell for cell in cells if "@" in cell), "")
    customer, name, *_ = [*(cell for cell in cells if cell != email), "", ""]
    return customer, name, email


def _alike(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()).casefold() for cell in row)
