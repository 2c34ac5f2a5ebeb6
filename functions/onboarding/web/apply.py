"""Applying: where it begins, and where to look after sending."""

from onboarding.domain.errors import NotFound
from onboarding.domain.ids import is_application_id, new_application_id
from onboarding.domain.limits import TooMany
from onboarding.domain.link import is_token, new_token
from onboarding.speaking import say
from onboarding.web.draft_door import new_form
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, see_other
from onboarding.web.slow_down import TRAP, slow_down, trapped
from onboarding.world import World


def show(world: World, request: Request) -> Reply:
    """What people can apply as, and what they should have at hand. Nothing is written before they begin.

    The page carries the number and the token of the form that it will begin: sent twice, it begins one.
    """
    return _start(world, (request.query.get("track") or [""])[0])


def begin(world: World, request: Request) -> Reply:
    """Begins a form, and leads to its first page."""
    track, key, token = request.typed("track"), request.typed("key"), request.typed("token")
    if trapped(request):
        return _start(world, track, errors={"homepage": TRAP}, status=422)
    if track not in {one.id for one in world.program.open_tracks}:
        return _start(world, track, errors={"track": say("Please choose what you apply as.")}, status=422)
    if not (is_application_id(key) and is_token(token)):
        key, token = new_application_id(world.clock.now()), new_token()
    form = new_form(world, key, token, track)
    try:
        within = world.program.limits.source("form begun", request.source_ip)
        world.drafts.keep(form.draft, {}, within, world.clock.now())
    except TooMany as many:
        return slow_down(world, request, many)
    return see_other(world, form.next)


def sent(world: World, request: Request, application: str) -> Reply:
    """Where to look after sending. It reads no table: the page is the same whether the case exists or not."""
    if not is_application_id(application):
        raise NotFound(application)
    return page(world, "applied", case=application)


def _start(world: World, track: str, *, errors: dict[str, str] | None = None, status: int = 200) -> Reply:
    return page(
        world,
        "apply",
        status=status,
        key=new_application_id(world.clock.now()),
        token=new_token(),
        errors=errors or {},
        typed={"track": track},
    )
