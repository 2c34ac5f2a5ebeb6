"""Whom a new date is for: all partners that ops pick, those of them who get it, and why the others do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from onboarding.domain.application import Application
from onboarding.domain.program import Program
from onboarding.ops.at_risk import Partner, partner
from onboarding.world import World

CHOICES = ("track", "country", "distributor", "tier", "announced")
"""What partners are picked by; `announced` is the number of the notice that told them their date."""


@dataclass(frozen=True)
class Cohort:
    """One partner, or all of a track, country, distributor, tier and notice (empty: any)."""

    application: str = ""
    track: str = ""
    country: str = ""
    distributor: str = ""
    tier: str = ""
    announced: str = ""

    def has(self, one: Application, program: Program) -> bool:
        """Whether a partner belongs to it."""
        if self.application:
            return one.id == self.application
        form = one.submission
        wanted = (
            (self.track, form.track),
            (self.country, form.country),
            (self.distributor, one.distributor or ""),
            (self.tier, one.tier),
            (self.announced, _announced_by(one, program)),
        )
        return all(not asked or asked == found for asked, found in wanted)


def _announced_by(one: Application, program: Program) -> str:
    """The number of the notice with the date that a partner was given, whatever was agreed since; empty for none."""
    return next((str(term.notice) for term in program.terms if term.id == one.deadline_id), "")


@dataclass(frozen=True)
class LeftOut:
    """A partner of the cohort who does not get the date, and why."""

    application: Application
    why: str


@dataclass(frozen=True)
class Picked:
    """Those of a cohort who get the date, by days left, and those who do not, by the reason."""

    get_it: Sequence[Partner]
    left_out: Sequence[LeftOut]


def chosen(application: str, choices: Mapping[str, str]) -> Cohort:
    """The cohort that a form or a button names."""
    return Cohort(application, **{name: choices.get(name, "") for name in CHOICES})


def pick(world: World, cohort: Cohort, until: date) -> Picked:
    """Everybody of the cohort who is on the way, or asked for a new agreement; nobody else has a date to keep."""
    now = world.clock.now()
    get_it: list[Partner] = []
    left_out: list[LeftOut] = []
    for one in world.applications.waiting():
        if not cohort.has(one, world.program):
            continue
        if not one.deadline or not one.deadline_at:
            left_out.append(LeftOut(one, _why_none(one, now)))
        elif (its := partner(one, now)).on < until:
            get_it.append(its)
        else:
            left_out.append(LeftOut(one, _HAS_IT if its.on == until else _HAS_LATER))
    return Picked(
        sorted(get_it, key=lambda one: (one.days, one.application.submission.company.casefold())),
        sorted(left_out, key=lambda one: (one.why, one.application.submission.company.casefold())),
    )


def _why_none(one: Application, now: datetime) -> str:
    if one.uninvited(now):
        return "is not invited yet, and has no date before that"
    if one.renewal is not None:
        return "has accepted the new agreement"
    return "need not keep a date any more: it was waived" if one.deadline_id else "has no date to keep"


_HAS_IT = "has this date already"
_HAS_LATER = "has a later date"
