"""The one DynamoDB table: reading and writing items as plain values, with errors translated."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import batched
from time import sleep
from typing import TYPE_CHECKING, Any

from onboarding.adapters.botocore_errors import translated
from onboarding.adapters.clients import client
from onboarding.adapters.items import Item, from_wire, to_wire
from onboarding.domain.errors import Unavailable
from onboarding.keys import EMPTIED

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

AT_ONCE = 100
"""Items of one BatchGetItem."""

PAUSES = (0.1, 0.2, 0.4, 0.8)
"""Seconds, at most, before the same keys are asked for again."""

_EXISTS = "attribute_exists(PK)"
_NEW = "attribute_not_exists(PK)"


def _placeholders(values: Mapping[str, Any]) -> Item:
    return to_wire({f":{name}": value for name, value in values.items()})


def _names(condition: str) -> dict[str, str]:
    words = condition.replace("(", " ").replace(")", " ").split()
    return {word: word[1:] for word in words if word.startswith("#")}


@dataclass(frozen=True)
class Update:
    """Attributes set, removed, counted up by one and added to, under a condition.

    In conditions, `#name` and `:name` are placeholders.
    """

    key: Mapping[str, str]
    set: Mapping[str, Any]
    remove: Sequence[str] = ()
    condition: str = _EXISTS
    values: Mapping[str, Any] = field(default_factory=dict)
    count: Sequence[str] = ()
    add: Mapping[str, int] = field(default_factory=dict)

    def arguments(self, table: str) -> dict[str, Any]:
        """The request's arguments, with every attribute name behind a placeholder."""
        names = {f"#{name}": name for name in (*self.set, *self.remove, *self.count, *self.add)}
        names |= _names(self.condition)
        clauses = []
        if self.set:
            clauses.append("SET " + ", ".join(f"#{name} = :{name}" for name in self.set))
        if self.remove:
            clauses.append("REMOVE " + ", ".join(f"#{name}" for name in self.remove))
        if self.count or self.add:
            added = [*(f"#{name} :one" for name in self.count), *(f"#{name} :{name}" for name in self.add)]
            clauses.append("ADD " + ", ".join(added))
        values = {**self.set, **self.add, **self.values, **({"one": 1} if self.count else {})}
        return {
            "TableName": table,
            "Key": to_wire(self.key),
            "UpdateExpression": " ".join(clauses),
            "ConditionExpression": self.condition,
            **({"ExpressionAttributeNames": names} if names else {}),
            **({"ExpressionAttributeValues": _placeholders(values)} if values else {}),
        }


@dataclass(frozen=True)
class Put:
    """A whole item, under a condition; unless another is given, that it does not exist yet."""

    item: Item
    condition: str = _NEW
    values: Mapping[str, Any] = field(default_factory=dict)

    def arguments(self, table: str) -> dict[str, Any]:
        """The request's arguments."""
        names = _names(self.condition)
        return {
            "TableName": table,
            "Item": to_wire(self.item),
            **({"ConditionExpression": self.condition} if self.condition else {}),
            **({"ExpressionAttributeNames": names} if names else {}),
            **({"ExpressionAttributeValues": _placeholders(self.values)} if self.values else {}),
        }


def is_there(item: Mapping[str, Any] | None) -> bool:
    """Whether there is such an item; one that was emptied is as good as gone."""
    return item is not None and item.get("kind") != EMPTIED


class Table:
    """Calls to DynamoDB; each method is one request (of `query` a page, of `get` more where one serves a part)."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _client(self) -> "DynamoDBClient":
        return client("dynamodb")

    def get(self, keys: Sequence[Mapping[str, str]]) -> list[Item | None]:
        """The items under these keys, in their order, read consistently; raises Unavailable if some are not served."""
        found = (from_wire(item) for item in self._served([to_wire(key) for key in keys]))
        by_key = {(item["PK"], item["SK"]): item for item in found if is_there(item)}
        return [by_key.get((key["PK"], key["SK"])) for key in keys]

    def _served(self, wanted: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
        """BatchGetItem, asked again for the rest: one answer has at most 16 MB, 1 MB of a partition, less under load.

        Where nothing at all comes it waits, and gives up in the end (DynamoDB API reference, BatchGetItem).
        """
        pauses = iter(PAUSES)
        while wanted:
            with translated():
                answer = self._client.batch_get_item(
                    RequestItems={self._name: {"Keys": wanted, "ConsistentRead": True}}
                )
            yield from answer["Responses"].get(self._name, [])
            rest: Mapping[str, Any] = answer["UnprocessedKeys"]
            left = rest[self._name]["Keys"] if rest else []
            if len(left) == len(wanted):
                pause = next(pauses, None)
                if pause is None:
                    raise Unavailable("not every key was served")
                sleep(random.uniform(0, pause))  # noqa: S311 - it keeps callers apart, and guards nothing
            wanted = left

    def whole(self, entries: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
        """The items behind entries of an index, a hundred in one request; what is gone by now is left out."""
        for some in batched(entries, AT_ONCE, strict=False):
            yield from (item for item in self.get([{"PK": one["PK"], "SK": one["SK"]} for one in some]) if item)

    def write(self, writes: Sequence[Put | Update]) -> None:
        """All of these or none; raises Conflict where a condition does not hold."""
        actions: list[Any] = [
            {"Put" if isinstance(write, Put) else "Update": write.arguments(self._name)} for write in writes
        ]
        with translated():
            self._client.transact_write_items(TransactItems=actions)

    def put(self, put: Put) -> None:
        """One item."""
        with translated():
            self._client.put_item(**put.arguments(self._name))

    def update(self, update: Update) -> Item:
        """One update; gives the item as it is then, raises Conflict where the condition does not hold."""
        with translated():
            answer = self._client.update_item(**update.arguments(self._name), ReturnValues="ALL_NEW")
        return from_wire(answer["Attributes"])

    def query(self, condition: str, values: Mapping[str, Any], index: str | None = None) -> Iterator[Item]:
        """Items in key order, page by page as they are asked for; consistent where it is no index."""
        request: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": _placeholders(values),
            **({"IndexName": index} if index else {"ConsistentRead": True}),
        }
        while True:
            with translated():
                answer = self._client.query(**request)
            found = (from_wire(item) for item in answer["Items"])
            yield from filter(is_there, found)
            if not answer.get("LastEvaluatedKey"):
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
