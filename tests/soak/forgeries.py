"""Promise 8: the audit cannot be rewritten: what no role may do, and what shows if somebody did it all the same."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import infra  # noqa: F401 - first of all: it chooses the Node that the CDK library starts when it is imported
from infra.permissions import EVENT_ONLY_ATTRIBUTES
from local.operations import audit, verify
from tests.soak.journeys import Journey, travelled
from tests.soak.town import town

REMOVING = ("DeleteItem", "BatchWriteItem", "PartiQLDelete", "PartiQLUpdate", "PartiQLInsert", "DeleteTable")


def unseen(journeys: Sequence[Journey]) -> str:
    """The figure: every field of every event changed, events left out, doubled, swapped and hashed anew."""
    tried = events = 0
    with town() as here:
        for journey in journeys:
            here.begin(journey.program, journey.distributors)
            travelled(here, journey)
            application = here.application(journey.id)
            lines = list(audit.lines(application, here.world.applications.events(journey.id)))
            assert not list(verify.problems(lines)), "it was whole"
            events += len(lines) - 1
            for what, forged in _forged(lines):
                tried += 1
                assert list(verify.problems(forged)), f"{journey.name}: {what} went unseen"
    return f"{tried} forgeries of {events} events: 0 unseen"


def _forged(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    for place, line in enumerate(lines):
        event = json.loads(line)
        for name, value in event.items():
            yield f"{name} of line {place}", _with(lines, place, {**event, name: _other(value)})
        for name, value in event.get("told", {}).items():
            told = {**event["told"], name: _other(value)}
            yield f"told {name} of line {place}", _with(lines, place, {**event, "told": told})
        yield f"line {place} left out", [*lines[:place], *lines[place + 1 :]]
        if "action" in event:
            yield f"line {place} twice", [*lines[: place + 1], line, *lines[place + 1 :]]
            yield f"line {place} and all after it hashed anew", _hashed_anew(lines, place)
            emptied = {key: value for key, value in event.items() if key != "told"}
            yield f"line {place} emptied", _with(lines, place, emptied)
        if place + 1 < len(lines):
            yield f"lines {place} swapped", [*lines[:place], lines[place + 1], line, *lines[place + 2 :]]


def _with(lines: Sequence[str], place: int, event: Mapping[str, Any]) -> list[str]:
    return [*lines[:place], json.dumps(event, ensure_ascii=False), *lines[place + 1 :]]


def _other(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [*value[:-1], f"{value[-1]}x"]
    return {**value, "added": "x"} if isinstance(value, dict) else f"{value}x"


def _hashed_anew(lines: Sequence[str], place: int) -> list[str]:
    """A changed event, and every hash after it made to fit; only the case's own word of its last hash is left."""
    found, previous = [json.loads(line) for line in lines], ""
    for at, event in enumerate(found[:-1]):
        if at == place:
            event["action"] = "nothing happened"
        if at > place:
            event["previous"] = previous
        event["hash"] = previous = verify.hash_of(event)
    return [json.dumps(event, ensure_ascii=False) for event in found]


def forbidden() -> str:
    """The figure: each role of the deployment, asked to remove or to change an event, by its own policies."""
    from tests.infra.synthesis import AWS, synthesize  # noqa: PLC0415 - the CDK starts a Node of its own

    tried = 0
    with tempfile.TemporaryDirectory() as folder:
        (bundle := Path(folder, "bundle")).mkdir()
        (bundle / "empty.txt").write_text("no function runs from this\n")
        statements: dict[str, list[dict[str, Any]]] = {}
        for role, statement in synthesize(AWS, bundle, Path(folder, "out")).statements():
            statements.setdefault(role, []).append(statement)
        for role, allowed in statements.items():
            for action, attribute in [*((one, "") for one in REMOVING), *_changes()]:
                tried += 1
                assert not _may(allowed, f"dynamodb:{action}", attribute), f"{role} may {action} {attribute}"
    return f"{tried} tries of {len(statements)} roles to remove or change an event: 0 allowed"


def _changes() -> Iterator[tuple[str, str]]:
    return (("UpdateItem", attribute) for attribute in EVENT_ONLY_ATTRIBUTES)


def _may(statements: Sequence[Mapping[str, Any]], action: str, attribute: str) -> bool:
    """As IAM decides: something allows it, and nothing denies it; conditions are those on attributes that we write."""
    asked = [one for one in statements if one["Action"] == action]
    denied = any(one["Effect"] == "Deny" and attribute in _named(one, "ForAnyValue") for one in asked)
    allowing = [one for one in asked if one["Effect"] == "Allow"]
    allowed = any("Condition" not in one or attribute in _named(one, "ForAllValues") for one in allowing)
    return allowed and not denied


def _named(statement: Mapping[str, Any], how: str) -> Sequence[str]:
    condition: Mapping[str, Any] = statement.get("Condition", {}).get(f"{how}:StringEquals", {})
    found: Sequence[str] = condition.get("dynamodb:Attributes", ())
    return found
