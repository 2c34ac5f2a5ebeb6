"""A later date for one partner or a cohort: first who would get it, then, confirmed, one guarded change each."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aws_lambda_powertools import Logger

from onboarding.deciding import decide
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved, NotFound, Refused
from onboarding.domain.people import Role, person
from onboarding.ops import missed
from onboarding.ops.at_risk import Partner, partners
from onboarding.ops.missed import day
from onboarding.ops.pages import page
from onboarding.ops.request import Request
from onboarding.world import World

logger = Logger(child=True)

NAMES = 50
"""Partners named before an extension; the others are counted."""

SECONDS = 18.0
"""How long one press of the button works; the rest is done by the next press."""


@dataclass(frozen=True)
class Cohort:
    """Whom an extension is for: one partner, or all of a track, country and distributor (empty: any)."""

    application: str
    track: str
    country: str
    distributor: str

    def has(self, one: Application) -> bool:
        """Whether a partner belongs to it."""
        if self.application:
            return one.id == self.application
        form = one.submission
        wanted = ((self.track, form.track), (self.country, form.country), (self.distributor, one.distributor or ""))
        return all(not asked or asked == found for asked, found in wanted)


def form(world: World, request: Request, refused: Refused | None = None) -> str:
    """Whom to give a later date, which, why, and who says so."""
    application = world.applications.case(request.application).application if request.about_one else None
    return page(
        "extend",
        request,
        application=application,
        program=world.program,
        distributors=world.applications.distributors(),
        typed=request.typed,
        refused=refused,
    )


def look(world: World, request: Request) -> str:
    """The dry run: how many and who would get the later date; nothing is changed."""
    typed = request.typed
    try:
        until = day(typed.get("until", ""))
        if until <= world.clock.now().date():
            raise Refused("The new date must be ahead of us.", "until")
        _signed(typed.get("reason", ""), typed.get("name", ""))
    except Refused as refused:
        return form(world, request, refused)
    cohort = _cohort(request, typed.get("track", ""), typed.get("country", ""), typed.get("distributor", ""))
    found = _left(world, cohort, until)
    return _looked(world, request, cohort, until, found)


def extend(world: World, request: Request) -> str:
    """Does what the dry run showed, one guarded change a partner; the next press does what is left."""
    chosen = request.chosen
    cohort = _cohort(request, chosen["track"], chosen["country"], chosen["distributor"])
    try:
        until = day(chosen["until"])
        _signed(request.typed.get("reason", ""), request.typed.get("name", ""))
    except Refused as refused:
        return form(world, request, refused)
    left, done, why = _left(world, cohort, until), 0, ""
    began = time.monotonic()
    for number, one in enumerate(left):
        if time.monotonic() - began > SECONDS:
            return _looked(world, request, cohort, until, left[number:], done)
        try:
            _extend_one(world, one.application, until, request)
            done += 1
        except (Moved, NotFound, Refused) as refused:
            why = str(refused)
    logger.info("deadlines extended", extra={"count": done, "until": until.isoformat(), "by": request.typed["name"]})
    return page("extended", request, done=done, passed_over=len(left) - done, why=why, until=until)


def _extend_one(world: World, application: Application, until: date, request: Request) -> None:
    by, reason = person(request.typed["name"], Role.OPS), request.typed["reason"]

    def read() -> Case:
        now = world.applications.case(application.id).application
        return world.applications.case(now.id, now.deadline)

    def rule(case: Case) -> Change:
        return missed.later(world, case, until, by, reason, world.clock.now())

    decide(world.applications, read, rule)


def _looked(
    world: World, request: Request, cohort: Cohort, until: date, found: Sequence[Partner], done: int = 0
) -> str:
    return page(
        "extend_look",
        request,
        cohort=cohort,
        until=until,
        count=len(found),
        named=found[:NAMES],
        in_question=sum(one.in_question for one in found),
        done=done,
        typed=request.typed,
        program=world.program,
    )


def _cohort(request: Request, track: str, country: str, distributor: str) -> Cohort:
    return Cohort(request.application if request.about_one else "", track, country, distributor)


def _left(world: World, cohort: Cohort, until: date) -> list[Partner]:
    """Those of the cohort whose date is earlier: who has the new one already is not asked for again."""
    return [one for one in partners(world) if cohort.has(one.application) and one.on < until]


def _signed(reason: str, name: str) -> None:
    if not reason:
        raise Refused("Please say why, in a sentence.", "reason")
    if not name:
        raise Refused("Please type your name.", "name")
