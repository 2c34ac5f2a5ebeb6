"""The engine's tables, kept on disk without anybody having to wait for it, however many items they hold.

Its own way copies every value of every item on the loop that answers requests, and then writes them out value by
value: of 30 MB that stops everybody for four seconds, and slows them for seven. But an item that changes is another
item to the engine, put in the place of the former, so items need no copies; and json's fast half writes what lies
under one partition key at once. Runs in the engine's environment; tests/local/test_engine_tables.py holds what this
knows of it.
"""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ministack.core import persistence
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import dynamodb

from local.addresses import write_whole

SERVICE = "dynamodb"
BESIDES = (
    "tags",
    "ttl_settings",
    "pitr_settings",
    "kinesis_destinations",
    "contributor_insights",
    "backups",
    "resource_policies",
    "exports",
    "imports",
)
"""What the engine keeps about tables, each under its name with an underscore before it."""
DEPTH = 6
"""From the file to what lies under one partition key: its payload, tables, their scopes, a table, its items."""


def tables_state() -> dict[str, Any]:
    """As `dynamodb.get_state`."""
    tables = AccountRegionScopedDict()
    for (account, region, name), table in dynamodb._tables.all_items():
        items = {part: dict(found) for part, found in list(table["items"].items())}
        saved = {key: value for key, value in table.items() if key != dynamodb._INDEX_MEMBERS}
        tables.set_scoped(account, region, name, copy.deepcopy(saved, {id(table["items"]): items}))
    return {"tables": tables, **{name: copy.deepcopy(getattr(dynamodb, f"_{name}")) for name in BESIDES}}


def save_tables(state: dict[str, Any]) -> None:
    """As `persistence.save_state`; the file is replaced as a whole."""
    whole = {"__ministack_format__": persistence._state_format_version(SERVICE), "payload": state}
    text = "".join(_pieces(whole, DEPTH))
    write_whole(Path(persistence.STATE_DIR) / f"{SERVICE}.json", text)


def _pieces(value: Any, depth: int) -> Iterator[str]:
    """JSON in pieces so small that other threads have their turn between them."""
    if isinstance(value, AccountRegionScopedDict):
        value = persistence._json_default(value)
    if not depth or not value or not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        yield json.dumps(value, default=persistence._json_default)
        return
    for number, (key, below) in enumerate(value.items()):
        yield f"{', ' if number else '{'}{json.dumps(key)}: "
        yield from _pieces(below, depth - 1)
    yield "}"
