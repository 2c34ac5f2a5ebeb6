"""Going on later or elsewhere: the form's own address, to be kept or mailed to oneself."""

from onboarding.web.draft_door import read_form
from onboarding.web.filled import sent_page
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page
from onboarding.world import World


def show(world: World, request: Request, application: str, token: str) -> Reply:
    """The address, and until when it works; one read."""
    form = read_form(world, application, token)
    if form.draft.sent:
        return sent_page(world, form)
    return page(
        world,
        "later",
        here=f"{world.settings.need('base_url')}{form.path}",
        next=f"{world.settings.need('base_url')}{form.next}",
        expires=form.draft.expires,
    )
