"""Frozen dataclasses to plain values and back, by their own annotations: the stored form of every item."""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints


def stamp(at: datetime) -> str:
    """An instant as stored: UTC, milliseconds, `Z`; such strings sort by time and look like JSONata's `$now()`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def encode(value: Any) -> Any:
    """Plain dicts, lists, strings, numbers and booleans; fields that are None are left out."""
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: encode(item) for name, item in pairs if item is not None}
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [encode(item) for item in value]
    return value


def decode[T](kind: Callable[..., T], data: Mapping[str, Any]) -> T:
    """A dataclass from its stored form; fields that an older version did not have get their defaults.

    Raises KeyError for a field without a default that is missing.
    """
    given: dict[str, Any] = {}
    for name, hint, required in _shape(kind):
        if name in data:
            given[name] = _value(hint, data[name])
        elif required:
            raise KeyError(f"{kind}: {name} is missing")
    return kind(**given)


@cache
def _shape(kind: Any) -> list[tuple[str, Any, bool]]:
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name], _required(field, hints[field.name])) for field in fields(kind)]


def _required(field: "Field[Any]", hint: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING and not _optional(hint)


def _optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def _value(hint: Any, data: Any) -> Any:
    if isinstance(hint, NewType):
        return _value(hint.__supertype__, data)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return None if data is None else _value(inner, data)
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], item) for item in data)
    if origin is Mapping:
        return dict(data)
    if hint is datetime:
        return datetime.fromisoformat(data)
    if hint is date:
        return date.fromisoformat(data)
    if is_dataclass(hint) and isinstance(hint, type):
        return decode(hint, data)
    return hint(data)
