"""The imports: how far each file is, and committing one whose dry run is done."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from onboarding import case_words
from onboarding.domain.errors import Moved, NotFound, Refused
from onboarding.importing.reporting import counted
from onboarding.importing.runs import Run, State
from onboarding.ops.request import Request
from onboarding.templating import render
from onboarding.world import World

ROWS = 15
"""Files on one page."""

_STATES: Mapping[State, str] = {
    State.READING: "being read",
    State.WORKING: "being worked through",
    State.DONE: "done",
    State.REFUSED: "refused",
}

_ID = re.compile(r"[0-9a-f]{26}")


def imports(world: World, request: Request, notice: str = "") -> str:
    """Every file that was dropped, the newest first, a page at a time."""
    found = sorted(world.imports.runs(), key=lambda run: run.started, reverse=True)
    shown = found[(request.page - 1) * ROWS : request.page * ROWS]
    bucket = world.settings.need("imports_bucket")
    return render(
        "ops/imports.html",
        request=request,
        words=case_words,
        states=_STATES,
        now=world.clock.now(),
        bucket=bucket,
        notice=notice,
        runs=shown,
        counted=counted,
        committable={run.id for run in shown if _may_be_committed(run, found)},
        links={run.id: _report_url(world, bucket, run) for run in shown},
        pages=max(1, -(-len(found) // ROWS)),
    )


def commit(world: World, request: Request) -> str:
    """Leaves word that a checked file is to be committed; pressed twice, it is committed once.

    Raises Refused for what is no import, and Moved where its dry run is not done.
    """
    if not _ID.fullmatch(request.import_):
        raise Refused("That is not the id of an import.")
    try:
        run = world.imports.run(request.import_)
    except NotFound:
        raise Refused("There is no such import.") from None
    if run.commit or run.problem or run.state is not State.DONE:
        raise Moved("Only a file whose dry run is done can be committed.")
    world.work.send([{"do": "commit", "import": run.id}])
    return imports(world, request, f"“{run.file.key}” is being committed: {run.rows} rows. Refresh to follow it.")


def _may_be_committed(run: Run, found: Sequence[Run]) -> bool:
    """Whether a dry run is done, and nobody has committed this content since."""
    if run.commit or run.problem or run.state is not State.DONE:
        return False
    return not any(
        one.commit
        and one.file.content == run.file.content
        and one.started >= run.started
        and one.state is not State.REFUSED
        for one in found
    )


def _report_url(world: World, bucket: str, run: Run) -> str:
    """The report's page in the S3 console."""
    region = world.settings.need("state_machine").split(":")[3]
    home = f"https://{region}.console.aws.amazon.com/s3/object/{bucket}"
    return f"{home}?region={region}&prefix={quote(run.report, safe='')}"
