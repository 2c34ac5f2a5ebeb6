"""Erases cases: on somebody's request, and by itself once the program's time for keeping them is over."""

from collections import Counter
from datetime import datetime
from functools import partial
from itertools import islice

from aws_lambda_powertools import Logger

from onboarding import relay
from onboarding.deciding import decide
from onboarding.domain.application import Application
from onboarding.domain.erasing import erase
from onboarding.domain.errors import Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import CLOCK, Actor
from onboarding.world import World

logger = Logger(child=True)

PER_PASS = 50
"""Cases of one pass: an erasure writes a hundred items or so."""


def erase_now(world: World, application: ApplicationId, by: Actor, reason: str) -> Application:
    """First the case, in one guarded change after which nobody can bring it back, then all that it left behind.

    It can be repeated, also after a crash between the two. Raises Refused where the data is still needed.
    """
    now = world.clock.now()
    try:
        done = decide(
            world.applications,
            lambda: world.applications.case(application),
            lambda case: erase(case.application, by, reason, now),
        ).application
    except Moved:
        done = world.applications.case(application).application
    world.remains.forget(application, now)
    logger.info("erased", extra={"application": application})
    return done


def erase_due(world: World, now: datetime) -> Counter[str]:
    """Cases that were kept for as long as the program says, some a pass; it reads those that are due and few others."""
    done: Counter[str] = Counter()
    kept = world.program.retention
    due = (one for one in world.remains.ended(now - kept.shortest) if kept.is_over(one, now))
    for one in islice(due, PER_PASS):
        act = partial(_go, world, one.id, f"kept for {kept.of(one).days} days, as the program says")
        done["erased" if relay.guarded(act, one.id, "not erased") else "failed"] += 1
    return done


def _go(world: World, application: ApplicationId, why: str) -> None:
    erase_now(world, application, CLOCK, why)
