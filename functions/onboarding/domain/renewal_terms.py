"""New versions of the agreement as the program declares them: what they replace, who is asked from when until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from onboarding.domain.checked import need, only
from onboarding.domain.deadline_terms import Term
from onboarding.domain.errors import ProgramError
from onboarding.domain.notices import NoticeNumber
from onboarding.domain.tracks import Track

LONGEST = timedelta(days=150)
"""Between the asking and the date: the workflow's waiting state holds for 180 days, and ops may extend."""

PASSES_AN_HOUR = 12
"""How often the clock looks: every five minutes."""

_KEYS = {"replaces", "ask_from", "by", "notice", "per_hour"}


@dataclass(frozen=True, kw_only=True)
class RenewalTerms:
    """Active partners of these tracks whose agreement has one of the `replaces` versions are asked to accept this one.

    `by` is the partner's whole day, in its own zone; `notice` announces it: before that is published nobody is asked.
    """

    version: str
    replaces: tuple[str, ...]
    tracks: tuple[str, ...]
    ask_from: date
    by: date
    notice: NoticeNumber
    per_hour: int

    @property
    def per_pass(self) -> int:
        """How many partners one pass of the clock asks at most, so that a large program is asked over hours."""
        return -(-self.per_hour // PASSES_AN_HOUR)

    @property
    def term(self) -> Term:
        """The same as a deadline, for whoever lists deadlines."""
        return Term(f"agreement-{self.version}", self.by, self.tracks, self.notice)

    def opens(self, now: datetime) -> bool:
        """Whether the day (UTC) has come from which partners are asked."""
        return now.date() >= self.ask_from


def renewals(agreement: Mapping[str, Any], tracks: Mapping[str, Track]) -> tuple[RenewalTerms, ...]:
    """The tables `[agreement.renewals."<version>"]`; raises ProgramError naming the key that is wrong."""
    declared = agreement.get("renewals", {})
    return tuple(_terms(version, declared[version], tracks) for version in declared)


def _terms(version: str, entry: Mapping[str, Any], tracks: Mapping[str, Track]) -> RenewalTerms:
    where = f"agreement.renewals.{version}"
    only(entry, _KEYS, where)
    on = tuple(track.id for track in tracks.values() if track.agreement == version)
    if not on:
        raise ProgramError(f"{where}: no track has this version as its agreement")
    replaces = need(entry, "replaces", list, where)
    if version in replaces or not all(isinstance(one, str) and one for one in replaces):
        raise ProgramError(f"{where}.replaces: the versions that it takes the place of")
    ask_from, by = _date(entry, "ask_from", where), _date(entry, "by", where)
    if not timedelta() < by - ask_from <= LONGEST:
        raise ProgramError(f"{where}.by: a day after ask_from, at most {LONGEST.days} days later")
    notice, per_hour = need(entry, "notice", int, where), need(entry, "per_hour", int, where)
    if notice < 1 or per_hour < 1:
        raise ProgramError(f"{where}: notice and per_hour are 1 or more")
    return RenewalTerms(
        version=version,
        replaces=tuple(replaces),
        tracks=on,
        ask_from=ask_from,
        by=by,
        notice=NoticeNumber(notice),
        per_hour=per_hour,
    )


def _date(entry: Mapping[str, Any], key: str, where: str) -> date:
    found = entry.get(key)
    if not isinstance(found, date) or isinstance(found, datetime):
        raise ProgramError(f"{where}.{key}: a date such as 2027-06-30 is needed")
    return found
