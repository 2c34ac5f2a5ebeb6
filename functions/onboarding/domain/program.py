"""The vendor's program: dates, ladders, tracks and agreement versions, read from program.toml and checked once."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from onboarding.domain import deadline_terms, known_questions, waits
from onboarding.domain.account import Level
from onboarding.domain.checked import need as _need
from onboarding.domain.deadline_terms import Deadlines, Term
from onboarding.domain.decision import Kind
from onboarding.domain.errors import ProgramError
from onboarding.domain.known_questions import Known
from onboarding.domain.languages import SPOKEN
from onboarding.domain.limits import Limits, limits
from onboarding.domain.people import Person
from onboarding.domain.renewal_terms import RenewalTerms, renewals
from onboarding.domain.retention import Retention, retention
from onboarding.domain.stages import CHANNEL, Stage
from onboarding.domain.tracks import Track, tracks
from onboarding.domain.waits import Wait, duration

_LEAST_ALIKE, _THE_SAME = 70, 100
BUILT_IN, DROPBOX_SIGN = "built-in", "dropbox_sign"
PROVIDERS = (BUILT_IN, DROPBOX_SIGN)
"""Who can collect signatures: our own page, or a provider outside."""


@dataclass(frozen=True)
class Vendor:
    """Who runs the program, and whom a person can write to and get an answer from."""

    name: str
    contact: Person
    ops: Person
    reviewer: Person
    business: Person
    colour: str
    countersigner: Person | None = None

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who acts for the vendor."""
        named = (self.contact, self.ops, self.reviewer, self.business, self.countersigner)
        return tuple(one for one in named if one is not None)


@dataclass(frozen=True)
class Program:
    """The whole of program.toml."""

    vendor: Vendor
    countries: Mapping[str, str]
    services: Mapping[str, str]
    tracks: Mapping[str, Track]
    waits: Mapping[Kind, Wait]
    checkins: tuple[timedelta, ...]
    most_asked: int
    required_level: Level
    invite_after: timedelta
    invites_per_hour: int
    connects: tuple[str, ...]
    recheck: timedelta
    hand_over: bool
    admin_roles: tuple[str, ...]
    agreement_version: str
    screening: int
    deadlines: Deadlines
    limits: Limits
    retention: Retention
    signature_provider: str = BUILT_IN
    signature_test_mode: bool = False
    renewals: tuple[RenewalTerms, ...] = ()
    languages: Mapping[str, str] = field(default_factory=lambda: {"en": "English"})
    known: tuple[Known, ...] = ()
    spoken: tuple[str, ...] = tuple(SPOKEN)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every date that partners must keep: of the tracks, and of new agreements."""
        return (*self.deadlines.terms, *(renewal.term for renewal in self.renewals))

    def invited_at(self, imported: datetime, place: int) -> datetime:
        """When the partner at this place of an import is invited: so many an hour, in the order of the file."""
        return imported + self.invite_after + timedelta(hours=place / self.invites_per_hour)

    def wait(self, kind: Kind) -> Wait:
        """The dates for one kind of decision."""
        return self.waits[kind]

    def known_at(self, stage: Stage) -> Sequence[Known]:
        """What partners often ask at a stage."""
        return known_questions.at(stage, self.known)

    def track(self, id: str) -> Track:
        """One track; raises ProgramError where program.toml has it no more."""
        if id not in self.tracks:
            raise ProgramError(f"tracks.{id}: there is no such track, but a case is on it")
        return self.tracks[id]

    def described(self, id: str) -> Track:
        """A track to be shown: one that program.toml has no more is shown by its id alone."""
        bare = Track(id=id, name=id, apply=False, stages=CHANNEL, agreement="", questions=(), rubric=None)
        return self.tracks.get(id, bare)

    @property
    def open_tracks(self) -> Sequence[Track]:
        """The tracks that the form offers; the others are by invitation."""
        return [track for track in self.tracks.values() if track.apply]


def _person(table: Mapping[str, Any], key: str, where: str) -> Person:
    entry = _need(table, key, dict, where)
    email = _need(entry, "email", str, f"{where}.{key}")
    if email.count("@") != 1:
        raise ProgramError(f"{where}.{key}.email: “{email}” is not an e-mail address")
    return Person(_need(entry, "name", str, f"{where}.{key}"), email)


def _screening(table: Mapping[str, Any]) -> int:
    least = _need(table, "at_least", int, "screening")
    if not _LEAST_ALIKE <= least <= _THE_SAME:
        raise ProgramError(f"screening.at_least: from {_LEAST_ALIKE} to {_THE_SAME}")
    return int(least)


def _checkins(table: Mapping[str, Any]) -> tuple[timedelta, ...]:
    steps = tuple(duration(step, "checkins.after") for step in _need(table, "after", list, "checkins"))
    if list(steps) != sorted(set(steps)):
        raise ProgramError("checkins.after: the steps must rise")
    return steps


def _spoken(toml: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages of pages and mails; all that there are where program.toml does not say."""
    named = toml.get("pages", {}).get("languages", list(SPOKEN))
    if not isinstance(named, list) or not named or not set(named) <= set(SPOKEN):
        raise ProgramError(f"pages.languages: one or more of {', '.join(SPOKEN)}")
    return tuple(named)


def _provider(agreement: Mapping[str, Any]) -> str:
    provider = agreement.get("provider", BUILT_IN)
    if provider not in PROVIDERS:
        raise ProgramError(f"agreement.provider: “{provider}” is not one of {', '.join(PROVIDERS)}")
    return str(provider)


def _test_mode(agreement: Mapping[str, Any]) -> bool:
    test_mode = agreement.get("test_mode", False)
    if not isinstance(test_mode, bool):
        raise ProgramError("agreement.test_mode: true or false")
    return test_mode


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
    agreement = _need(toml, "agreement", dict, "program")
    version = _need(agreement, "version", str, "agreement")
    invitations = _need(toml, "invitations", dict, "program")
    known = tracks(_need(toml, "tracks", dict, "program"), version)
    proof = _proof(_need(toml, "customer_admin", dict, "program"))
    return Program(
        vendor=Vendor(
            _need(vendor, "name", str, "vendor"),
            _person(vendor, "contact", "vendor"),
            _person(vendor, "ops", "vendor"),
            _person(vendor, "reviewer", "vendor"),
            _person(vendor, "business", "vendor"),
            _need(vendor, "colour", str, "vendor"),
            _person(vendor, "countersigner", "vendor") if "countersigner" in vendor else None,
        ),
        countries=_need(toml, "countries", dict, "program"),
        services=_need(toml, "services", dict, "program"),
        tracks=known,
        checkins=_checkins(_need(toml, "checkins", dict, "program")),
        waits=waits.read(toml),
        most_asked=_need(_need(toml, "distributor", dict, "program"), "most_asked", int, "distributor"),
        **proof,
        invite_after=duration(invitations.get("after"), "invitations.after"),
        invites_per_hour=_need(invitations, "per_hour", int, "invitations"),
        agreement_version=version,
        screening=_screening(_need(toml, "screening", dict, "program")),
        deadlines=deadline_terms.read(toml, toml["tracks"]),
        limits=limits(_need(toml, "limits", dict, "program")),
        retention=retention(_need(toml, "retention", dict, "program")),
        signature_provider=_provider(agreement),
        signature_test_mode=_test_mode(agreement),
        renewals=renewals(agreement, known),
        languages=_need(agreement, "languages", dict, "agreement"),
        known=known_questions.read(toml),
        spoken=_spoken(toml),
    )
