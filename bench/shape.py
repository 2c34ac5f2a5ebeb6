"""What an onboarding asks of the cloud, without what it is for: its invocations and their calls, from a recording."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench import cost
from bench.journey import Journey
from bench.recording import Call
from bench.rehearsal import Invocation
from bench.transitions import PLAIN, definition, ways

DOCUMENT = 100_000
"""Bytes of a file that is kept: about as many as an agreement has."""

GATES = ("confirmation", "distributor", "agreement", "customers")
"""The decisions whose outcome the workflow waits for, in the order of its waits."""


@dataclass(frozen=True)
class Visit:
    """A request of somebody's: which invocation it is, its method, and the subject of the mail that leads to it."""

    number: int
    method: str
    mail: str = ""


@dataclass(frozen=True)
class Shape:
    """A journey: by number what each invocation does, who visits when, and which invocation each state is."""

    invocations: tuple[Mapping[str, Any], ...]
    visits: tuple[Visit, ...]
    steps: Mapping[str, int]

    @property
    def mails(self) -> int:
        """How many mails there are."""
        return sum(one["kind"] == "MESSAGE" for done in self.invocations for one in _writes(done))


def way() -> list[str]:
    """The states of a plain journey."""
    return max(ways(definition(), end="Active", avoiding=PLAIN), key=len)


def waits() -> list[str]:
    """Those of them that wait for somebody."""
    return [name for name in way() if name.startswith("Wait ")]


@cache
def shape() -> Shape:
    """A journey's, in which another partner has been before.

    The relay's part follows from what is written; of mails that were sent, the local engine tells nobody.
    """
    recorded = [one for one in cost.recorded(Journey()).invocations if one.function not in {"relay", "mail_trouble"}]
    invocations = tuple({"calls": list(map(_call, one.calls)), "answer": _answer(one)} for one in recorded)
    steps = {one.function: number for number, one in enumerate(recorded) if one.function != "web"}
    return Shape(invocations, tuple(_visits(recorded)), steps)


def _writes(done: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for operation, what in done["calls"] if operation == "TransactWriteItems" for one in what]


def _visits(recorded: list[Invocation]) -> Iterator[Visit]:
    seen = set[str]()
    for number, one in enumerate(recorded):
        if one.function == "web":
            path, method = one.event["rawPath"], one.event["requestContext"]["http"]["method"]
            new = path.startswith("/d/") and path not in seen
            seen.add(path)
            yield Visit(number, method, f" {path.split('/')[3]}$" if new else "")


def _answer(one: Invocation) -> int:
    return len(one.answer.get("body", "")) if isinstance(one.answer, dict) else 0


def _call(call: Call) -> tuple[str, Any]:
    match call.operation:
        case "BatchGetItem":
            return call.operation, sum(len(asked["Keys"]) for asked in call.params["RequestItems"].values())
        case "TransactWriteItems":
            return call.operation, [_write(*next(iter(one.items()))) for one in call.params["TransactItems"]]
        case "PutObject":
            return call.operation, DOCUMENT
        case _:
            return call.operation, None


def _write(operation: str, action: Mapping[str, Any]) -> dict[str, Any]:
    """A write as its kind, its size and what it is about: a mail's subject, or the state that waits for an outcome."""
    if operation == "Put":
        item = action["Item"]
        letter = item.get("letter", {}).get("M", {})
        about = f"{letter['mail']['S']} {letter.get('decision', {}).get('S', '')}" if letter else ""
        return {"kind": item["kind"]["S"], "about": about.strip(), "size": len(repr(item)) // 2}
    kind = action["Key"]["SK"]["S"].removeprefix("DECISION#").rpartition("-")[0]
    if kind in GATES:
        return {"kind": "WAIT", "about": waits()[GATES.index(kind)], "size": 0}
    return {"kind": "UPDATE", "about": "", "size": 0}
