"""DynamoDB in memory, in the wire's own form: guarded writes, all or nothing, partitions, indexes and the stream."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from threading import RLock
from typing import Any

from onboarding.adapters.items import PROJECTED, from_wire
from tests.support.memory import holds

type Wire = dict[str, dict[str, Any]]
type Key = tuple[str, str]

_CLAUSES = re.compile(r"(SET|REMOVE|ADD) (.*?)(?= (?:SET|REMOVE|ADD) |$)")
_ASSIGNED = re.compile(r"#?(\w+) = (if_not_exists\(\w+, )?:(\w+)\)?")


class Failed(Exception):
    """A condition does not hold."""


@dataclass
class Dynamo:
    """One table. `changed` is its stream: each item as it was after a write that changed something.

    `watch` is called with what is written together, each item before and after it.
    """

    items: dict[Key, Wire] = field(default_factory=dict)
    changed: list[Wire] = field(default_factory=list)
    watch: "Callable[[Sequence[tuple[Wire, Wire]]], None] | None" = None
    _by: dict[tuple[str, str], dict[Key, Wire]] = field(default_factory=dict)
    _tokens: set[str] = field(default_factory=set)
    _lock: Any = field(default_factory=RLock)

    def answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What the service answers; raises Failed where a condition does not hold."""
        with self._lock:
            return self._operations[operation](self, asked)

    def plain(self, key: Key) -> dict[str, Any]:
        """One item as plain values."""
        return from_wire(self.items[key])

    def keep(self, item: Wire) -> None:
        """An item that was always there."""
        self._store(_key(item), item)

    def expire(self, name: str, now: int) -> None:
        """Drops what has outlived this attribute, as the service does within days."""
        for key in [key for key, item in self.items.items() if 0 < int(_text(item, name) or 0) <= now]:
            self._store(key, {})
            del self.items[key]

    def copy(self) -> "Dynamo":
        """The table as it is now; items are never changed in place, so they are shared."""
        by = {name: dict(items) for name, items in self._by.items()}
        return Dynamo(dict(self.items), list(self.changed), self.watch, by, set(self._tokens))

    def _get(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        ((name, wanted),) = asked["RequestItems"].items()
        found = [self.items.get(_key(key)) for key in wanted["Keys"]]
        return {"Responses": {name: [item for item in found if item]}, "UnprocessedKeys": {}}

    def _query(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        index, values = asked.get("IndexName"), _values(asked)
        names = (f"{index}_pk", f"{index}_sk") if index else ("PK", "SK")
        there = self._by.get((names[0], values["pk"]), {}).values()
        found = [item for item in there if holds(asked["KeyConditionExpression"], _Plain(item), values)]
        found.sort(key=lambda item: (_text(item, names[1]), _key(item)))
        return {"Items": [_entry(item, index) for item in found] if index else found}

    def _put(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self._write([asked])
        return {}

    def _update(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self._write([asked])
        return {"Attributes": self.items[_key(asked["Key"])]}

    def _transact(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        token = asked["ClientRequestToken"]
        if token not in self._tokens:
            self._write([next(iter(one.values())) for one in asked["TransactItems"]])
            self._tokens.add(token)
        return {}

    def _write(self, writes: Sequence[Mapping[str, Any]]) -> None:
        keys = [_key(write.get("Item") or write["Key"]) for write in writes]
        assert len(set(keys)) == len(keys) <= 100, "DynamoDB takes a hundred items, and each once, in a transaction"
        for key, write in zip(keys, writes, strict=True):
            condition = write.get("ConditionExpression")
            if condition and not holds(condition, _Plain(self.items.get(key, {})), _values(write)):
                raise Failed
        written = []
        for key, write in zip(keys, writes, strict=True):
            before = self.items.get(key, {})
            after = dict(write["Item"]) if "Item" in write else _updated(before, write)
            if after != before:
                self._store(key, after)
                self.changed.append(after)
                written.append((before, after))
        if self.watch is not None and written:
            self.watch(written)

    def _store(self, key: Key, item: Wire) -> None:
        for name in ("PK", *(f"{index}_pk" for index in PROJECTED)):
            before = _text(self.items.get(key, {}), name)
            if before:
                self._by[name, before].pop(key, None)
            if name in item:
                self._by.setdefault((name, _text(item, name)), {})[key] = item
        self.items[key] = item

    _operations: "Mapping[str, Callable[[Dynamo, Mapping[str, Any]], dict[str, Any]]]" = field(
        default_factory=lambda: {
            "BatchGetItem": Dynamo._get,
            "Query": Dynamo._query,
            "PutItem": Dynamo._put,
            "UpdateItem": Dynamo._update,
            "TransactWriteItems": Dynamo._transact,
        }
    )


def _entry(item: Wire, index: str) -> Wire:
    """What an index has of an item."""
    carried = ("PK", "SK", f"{index}_pk", f"{index}_sk", *PROJECTED[index])
    return {name: item[name] for name in carried if name in item}


class _Plain(Mapping[str, Any]):
    """An item as plain values, of which a condition asks for few."""

    def __init__(self, item: Wire) -> None:
        self._item = item

    def __getitem__(self, name: str) -> Any:
        return _value(self._item[name])

    def __iter__(self) -> Any:
        return iter(self._item)

    def __len__(self) -> int:
        return len(self._item)


def _updated(before: Wire, asked: Mapping[str, Any]) -> Wire:
    """The item after an UpdateExpression, as the adapters and the workflow write them."""
    values = {name.lstrip(":"): value for name, value in asked.get("ExpressionAttributeValues", {}).items()}
    clauses: dict[str, str] = dict(_CLAUSES.findall(asked["UpdateExpression"]))
    after = {**before, **asked["Key"]}
    for name, unless_there, value in _ASSIGNED.findall(clauses.get("SET", "")):
        if not (unless_there and name in before):
            after[name] = values[value]
    for name in _listed(clauses.get("REMOVE", "")):
        after.pop(name, None)
    for name, value in (pair.split(" ") for pair in _listed(clauses.get("ADD", ""))):
        after[name] = {"N": str(int(_text(before, name) or 0) + int(values[value.lstrip(":")]["N"]))}
    return after


def _listed(clause: str) -> Iterable[str]:
    return (one.lstrip("#") for one in clause.split(", ") if one)


def _values(asked: Mapping[str, Any]) -> dict[str, Any]:
    wire = asked.get("ExpressionAttributeValues", {})
    return {name.lstrip(":"): _value(value) for name, value in wire.items()}


def _value(typed: Mapping[str, Any]) -> Any:
    """A value as conditions compare it: numbers by their size, and not by their digits."""
    ((kind, value),) = typed.items()
    return Decimal(value) if kind == "N" else value


def _text(item: Mapping[str, Any], name: str) -> str:
    return str(next(iter(item[name].values()))) if name in item else ""


def _key(item: Mapping[str, Any]) -> Key:
    return item["PK"]["S"], item["SK"]["S"]
