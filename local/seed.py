"""Writes distributors from a TOML file to the table, and sample notices locally; again, it changes nothing new."""

import argparse
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import boto3

from local.addresses import CLOCK_FILE, read_outputs
from local.announcing import announce, local_program
from local.environment import use_local_cloud
from onboarding.adapters.clock import SystemClock
from onboarding.adapters.items import distributor_item, to_wire
from onboarding.adapters.notices import DynamoNotices
from onboarding.adapters.table import Table
from onboarding.adapters.webhooks import may_be_told
from onboarding.domain.distribution import Distributor
from onboarding.domain.ids import DistributorId
from onboarding.domain.people import Person

SAMPLES = Path(__file__).with_name("distributors.toml")


class BadFile(ValueError):
    """The file is wrong; the message names the distributor and the key."""


def distributors(text: str) -> list[Distributor]:
    """The distributors in a TOML text, one table each; raises BadFile."""
    try:
        return [_distributor(id, entry) for id, entry in tomllib.loads(text).items()]
    except tomllib.TOMLDecodeError as error:
        raise BadFile(str(error)) from None


def _distributor(id: str, entry: dict[str, Any]) -> Distributor:
    try:
        found = Distributor(
            id=DistributorId(id),
            name=entry["name"],
            contact=Person(entry["contact"]["name"], entry["contact"]["email"]),
            countries=tuple(entry["countries"]),
            tracks=tuple(entry["tracks"]),
            capacity=int(entry.get("capacity", 1)),
            authorised=bool(entry.get("authorised", True)),
            webhook=str(entry.get("webhook", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(f"distributor “{id}”: {error!r}") from None
    if found.contact.email.count("@") != 1:
        raise BadFile(f"distributor “{id}”: “{found.contact.email}” is not an e-mail address")
    if found.webhook and not may_be_told(found.webhook):
        raise BadFile(f"distributor “{id}”: “{found.webhook}” is not an address that begins with https://")
    return found


def seed(table: str, text: str) -> int:
    """Puts every distributor of the text on the table; gives how many."""
    client = boto3.client("dynamodb")
    found = distributors(text)
    for distributor in found:
        client.put_item(TableName=table, Item=to_wire(distributor_item(distributor)))
    return len(found)


def main() -> int:
    """`python -m local.seed --table NAME [FILE]`; without a table, the running local cloud's."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", nargs="?", type=Path, default=SAMPLES)
    arguments.add_argument("--table", default="")
    given = arguments.parse_args()
    table = given.table or _local_table()
    try:
        count = seed(table, given.file.read_text(encoding="utf-8"))
    except (BadFile, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{count} distributors on {table}")
    if not given.table:
        announce(DynamoNotices(Table(table)), local_program(), SystemClock(str(CLOCK_FILE)).now())
    return 0


def _local_table() -> str:
    if "AWS_ENDPOINT_URL" not in os.environ:
        use_local_cloud()
    return read_outputs()["TableName"]


if __name__ == "__main__":
    sys.exit(main())
