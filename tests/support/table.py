"""The table on moto, made from the same names that infra uses; `tests/infra` holds the template against it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto import mock_aws

from onboarding import keys
from onboarding.adapters.items import from_wire

NAME = "partner-onboarding-test"


def schema() -> dict[str, Any]:
    """CreateTable's arguments for the product's table."""
    indexes = {
        keys.DUE: {"ProjectionType": "ALL"},
        keys.STAGE: {"ProjectionType": "ALL"},
        keys.IDENTITY: {"ProjectionType": "KEYS_ONLY"},
    }
    names = [keys.PK, keys.SK, *(f"{index}_{part}" for index in indexes for part in ("pk", "sk"))]
    return {
        "TableName": NAME,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "KeySchema": _keys(keys.PK, keys.SK),
        "GlobalSecondaryIndexes": [
            {"IndexName": index, "KeySchema": _keys(f"{index}_pk", f"{index}_sk"), "Projection": projection}
            for index, projection in indexes.items()
        ],
    }


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


@contextmanager
def empty_table() -> Iterator[str]:
    """A new table on moto, alone in the world; gives its name."""
    with mock_aws():
        boto3.client("dynamodb").create_table(**schema())
        yield NAME


def everything() -> dict[tuple[str, str], dict[str, Any]]:
    """All items of the table by key: to see what changed, and that nothing did."""
    found = boto3.client("dynamodb").scan(TableName=NAME, ConsistentRead=True)["Items"]
    return {(item["PK"], item["SK"]): item for item in map(from_wire, found)}
