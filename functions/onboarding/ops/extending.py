"""A later date for one partner or a cohort: first who would get it, then, confirmed, one guarded change each."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from aws_lambda_powertools import Logger

from onboarding.deciding import decide
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved, NotFound, Refused
from onboarding.domain.people import Role, person
from onboarding.domain.readiness import HIGH_TOUCH, STANDARD
from onboarding.ops import missed
from onboarding.ops.cohorts import CHOICES, Cohort, Picked, chosen, pick
from onboarding.ops.missed import day
from onboarding.ops.pages import page
from onboarding.ops.request import Request
from onboarding.world import World

logger = Logger(child=True)

NAMES = 50
"""Partners named before an extension, of those who get it and of those who do not; the others are counted."""

SECONDS = 18.0
"""How long one press of the button works; the rest is done by the next press."""


def form(world: World, request: Request, refused: Refused | None = None) -> str:
    """Whom to give a later date, which, why, and who says so."""
    application = world.applications.case(request.application).application if request.about_one else None
    return page(
        "extend",
        request,
        application=application,
        program=world.program,
        tiers=(HIGH_TOUCH, STANDARD),
        distributors=world.applications.distributors(),
        typed={**request.chosen, **request.typed},
        refused=refused,
    )


def look(world: World, request: Request) -> str:
    """The dry run: how many and who would get the later date, who not and why; nothing is changed."""
    typed = request.typed
    try:
        until = day(typed.get("until", ""))
        if until <= world.clock.now().date():
            raise Refused("The new date must be ahead of us.", "until")
        _signed(typed.get("reason", ""), typed.get("name", ""))
    except Refused as refused:
        return form(world, request, refused)
    cohort = _cohort(request, typed)
    return _looked(world, request, cohort, until, pick(world, cohort, until))


def extend(world: World, request: Request) -> str:
    """Does what the dry run showed, one guarded change a partner; the next press does what is left.

    Where more partners are meant by now than were shown, it shows them instead.
    """
    cohort = _cohort(request, request.chosen)
    try:
        until = day(request.chosen["until"])
        _signed(request.typed.get("reason", ""), request.typed.get("name", ""))
    except Refused as refused:
        return form(world, request, refused)
    picked, done, why = pick(world, cohort, until), 0, ""
    left = picked.get_it
    if len(left) > _number(request.chosen["count"]):
        return _looked(world, request, cohort, until, picked, grown=True)
    began = time.monotonic()
    for number, one in enumerate(left):
        if time.monotonic() - began > SECONDS:
            return _looked(world, request, cohort, until, replace(picked, get_it=left[number:]), done)
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
    world: World, request: Request, cohort: Cohort, until: date, picked: Picked, done: int = 0, *, grown: bool = False
) -> str:
    found, out = picked.get_it, picked.left_out
    return page(
        "extend_look",
        request,
        cohort=cohort,
        carried={name: getattr(cohort, name) for name in CHOICES},
        until=until,
        count=len(found),
        named=found[:NAMES],
        in_question=sum(one.in_question for one in found),
        left_out=out[:NAMES],
        reasons=Counter(one.why for one in out).most_common(),
        done=done,
        grown=grown,
        typed=request.typed,
        program=world.program,
        distributors={one.id: one.name for one in world.applications.distributors()} if cohort.distributor else {},
    )


def _cohort(request: Request, choices: Mapping[str, str]) -> Cohort:
    return chosen(request.application if request.about_one else "", choices)


def _signed(reason: str, name: str) -> None:
    if not reason:
        raise Refused("Please say why, in a sentence.", "reason")
    if not name:
        raise Refused("Please type your name.", "name")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
