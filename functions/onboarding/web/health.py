"""What machines ask: whether the function runs, and what search engines may read. Neither reads a table."""

from onboarding.web.request import Request
from onboarding.web.responses import Reply
from onboarding.world import World


def show(world: World, request: Request) -> Reply:
    """`ok`, for whoever watches."""
    return Reply(status=200, body="ok\n", content_type="text/plain; charset=utf-8")


def robots(world: World, request: Request) -> Reply:
    """Nothing is for search engines; every page says so itself as well."""
    return Reply(status=200, body="User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
