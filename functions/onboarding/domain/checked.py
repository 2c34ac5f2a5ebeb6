"""Reading a TOML table strictly: what is missing or of another kind is refused with the name of its key."""

from collections.abc import Mapping
from typing import Any

from onboarding.domain.errors import ProgramError


def need(table: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    """The value under a key, not empty; raises ProgramError naming `where.key` where it is not of that kind."""
    value = table.get(key)
    if not _is(value, kind) or value in ("", {}, []):
        raise ProgramError(f"{where}.{key}: a {kind.__name__} is needed")
    return value


def may(table: Mapping[str, Any], key: str, kind: type, where: str, default: Any) -> Any:
    """The value under a key, or the default where it is not given; raises ProgramError as `need` does."""
    if key not in table:
        return default
    if not _is(table[key], kind):
        raise ProgramError(f"{where}.{key}: a {kind.__name__} is needed")
    return table[key]


def only(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    """Raises ProgramError for a key that means nothing here: a slip of the pen is not passed over."""
    for key in table:
        if key not in keys:
            raise ProgramError(f"{where}.{key}: there is no such key here")


def _is(value: object, kind: type) -> bool:
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))
