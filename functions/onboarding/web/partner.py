"""The check page of a reseller id: whether somebody is a partner, for whoever was told the id."""

from onboarding.domain.errors import NotFound
from onboarding.domain.resellers import reseller_id
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page
from onboarding.world import World


def show(world: World, request: Request, reseller: str) -> Reply:
    """What the id stands for now; a mistyped and an unknown id get the same page as any unknown address."""
    id = reseller_id(reseller)
    if id is None:
        raise NotFound(reseller)
    return page(world, "partner", partner=world.applications.listing(id))
