"""Working through one part of a file: every row gets its one result, whatever becomes of its neighbours."""

from collections.abc import Callable, Mapping, Sequence

from aws_lambda_powertools import Logger

from onboarding.domain.errors import Conflict, NotFound, Unavailable
from onboarding.importing import account_rows, distributor_rows, partner_rows
from onboarding.importing.cells import BadRow
from onboarding.importing.headers import FileKind
from onboarding.importing.reading import finish, is_blank
from onboarding.importing.records import records
from onboarding.importing.rows import Row, again, row
from onboarding.importing.runs import Result, Run, What
from onboarding.world import World

logger = Logger(child=True)

type Work = Callable[[World, Run, Sequence[Row]], list[Result]]

WORK: Mapping[FileKind, Work] = {
    FileKind.PARTNERS: partner_rows.work,
    FileKind.ACCOUNTS: account_rows.work,
    FileKind.DISTRIBUTORS: distributor_rows.work,
}

GAVE_UP = "AWS did not answer in time"
_OURS = "an error of ours; the log names it"


def work_through(world: World, id: str, part: int, first: int, start: int, end: int, *, last_try: bool) -> None:
    """The rows in these bytes, the first of which has the number `first`; done once, however often it is asked for.

    Raises Unavailable where a service is away, so that it is asked for again; on the last try it says so of every
    row instead, and an import always comes to its end.
    """
    run = world.imports.run(id)
    if run.dialect is None:
        return
    results: list[Result] = []
    rows = list(_rows(world, run, first, start, end, results))
    try:
        results += _worked(world, run, WORK[run.dialect.kind], rows)
    except (Unavailable, Conflict):
        if not last_try:
            raise
        results += [Result(row=one.number, what=What.FAILED, about=one.about, why=GAVE_UP) for one in rows]
    results.sort(key=lambda one: one.row)
    again(lambda: world.imports.record(run, part, results, world.clock.now()))
    finish(world, world.imports.run(id))


def _rows(world: World, run: Run, first: int, start: int, end: int, results: list[Result]) -> list[Row]:
    assert run.dialect is not None  # noqa: S101 - work_through has looked
    pieces = world.files.read(run.file, start, end)
    found: list[Row] = []
    for number, record in enumerate(records(pieces, run.dialect.encoding, run.dialect.delimiter, start), first):
        if is_blank(record):
            continue
        try:
            found.append(row(number, record, run.dialect))
        except BadRow as bad:
            about = " ".join(record.text.split())[:60]
            results.append(Result(row=number, what=What.REFUSED, about=about, why=str(bad)))
    return found


def _worked(world: World, run: Run, work: Work, rows: Sequence[Row]) -> list[Result]:
    """The results of these rows; where one breaks us, each is done alone, and only that one fails."""
    try:
        return work(world, run, rows)
    except (Unavailable, Conflict, NotFound):
        raise
    except Exception as error:
        logger.exception("rows broke", extra={"import": run.id, "error_type": type(error).__name__})
        if len(rows) <= 1:
            return [Result(row=one.number, what=What.FAILED, about=one.about, why=_OURS) for one in rows]
        return [result for one in rows for result in _worked(world, run, work, [one])]
