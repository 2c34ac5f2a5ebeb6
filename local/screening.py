"""Puts a denied-party list in force on the running local cloud, through its real bucket (`make screen FILE=…`)."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3

from local.addresses import NotRunning, read_outputs
from local.environment import use_local_cloud
from onboarding.adapters.denied import DynamoDeniedLists
from onboarding.adapters.table import Table
from onboarding.ports.screening import DeniedLists
from onboarding.screening.lists import DeniedList, Sweep

PATIENCE_SECONDS = 420
"""Longer than the queue takes to deliver again what was not done."""


class NothingHappens(Exception):
    """The screening does not go on; the message says where it stands."""


def main(arguments: list[str]) -> int:
    """Drops the list (or deletes it, with `--remove`), and follows the screening of everybody to its end."""
    parser = argparse.ArgumentParser(prog="make screen", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--remove", action="store_true")
    given = parser.parse_args(arguments)
    if not given.remove and not given.file.is_file():
        print(f"there is no file “{given.file}”: make screen FILE=list.csv [REMOVE=1]", file=sys.stderr)
        return 2
    try:
        use_local_cloud()
        outputs = read_outputs()
        lists, bucket = DynamoDeniedLists(Table(outputs["TableName"])), outputs["ListsBucketName"]
        before = _known(lists, given.file.name)
        if given.remove:
            boto3.client("s3").delete_object(Bucket=bucket, Key=given.file.name)
        else:
            boto3.client("s3").upload_file(str(given.file), bucket, given.file.name)
        looked = _looked_at(lists, given.file.name, before)
        print(_told(looked))
        for sweep in _following(lists):
            sys.stderr.write(f"\r  {sweep.screened} screened, {sweep.hits} new hits   ")
            sys.stderr.flush()
        print(file=sys.stderr)
    except (NotRunning, NothingHappens) as error:
        print(error, file=sys.stderr)
        return 1
    return 1 if looked.problem else 0


def _known(lists: DeniedLists, file: str) -> DeniedList | None:
    return next((one for one in lists.listed() if one.file == file), None)


def _looked_at(lists: DeniedLists, file: str, before: DeniedList | None) -> DeniedList:
    """The list's record once its content was looked at; the same content dropped again is known already."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE_SECONDS:
        found = _known(lists, file)
        if found is not None and (found != before or time.monotonic() - began > 5):  # noqa: PLR2004 - seconds
            return found
        time.sleep(0.5)
    raise NothingHappens(f"{file}: nothing has happened for {PATIENCE_SECONDS} s; look into the log of “screen”")


def _following(lists: DeniedLists) -> Iterator[Sweep]:
    """The screening as it goes on, until it has ended."""
    shown, moved = -1, time.monotonic()
    while (sweep := lists.sweep()) is not None:
        yield sweep
        if sweep.ended is not None:
            return
        if sweep.screened != shown:
            shown, moved = sweep.screened, time.monotonic()
        if time.monotonic() - moved > PATIENCE_SECONDS:
            raise NothingHappens(f"the screening stands at {sweep.screened} for {PATIENCE_SECONDS} s")
        time.sleep(0.5)


def _told(one: DeniedList) -> str:
    if one.problem:
        stays = " The version before stays in force." if one.in_force else ""
        return f"{one.file} was refused: {one.problem}{stays}"
    if not one.in_force:
        return f"{one.file} is out of force"
    return f"{one.file} is in force: {one.names} names, version {one.version}; hits are in the ops view"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
