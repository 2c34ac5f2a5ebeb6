"""One case compared with the lists in force; what is new becomes ops' decision."""

from onboarding.deciding import decide
from onboarding.domain.application import Application
from onboarding.domain.errors import Moved
from onboarding.domain.suspecting import names, suspected
from onboarding.world import World


def screen(world: World, application: Application) -> int:
    """How many new hits were written down; done twice, the second time none."""
    hits = world.denied.like(names(application), world.program.screening)
    if not hits:
        return 0
    try:
        change = decide(
            world.applications,
            lambda: world.applications.case(application.id),
            lambda case: suspected(case.application, hits, world.program, world.clock.now()),
        )
    except Moved:
        return 0
    return len(change.application.hits) - len(application.hits)
