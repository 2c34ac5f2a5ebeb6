"""Grows a case's execution where it is lost: at the stage that the table names, under the next generation's name."""

from onboarding import deadline_watch
from onboarding.deciding import decide
from onboarding.domain.errors import Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.regrowing import regrown
from onboarding.world import World


def grow(world: World, id: ApplicationId) -> str:
    """Starts what the present generation lacks; a name that was used up is followed by the next. Gives what was done:
    `over` where nothing is to go on, else `regrown`, also where it runs already.
    """
    application = world.applications.case(id).application
    if application.idle or application.uninvited(world.clock.now()):
        return "over"
    try:
        if not world.workflow.start(application):
            change = decide(
                world.applications,
                lambda: world.applications.case(id),
                lambda case: regrown(case.application, world.clock.now()),
            )
            application = change.application
            world.workflow.start(application)
    except Moved:
        return "over"
    deadline_watch.begin(world, application)
    world.outbox.started(application)
    return "regrown"
