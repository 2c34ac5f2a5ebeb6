"""The start page: what this is, the journey in steps, and where to begin."""

from onboarding.web.request import Request
from onboarding.web.responses import Reply, page
from onboarding.world import World


def show(world: World, request: Request) -> Reply:
    """Static but for the program's own words and dates."""
    return page(world, "start")
