"""The vendor's program: dates, ladders, rubric and agreement versions, read from program.toml and checked once."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from onboarding.domain.account import Level
from onboarding.domain.decision import Kind
from onboarding.domain.errors import ProgramError
from onboarding.domain.people import Person

_DURATION = re.compile(r"([1-9][0-9]{0,3})([dh])")
TIMED = (
    Kind.CONFIRMATION,
    Kind.REVIEW,
    Kind.DISTRIBUTOR,
    Kind.AGREEMENT,
    Kind.CUSTOMERS,
    Kind.ADMIN,
    Kind.HOLD,
    Kind.QUESTION,
    Kind.PROOF,
    Kind.DRIFT,
)


OPEN_ENDED = frozenset({Kind.HOLD, Kind.QUESTION, Kind.ADMIN, Kind.PROOF, Kind.DRIFT})
"""Kinds that nobody answers for the person who is asked: reminders may go on after the date."""


@dataclass(frozen=True)
class Wait:
    """How long somebody has, and when they are reminded, counted from the asking."""

    due: timedelta
    reminders: tuple[timedelta, ...]

    def ladder(self, now: datetime) -> tuple[datetime, ...]:
        """The reminder times for a decision that is asked now."""
        return tuple(now + step for step in self.reminders)


@dataclass(frozen=True)
class Rule:
    """One rule of the rubric: `field` is `people`, `customers`, `services` or `website`."""

    name: str
    field: str
    at_least: int
    points: int
    why: str


@dataclass(frozen=True)
class Vendor:
    """Who runs the program, and whom a person can write to and get an answer from."""

    name: str
    contact: Person
    ops: Person
    reviewer: Person
    colour: str


@dataclass(frozen=True)
class Program:
    """The whole of program.toml."""

    vendor: Vendor
    countries: Mapping[str, str]
    services: Mapping[str, str]
    tracks: Mapping[str, str]
    waits: Mapping[Kind, Wait]
    rules: tuple[Rule, ...]
    pass_mark: int
    most_asked: int
    required_level: Level
    connects: tuple[str, ...]
    recheck: timedelta
    hand_over: bool
    admin_roles: tuple[str, ...]
    agreement_version: str

    def wait(self, kind: Kind) -> Wait:
        """The dates for one kind of decision."""
        return self.waits[kind]


def duration(text: object, key: str) -> timedelta:
    """`5d` or `36h` as a length of time; raises ProgramError naming the key."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ProgramError(f"{key}: “{text}” is not a length of time such as “5d” or “36h”")
    count = int(match[1])
    return timedelta(days=count) if match[2] == "d" else timedelta(hours=count)


def _need(table: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    value = table.get(key)
    if not isinstance(value, kind) or value in ("", {}, []):
        raise ProgramError(f"{where}.{key}: a {kind.__name__} is needed")
    return value


def _person(table: Mapping[str, Any], key: str, where: str) -> Person:
    entry = _need(table, key, dict, where)
    email = _need(entry, "email", str, f"{where}.{key}")
    if email.count("@") != 1:
        raise ProgramError(f"{where}.{key}.email: “{email}” is not an e-mail address")
    return Person(_need(entry, "name", str, f"{where}.{key}"), email)


def _wait(table: Mapping[str, Any], kind: Kind) -> Wait:
    where = f"waits.{kind.value}"
    entry = _need(table, kind.value, dict, "waits")
    wait = Wait(
        duration(entry.get("due"), f"{where}.due"),
        tuple(duration(step, f"{where}.reminders") for step in entry.get("reminders", [])),
    )
    if list(wait.reminders) != sorted(set(wait.reminders)):
        raise ProgramError(f"{where}.reminders: the steps must rise")
    if kind not in OPEN_ENDED and any(step >= wait.due for step in wait.reminders):
        raise ProgramError(f"{where}.reminders: every reminder must come before the due date")
    return wait


def _rule(entry: Mapping[str, Any]) -> Rule:
    where = "readiness.rules"
    field = _need(entry, "field", str, where)
    if field not in ("people", "customers", "services", "website"):
        raise ProgramError(f"{where}.field: “{field}” is not people, customers, services or website")
    return Rule(
        _need(entry, "name", str, where),
        field,
        _need(entry, "at_least", int, where),
        _need(entry, "points", int, where),
        _need(entry, "why", str, where),
    )


def _proof(table: Mapping[str, Any]) -> dict[str, Any]:
    """What counts as proof of a customer's own admin, who may connect the account, and when it is read again."""
    where = "customer_admin"
    level = _need(table, "level", str, where)
    if level not in (Level.ATTESTED, Level.VERIFIED):
        raise ProgramError("customer_admin.level: “attested” or “verified”")
    connects = _need(table, "connects", list, where)
    if "customer" not in connects or not set(connects) <= {"customer", "applicant"}:
        raise ProgramError("customer_admin.connects: “customer”, and “applicant” where partners may connect as well")
    if not isinstance(table.get("hand_over"), bool):
        raise ProgramError("customer_admin.hand_over: true or false")
    return {
        "required_level": Level(level),
        "connects": tuple(connects),
        "recheck": duration(table.get("recheck"), f"{where}.recheck"),
        "hand_over": table["hand_over"],
        "admin_roles": tuple(_need(table, "admin_roles", list, where)),
    }


def load(text: str) -> Program:
    """The program in a TOML text; raises ProgramError with the key that is wrong."""
    try:
        toml = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProgramError(f"program.toml: {error}") from None
    vendor = _need(toml, "vendor", dict, "program")
    readiness = _need(toml, "readiness", dict, "program")
    waits = _need(toml, "waits", dict, "program")
    proof = _proof(_need(toml, "customer_admin", dict, "program"))
    return Program(
        vendor=Vendor(
            _need(vendor, "name", str, "vendor"),
            _person(vendor, "contact", "vendor"),
            _person(vendor, "ops", "vendor"),
            _person(vendor, "reviewer", "vendor"),
            _need(vendor, "colour", str, "vendor"),
        ),
        countries=_need(toml, "countries", dict, "program"),
        services=_need(toml, "services", dict, "program"),
        tracks=_need(toml, "tracks", dict, "program"),
        waits={kind: _wait(waits, kind) for kind in TIMED},
        rules=tuple(_rule(entry) for entry in _need(readiness, "rules", list, "readiness")),
        pass_mark=_need(readiness, "pass_mark", int, "readiness"),
        most_asked=_need(_need(toml, "distributor", dict, "program"), "most_asked", int, "distributor"),
        **proof,
        agreement_version=_need(_need(toml, "agreement", dict, "program"), "version", str, "agreement"),
    )
