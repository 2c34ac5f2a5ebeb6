"""Imports a file into the running local cloud through its real bucket (`make import FILE=… [COMMIT=1]`)."""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3

from local.addresses import STATE, NotRunning, read_outputs
from local.environment import use_local_cloud
from onboarding.adapters.imports import DynamoImports
from onboarding.adapters.table import Table
from onboarding.importing.reporting import counted
from onboarding.importing.runs import Run
from onboarding.ports.importing import Imports

REPORTS = STATE / "imports"
PATIENCE_SECONDS = 420
"""Longer than the queue takes to deliver again what was not done: until then a file stands still and is not lost."""

_WIDTH = 30


class NothingHappens(Exception):
    """The import does not go on; the message says where it stands."""


def main(arguments: list[str]) -> int:
    """A dry run, and with `--commit` a commit after it; the report's path is printed last."""
    parser = argparse.ArgumentParser(prog="make import", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--commit", action="store_true")
    given = parser.parse_args(arguments)
    if not given.file.is_file():
        print(f"there is no file “{given.file}”: make import FILE=partners.csv [COMMIT=1]", file=sys.stderr)
        return 2
    try:
        use_local_cloud()
        for folder in ("check", "commit") if given.commit else ("check",):
            run = bring(given.file, folder)
            report = fetch_report(run)
    except (NotRunning, NothingHappens) as error:
        print(error, file=sys.stderr)
        return 1
    print(report)
    return 1 if run.problem else 0


def bring(file: Path, folder: str) -> Run:
    """Drops a file into that folder of the bucket and follows it to its end; raises NothingHappens."""
    outputs, key = read_outputs(), f"{folder}/{file.name}"
    imports = DynamoImports(Table(outputs["TableName"]))
    known = {run.id for run in imports.runs()}
    boto3.client("s3").upload_file(str(file), outputs["ImportsBucketName"], key)
    shown = None
    for run in _following(imports, key, known):
        shown = run
        _show(run)
    assert shown is not None  # noqa: S101 - what is followed to its end was there
    print(file=sys.stderr)
    return shown


def _following(imports: Imports, key: str, known: set[str]) -> Iterator[Run]:
    """The import as it grows, until it has ended."""
    last, moved = (-1, -1), time.monotonic()
    id = ""
    while True:
        id = id or next((run.id for run in imports.runs() if run.file.key == key and run.id not in known), "")
        if id:
            run = imports.run(id)
            yield run
            if run.ended is not None:
                return
            if (run.rows, run.rows_done) != last:
                last, moved = (run.rows, run.rows_done), time.monotonic()
        if time.monotonic() - moved > PATIENCE_SECONDS:
            raise NothingHappens(f"{key}: nothing has happened for {PATIENCE_SECONDS} s; look into the intake's log")
        time.sleep(0.5)


def _show(run: Run) -> None:
    """One line that is written over: a bar, rows done, rows that a person should look at."""
    whole = run.rows_done / run.rows if run.rows else 0.0
    bar = "█" * round(whole * _WIDTH)
    read = "" if run.complete or run.ended else f", {run.offset * 100 // max(1, run.file.size)}% read"
    kind = run.dialect.kind.value if run.dialect else "unreadable"
    what = "commit " if run.commit else "dry run"
    line = f"\r  {what} {bar:·<{_WIDTH}} {run.rows_done} of {run.rows} {kind}{read}, {run.failed} to look at   "
    sys.stderr.write(line)
    sys.stderr.flush()


def fetch_report(run: Run) -> Path:
    """The report as a file of this machine, and in a line what is in it."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    path = REPORTS / f"{stamp}-{run.report.replace('/', '-')}"
    boto3.client("s3").download_file(read_outputs()["ImportsBucketName"], run.report, str(path))
    told = run.problem or ", ".join(counted(run))
    print(f"  {told or 'no rows'}{f' ({run.note})' if run.note else ''}", file=sys.stderr)
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
