"""Reading a file from its checkpoint on: rows are found, and handed on fifty at a time as places in the file."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from onboarding.domain.errors import Conflict, Moved, NotFound
from onboarding.importing import reporting
from onboarding.importing.dialects import HEAD, Unreadable, dialect
from onboarding.importing.headers import FileKind
from onboarding.importing.records import Record, records
from onboarding.importing.runs import COMMIT, PART, REPORT, Dropped, Run, State
from onboarding.world import World

SLICE = 100
"""Parts that are read before the next checkpoint: five thousand rows, seconds of work."""

GONE = "The file was taken away or replaced while it was read. What was done stays done; drop the file again."
UNCHECKED = "This content had not been through a dry run, so it was only checked. Drop it again, or press Commit."


def dropped(world: World, key: str, event: str) -> Run | None:
    """Begins the import of a file that was dropped; `event` tells this drop from another of the same file.

    None for what is no file of ours to read: a report, a folder, a file that is gone.
    """
    if key.endswith((REPORT, "/")):
        return None
    try:
        file = world.files.found(key)
    except NotFound:
        return None
    wanted = key.startswith(COMMIT)
    commit = wanted and world.imports.checked(file.content)
    return _begin(world, file, f"{event} {file.content}", commit=commit, note=UNCHECKED if wanted > commit else "")


def committed(world: World, id: str) -> Run | None:
    """Begins the commit of a file whose dry run is done; raises Moved where it is not."""
    checked = world.imports.run(id)
    if checked.commit or checked.state is not State.DONE or checked.problem:
        raise Moved("Only a file whose dry run is done can be committed.")
    return _begin(world, checked.file, f"commit {id}", commit=True)


def _begin(world: World, file: Dropped, event: str, *, commit: bool, note: str = "") -> Run | None:
    id = hashlib.sha256(f"{file.key}\n{event}\n{commit}".encode()).hexdigest()[:26]
    run = Run(id=id, file=file, commit=commit, started=world.clock.now(), note=note)
    try:
        found = dialect(b"".join(world.files.read(file, 0, min(HEAD, file.size))))
        run = replace(run, dialect=found, offset=found.start, row=found.row)
    except Unreadable as problem:
        run = replace(run, problem=str(problem), state=State.WORKING)
    world.imports.begin(run)
    # Also where it had begun before: whoever began it may have died before this.
    world.work.send([{"do": "read" if run.dialect else "report", "import": run.id}])
    return run


def read_on(world: World, id: str) -> None:
    """Hands on the next slice of rows, writes the checkpoint, and leaves word that there is more.

    Read twice, a slice gives the same parts; whoever works on one twice finds it done.
    """
    run = world.imports.run(id)
    if run.dialect is None or run.state is not State.READING:
        finish(world, run)
        return
    after, messages = run, list[dict[str, str | int]]()
    found = records(world.files.read(run.file, run.offset), run.dialect.encoding, run.dialect.delimiter, run.offset)
    for part in islice(_parts(found), SLICE):
        messages.append(
            {"do": "rows", "import": id, "part": after.parts, "row": after.row, "start": part[0].start,
             "end": part[-1].end}
        )  # fmt: skip
        rows = sum(not is_blank(record) for record in part)
        after = replace(
            after, offset=part[-1].end, row=after.row + len(part), parts=after.parts + 1, rows=after.rows + rows
        )
    over = len(messages) < SLICE
    after = replace(after, state=State.WORKING if over else State.READING)
    world.work.send(messages)
    try:
        world.imports.advance(run, after)
    except Conflict:
        return  # somebody else has read on from here
    if over:
        finish(world, world.imports.run(id))
    else:
        world.work.send([{"do": "read", "import": id}])


def finish(world: World, run: Run) -> None:
    """Asks for the report as soon as every row has been worked through."""
    if run.complete:
        world.work.send([{"do": "report", "import": run.id}])


def report(world: World, id: str) -> Run:
    """Writes the report beside the file; done twice, it is the same."""
    run = world.imports.run(id)
    if run.state is State.WORKING:
        world.files.write(run.report, reporting.report(run, world.imports.results(run)))
        run = replace(run, state=State.REFUSED if run.problem else State.DONE, ended=world.clock.now())
        if run.commit and run.dialect is not None and run.dialect.kind is FileKind.PARTNERS:
            world.list_work.send([{"do": "begin"}])  # who came in is compared with the denied-party lists
        world.imports.end(run)
    return run


def abandon(world: World, id: str) -> None:
    """Ends an import whose file was taken away or replaced under it."""
    run = world.imports.run(id)
    if run.ended is None:
        world.imports.end(replace(run, state=State.REFUSED, problem=GONE, ended=world.clock.now()))


def is_blank(record: Record) -> bool:
    """Whether a row says nothing: it is counted, as spreadsheets do, and otherwise left alone."""
    return not record.text.strip(' ,;\t|\r\n"')


def _parts(found: Iterator[Record]) -> Iterator[list[Record]]:
    while part := list(islice(found, PART)):
        yield part
