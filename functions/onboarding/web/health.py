"""Whether the function runs; it reads no table."""

from onboarding.web.request import Request
from onboarding.web.responses import Reply
from onboarding.world import World


def show(world: World, request: Request) -> Reply:
    """`ok`, for whoever watches."""
    return Reply(status=200, body="ok\n", content_type="text/plain; charset=utf-8")
