"""Executions are disposable: a lost one is replaced by a new generation at the stage that the table names."""

from datetime import datetime

from onboarding.domain.application import Application
from onboarding.domain.change import Change, change
from onboarding.domain.errors import Moved
from onboarding.domain.people import SYSTEM, Actor


def regrown(application: Application, now: datetime, by: Actor = SYSTEM, reason: str = "") -> Change:
    """Asks for the next generation's execution; raises Moved for a case that needs none."""
    if application.idle:
        raise Moved("This case needs no workflow any more.")
    generation = application.generation + 1
    return change(
        application,
        action="workflow regrown",
        by=by,
        now=now,
        details={"generation": str(generation), **({"note": reason} if reason else {})},
        generation=generation,
        start=True,
    )
