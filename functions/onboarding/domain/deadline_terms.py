"""Deadlines as the program declares them: the date, whom it is for, and the notice that announces it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onboarding.domain.errors import ProgramError
from onboarding.domain.notices import NoticeNumber


@dataclass(frozen=True)
class Term:
    """A date (the partner's whole day, in its own zone) by which partners of these tracks must be active."""

    id: str
    date: date
    tracks: tuple[str, ...]
    notice: NoticeNumber


@dataclass(frozen=True)
class Deadlines:
    """All terms, and how many days before its date a partner is written to, from far to near."""

    terms: tuple[Term, ...] = ()
    days_before: tuple[int, ...] = ()

    def term_for(self, track: str, today: date) -> Term | None:
        """The first date, today or later, that partners of a track must keep, if there is one."""
        ahead = (term for term in self.terms if track in term.tracks and term.date >= today)
        return min(ahead, key=lambda term: term.date, default=None)

    def last_passed(self, track: str, today: date) -> Term | None:
        """The latest date of a track that was over before today, if there is one."""
        over = (term for term in self.terms if track in term.tracks and term.date < today)
        return max(over, key=lambda term: term.date, default=None)

    def term(self, id: str) -> Term | None:
        """A term by its id."""
        return next((term for term in self.terms if term.id == id), None)


def read(toml: Mapping[str, Any], tracks: Collection[str]) -> Deadlines:
    """The sections `deadline_mails` and `deadlines`; raises ProgramError naming the key that is wrong."""
    days = toml.get("deadline_mails", {}).get("days_before")
    if not isinstance(days, list) or not all(type(day) is int and day > 0 for day in days):
        raise ProgramError("deadline_mails.days_before: a list of days such as 30 is needed")
    if days != sorted(set(days), reverse=True):
        raise ProgramError("deadline_mails.days_before: the days must fall")
    declared = toml.get("deadlines", {})
    return Deadlines(tuple(_term(id, declared[id], tracks) for id in declared), tuple(days))


def _term(id: str, entry: Mapping[str, Any], tracks: Collection[str]) -> Term:
    where = f"deadlines.{id}"
    on, named, notice = entry.get("date"), entry.get("tracks"), entry.get("notice")
    if not isinstance(on, date) or isinstance(on, datetime):
        raise ProgramError(f"{where}.date: a date such as 2027-06-30 is needed")
    if not isinstance(named, list) or not named or not all(track in tracks for track in named):
        raise ProgramError(f"{where}.tracks: a list of the program's tracks is needed")
    if type(notice) is not int or notice < 1:
        raise ProgramError(f"{where}.notice: the number of the notice that announces it is needed")
    return Term(id, on, tuple(named), NoticeNumber(notice))
