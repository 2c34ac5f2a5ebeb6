"""The engine's state, kept on disk without anybody having to wait for it, however much its tables and logs hold.

Its own way copies every value of every item on the loop that answers requests, and then writes them out value by
value: of 30 MB that stops everybody for four seconds, and slows them for seven. But an item that changes is another
item to the engine, put in the place of the former, and a log only grows: what they consist of needs no copies. And
json's fast half writes what lies under one key of a table, or in one stream of a log, at once. Runs in the engine's
environment; tests/local/test_engine_copies.py holds what this knows of it.
"""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ministack.core import persistence
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import cloudwatch_logs, dynamodb

from local.addresses import write_whole

DEPTH = 6
"""From a file to what is written at once: payload, stores, scopes, a table or log group, its items or streams."""


@dataclass(frozen=True)
class Large:
    """A service whose state grows: its stores, each under its name with an underscore before it, and what of them is
    copied in another way than value by value (by the `id` of what it stands for).
    """

    module: ModuleType
    stores: tuple[str, ...]
    instead: Callable[[], dict[int, Any]]

    def state(self) -> dict[str, Any]:
        """As the module's own `get_state`."""
        copies = self.instead()
        return {name: copy.deepcopy(getattr(self.module, f"_{name}"), copies) for name in self.stores}


def _tables() -> dict[int, Any]:
    copies = dict[int, Any]()
    for _, table in dynamodb._tables.all_items():
        kept = {key: value for key, value in table.items() if key != dynamodb._INDEX_MEMBERS}
        items = {part: dict(found) for part, found in list(table["items"].items())}
        copies[id(table)] = copy.deepcopy(kept, {id(table["items"]): items})
    return copies


def _logs() -> dict[int, Any]:
    groups = [group for _, group in cloudwatch_logs._log_groups.all_items()]
    streams = [stream for group in groups for stream in list(group["streams"].values())]
    return {id(stream): {**stream, "events": list(stream["events"])} for stream in streams}


LARGE: Mapping[str, Large] = {
    "dynamodb": Large(
        dynamodb,
        (
            "tables",
            "tags",
            "ttl_settings",
            "pitr_settings",
            "kinesis_destinations",
            "contributor_insights",
            "backups",
            "resource_policies",
            "exports",
            "imports",
        ),
        _tables,
    ),
    "cloudwatch_logs": Large(
        cloudwatch_logs,
        (
            "log_groups",
            "destinations",
            "resource_policies",
            "log_group_policies",
            "metric_filters",
            "queries",
            "log_records",
            "delivery_sources",
            "delivery_destinations",
            "deliveries",
        ),
        _logs,
    ),
}


def save(service: str, state: Mapping[str, Any]) -> None:
    """As `persistence.save_state`; the file is replaced as a whole."""
    whole = {"__ministack_format__": persistence._state_format_version(service), "payload": state}
    text = "".join(_pieces(whole, DEPTH))
    write_whole(Path(persistence.STATE_DIR) / f"{service}.json", text)


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
