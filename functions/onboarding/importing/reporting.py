"""The report beside a file: a line a row, as a CSV in which nothing is a formula."""

import csv
import io
from collections.abc import Iterable, Iterator

from onboarding.csv_safe import cell
from onboarding.importing.runs import Result, Run, What

HEADER = ("row", "result", "about", "case", "why")
_LINES_AT_ONCE = 500

WOULD: dict[What, str] = {
    What.CREATED: "would be created",
    What.CHANGED: "would be changed",
    What.UNCHANGED: "is there already",
    What.DUPLICATE: "duplicate: look at it",
    What.REFUSED: "cannot be taken",
    What.FAILED: "failed: drop the file again",
}
DID: dict[What, str] = WOULD | {What.CREATED: "created", What.CHANGED: "changed"}

_MANY = WOULD | {What.UNCHANGED: "there already", What.DUPLICATE: "like another", What.FAILED: "failed"}


def counted(run: Run) -> list[str]:
    """How many rows came to what, in words: “335 would be created”; in the order of the results."""
    words = _MANY | {what: DID[what] for what in (What.CREATED, What.CHANGED) if run.commit}
    return [f"{run.counts[what.value]:,} {words[what]}" for what in What if run.counts.get(what.value)]


def report(run: Run, results: Iterable[Result]) -> Iterator[bytes]:
    """The report in pieces: UTF-8 with a byte order mark, every cell quoted."""
    words = DID if run.commit else WOULD
    yield b"\xef\xbb\xbf" + _lines([HEADER])
    if run.problem or run.note:
        what = "the file was refused" if run.problem else "note"
        yield _lines([("", what, run.file.key, "", run.problem or run.note)])
    held: list[tuple[str, ...]] = []
    for one in results:
        held.append((str(one.row), words[one.what], one.about, one.case, one.why))
        if len(held) == _LINES_AT_ONCE:
            yield _lines(held)
            held = []
    if held:
        yield _lines(held)


def _lines(rows: Iterable[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([cell(one) for one in row] for row in rows)
    return out.getvalue().encode()
