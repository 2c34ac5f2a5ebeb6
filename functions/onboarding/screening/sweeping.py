"""Everybody who is alive compared with the lists in force: part by part, from a checkpoint, one part a message."""

import hashlib
from dataclasses import replace
from datetime import datetime

from aws_lambda_powertools import Logger

from onboarding.domain.application import Application
from onboarding.domain.errors import Conflict, Unavailable
from onboarding.domain.stages import JOURNEY, Stage
from onboarding.screening.editions import edition_of
from onboarding.screening.lists import PART, Sweep
from onboarding.screening.suspicions import screen
from onboarding.world import World

logger = Logger(child=True)


def ensure(world: World) -> Sweep | None:
    """Begins a screening unless the lists in force are those of the last one; None where none is in force."""
    edition = edition_of(world.denied_lists.listed())
    last = world.denied_lists.sweep()
    if last is None or last.edition != edition:
        return begin(world)
    if last.ended is None:
        # Whoever began it may have died before this.
        world.list_work.send([{"do": "sweep", "sweep": last.id}])
    return last


def begin(world: World) -> Sweep | None:
    """Begins a screening of everybody, in the place of one that is under way; None where no list is in force."""
    now, edition = world.clock.now(), edition_of(world.denied_lists.listed())
    id = hashlib.sha256(f"{edition}\n{now.isoformat()}".encode()).hexdigest()[:26]
    ended: datetime | None = None if edition else now
    sweep = Sweep(id=id, edition=edition, begun=now, stage=JOURNEY[0].value, ended=ended)
    world.denied_lists.begin(sweep)
    if ended is not None:
        return None
    world.list_work.send([{"do": "sweep", "sweep": sweep.id}])
    return sweep


def go_on(world: World, id: str) -> int:
    """Screens the next part and leaves word that there is more; gives how many new hits there are.

    Cases only move forward, and stages are gone through in that order: who moves meanwhile is met later.
    """
    sweep = world.denied_lists.sweep()
    if sweep is None or sweep.id != id or sweep.ended is not None:
        return 0  # a newer one has begun, or this one is over
    found, place = world.applications.standing(Stage(sweep.stage), sweep.place, PART)
    hits = [_screened(world, one) for one in found]
    counts = replace(
        sweep,
        screened=sweep.screened + len(found),
        hits=sweep.hits + sum(one or 0 for one in hits),
        failed=sweep.failed + hits.count(None),
    )
    after = _further(counts, place, world.clock.now())
    try:
        world.denied_lists.advance(sweep, after)
    except Conflict:
        return 0  # somebody else has done this part
    if after.ended is None:
        world.list_work.send([{"do": "sweep", "sweep": id}])
    return after.hits - sweep.hits


def _further(sweep: Sweep, place: str, now: datetime) -> Sweep:
    stages = [stage.value for stage in JOURNEY]
    following = stages[stages.index(sweep.stage) + 1 :]
    if place:
        return replace(sweep, place=place)
    return replace(sweep, stage=following[0], place="") if following else replace(sweep, ended=now)


def _screened(world: World, application: Application) -> int | None:
    """How many new hits; None where one case breaks us: the others are screened all the same."""
    try:
        return screen(world, application)
    except (Unavailable, Conflict):
        raise
    except Exception as error:
        logger.exception("not screened", extra={"application": application.id, "error_type": type(error).__name__})
        return None
