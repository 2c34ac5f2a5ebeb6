"""The table in memory: what the adapters ask of DynamoDB, at once; tests/adapters hold it against moto."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from threading import Lock
from types import CodeType
from typing import Any

from onboarding.adapters.items import PROJECTED, Item, from_wire, to_wire
from onboarding.adapters.table import Put, Table, Update, is_there
from onboarding.domain.errors import Conflict

_WORD = re.compile(r"attribute_not_exists|attribute_exists|begins_with|AND|OR|<=|>=|>|=|[#:]?[A-Za-z_]+|[(),]")
_PYTHON = {"AND": "and", "OR": "or", "=": "==", "attribute_exists": "there", "attribute_not_exists": "absent"}


@cache
def _compiled(condition: str) -> CodeType:
    words = []
    for word in _WORD.findall(condition):
        if word in _PYTHON or word in ("(", ")", ",", "<=", ">=", ">", "begins_with"):
            words.append(_PYTHON.get(word, word))
        elif word[0] == ":":
            words.append(f"value({word[1:]!r})")
        else:
            words.append(f"attribute({word.lstrip('#')!r})")
    return compile(" ".join(words), condition, "eval")


def holds(condition: str, item: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether a condition holds for an item; a comparison with a missing attribute never does."""
    names = {
        "attribute": lambda name: _Attribute(item.get(name)),
        "value": values.__getitem__,
        "there": lambda found: found.value is not None,
        "absent": lambda found: found.value is None,
        "begins_with": lambda found, start: str(found.value).startswith(start),
    }
    return bool(eval(_compiled(condition), {"__builtins__": {}}, names))  # noqa: S307 - conditions are the product's own


def copied[T](value: T) -> T:
    """A copy down to the last list: items hold nothing but what JSON has, and numbers."""
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}  # type: ignore[return-value]
    if isinstance(value, list):
        return [copied(inner) for inner in value]  # type: ignore[return-value]
    return value


class _Attribute:
    """A stored value that compares as DynamoDB's do: a missing one compares with nothing."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return self.value is not None and bool(self.value == other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __le__(self, other: Any) -> bool:
        return self.value is not None and bool(self.value <= other)

    def __gt__(self, other: Any) -> bool:
        return self.value is not None and bool(self.value > other)


class MemoryTable(Table):
    """DynamoDB as the adapters use it: guarded writes, all or nothing, and queries in key order."""

    def __init__(self) -> None:
        super().__init__("in memory")
        self.items: dict[tuple[str, str], Item] = {}
        self._partitions: dict[tuple[str, str], dict[tuple[str, str], None]] = defaultdict(dict)
        self._lock = Lock()

    def get(self, keys: Sequence[Mapping[str, str]]) -> list[Item | None]:
        with self._lock:
            found = (self.items.get((key["PK"], key["SK"])) for key in keys)
            return [copied(item) if is_there(item) else None for item in found]

    def write(self, writes: Sequence[Put | Update]) -> None:
        assert len(writes) <= 100, "DynamoDB takes a hundred items in one transaction"
        with self._lock:
            keys = [_key(write) for write in writes]
            assert len(set(keys)) == len(keys), "DynamoDB takes each item once in a transaction"
            failed = frozenset(at for at, write in enumerate(writes) if not self._allowed(write))
            if failed:
                raise Conflict("TransactionCanceledException", failed)
            for write in writes:
                self._apply(write)

    def put(self, put: Put) -> None:
        self.write([put])

    def update(self, update: Update) -> Item:
        self.write([update])
        return copied(self.items[_key(update)])

    def query(self, condition: str, values: Mapping[str, Any], index: str | None = None) -> Iterator[Item]:
        sort = f"{index}_sk" if index else "SK"
        with self._lock:
            partition = self._partitions[condition.split(" ", maxsplit=1)[0], values["pk"]]
            there = [self.items[key] for key in partition if key in self.items]
            found = [item for item in there if sort in item and holds(condition, item, values)]
            found = copied(sorted(found, key=lambda item: (item[sort], item["PK"], item["SK"])))
        yield from (_entry(item, index) if index else item for item in filter(is_there, found))

    def _allowed(self, write: Put | Update) -> bool:
        return not write.condition or holds(write.condition, self.items.get(_key(write), {}), _plain(write.values))

    def _apply(self, write: Put | Update) -> None:
        key = _key(write)
        for place in _places(self.items.get(key, {})):
            self._partitions[place].pop(key, None)
        self._change(write)
        for place in _places(self.items[key]):
            self._partitions[place][key] = None

    def _change(self, write: Put | Update) -> None:
        if isinstance(write, Put):
            self.items[_key(write)] = _plain(write.item)
            return
        item = self.items.setdefault(_key(write), dict(write.key))
        item |= _plain(write.set)
        for name in write.remove:
            item.pop(name, None)
        for name, number in (*((name, 1) for name in write.count), *write.add.items()):
            item[name] = item.get(name, 0) + number


def _places(item: Item) -> Iterator[tuple[str, str]]:
    """The partitions in which an item is, of the table and of its indexes."""
    return ((name, value) for name, value in item.items() if name == "PK" or name.endswith("_pk"))


def _entry(item: Item, index: str) -> Item:
    """What an index has of an item."""
    carried = {"PK", "SK", f"{index}_pk", f"{index}_sk", *PROJECTED[index]}
    return {name: value for name, value in item.items() if name in carried}


def _key(write: Put | Update) -> tuple[str, str]:
    key = write.item if isinstance(write, Put) else write.key
    return key["PK"], key["SK"]


def _plain(values: Mapping[str, Any]) -> Item:
    """As they would come back from DynamoDB; what it could not store fails here too."""
    return from_wire(to_wire(values))
