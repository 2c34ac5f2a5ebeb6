"""Ops step into a case under way: a fresh link, a later date, another distributor, a new execution, or its end."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from aws_lambda_powertools import Logger

from onboarding.deciding import decide
from onboarding.domain import intervening
from onboarding.domain.application import Application, Case
from onboarding.domain.calendars import end_of
from onboarding.domain.change import Change
from onboarding.domain.distribution import Distributor, objection
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.people import Actor, Person, Role, person
from onboarding.mailboxes import address, is_partners
from onboarding.ops.actions import Stale
from onboarding.ops.missed import day
from onboarding.ops.pages import page
from onboarding.ops.request import LONGEST, Request
from onboarding.ops.ways import WAYS, Way
from onboarding.signing import leaving
from onboarding.world import World

logger = Logger(child=True)


def form(world: World, request: Request, refused: Refused | None = None) -> str:
    """What is about to be done, with its reason and a name; after a refusal with what was typed kept."""
    way, case = _way(request), _case(world, request)
    return page(
        "step_in",
        request,
        application=case.application,
        decision=case.decision,
        way=way,
        distributors=_distributors(world, case.application) if way.id == "reassign" else [],
        typed=request.typed,
        refused=refused,
    )


def act(world: World, request: Request) -> str:
    """Does it, on what was shown and on nothing newer, and says what was done."""
    way, typed = _way(request), request.typed
    about = {"application": request.application, "version": request.version, "how": way.id}
    if max(len(typed.get("reason", "")), len(typed.get("name", ""))) > LONGEST:
        return form(world, request, Refused(f"Please keep it under {LONGEST} characters.", "reason"))

    def rule(case: Case) -> Change:
        if case.application.version != request.version:
            raise Stale("The case has changed since you looked. This is how it stands now; please decide again.")
        by, now = person(typed.get("name", ""), Role.OPS), world.clock.now()
        change = _RULES[way.id](world, case, request, by, now)
        if way.id == "hand_on" and case.decision is not None:
            leaving.take_back(world, case.decision)  # whoever signed there meanwhile makes this change a stale one
        return change

    try:
        change = decide(world.applications, lambda: _case(world, request), rule)
    except Moved as moved:
        logger.info("not stepped in", extra={**about, "why": moved.message})
        return form(world, request, moved)
    except Refused as refused:
        logger.info("not stepped in", extra={**about, "why": refused.message})
        return form(world, request, refused)
    logger.info("ops stepped in", extra={**about, "by": typed["name"]})
    return page(
        "stepped_in", request, application=change.application, said=_said(way, change, request), by=typed["name"]
    )


def _said(way: Way, change: Change, request: Request) -> str:
    asked = change.asked[0].about.get("name", "") if change.asked else ""
    if not asked and change.messages:
        asked = change.messages[0].letter.to.name
    return way.done.format(asked=asked or "Whoever is asked", until=request.typed.get("until", ""))


def _reassign(world: World, case: Case, request: Request, by: Actor, now: datetime) -> Change:
    chosen = next((one for one in world.applications.distributors() if one.id == request.typed.get("to")), None)
    if chosen is None:
        raise Refused("Please choose a distributor.", "distributor")
    own = partial(is_partners, case.application)
    return intervening.reassign(case, chosen, by, request.typed.get("reason", ""), world.program, now, own=own)


def _hand_on(world: World, case: Case, request: Request, by: Actor, now: datetime) -> Change:
    typed = request.typed
    to = Person(typed.get("to_name", "").strip(), address(typed.get("to_email", "").strip()))
    return intervening.hand_on(case, to, by, typed.get("reason", ""), world.program, now)


def _prolong(_: World, case: Case, request: Request, by: Actor, now: datetime) -> Change:
    # Mails and pages write a date in UTC: it ends within the day that was typed, or they would name the next one.
    until = end_of(day(request.typed.get("until", "")), "UTC") - timedelta(seconds=1)
    return intervening.prolong(case, until, by, request.typed.get("reason", ""), now)


_RULES: Mapping[str, Callable[[World, Case, Request, Actor, datetime], Change]] = {
    "reissue": lambda _, case, request, by, now: intervening.reissue(case, by, request.typed.get("reason", ""), now),
    "page": lambda _, case, request, by, now: intervening.lead_back(case, by, request.typed.get("reason", ""), now),
    "prolong": _prolong,
    "reassign": _reassign,
    "hand_on": _hand_on,
    "restart": lambda _, case, request, by, now: intervening.restart(case, by, request.typed.get("reason", ""), now),
    "end": lambda _, case, request, by, now: intervening.end(case, by, request.typed.get("reason", ""), now),
    "close": lambda _, case, request, by, now: intervening.close(case, by, request.typed.get("reason", ""), now),
}


def _way(request: Request) -> Way:
    way = WAYS.get(request.chosen["do"])
    if way is None:
        raise Refused("That is nothing that can be done here.")
    return way


def _case(world: World, request: Request) -> Case:
    if request.about_decision:
        return world.applications.case(request.application, request.decision)
    return world.applications.current(request.application)


def _distributors(world: World, application: Application) -> list[tuple[Distributor, str]]:
    """Everyone, with why it may not be asked; those that may come first."""
    own = partial(is_partners, application)
    found = [(one, objection(application, one, own)) for one in world.applications.distributors()]
    return sorted(found, key=lambda pair: (bool(pair[1]), pair[0].name.casefold()))
