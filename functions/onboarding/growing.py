"""Grows a case's execution where it is lost: at the stage that the table names, under the next generation's name."""

from onboarding import deadline_watch
from onboarding.deciding import decide
from onboarding.domain.errors import Moved, Unavailable
from onboarding.domain.ids import ApplicationId
from onboarding.domain.regrowing import regrown
from onboarding.world import World

MOST_NAMES = 50
"""Used-up names that are passed over at a time: a table that was restored counts from where it was."""


def grow(world: World, id: ApplicationId) -> str:
    """Starts what the present generation lacks; a name that was used up is followed by the next. Gives what was done:
    `over` where nothing is to go on, else `regrown`, also where it runs already. Raises Unavailable where one pass does
    not come to a name that is free.
    """
    application = world.applications.case(id).application
    if application.idle or application.uninvited(world.clock.now()):
        return "over"
    try:
        for _ in range(MOST_NAMES):
            if world.workflow.start(application):
                break
            change = decide(
                world.applications,
                lambda: world.applications.case(id),
                lambda case: regrown(case.application, world.clock.now()),
            )
            application = change.application
        else:
            raise Unavailable("every name so far was used up")
    except Moved:
        return "over"
    deadline_watch.begin(world, application)
    world.outbox.started(application)
    return "regrown"
