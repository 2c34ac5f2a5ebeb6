"""Against programs that fill in forms: a field that no person sees, and a page that asks to slow down."""

from datetime import datetime

from onboarding.domain.limits import TooMany
from onboarding.web.request import Request
from onboarding.web.responses import Reply, problem
from onboarding.world import World

TRAP = "Please empty this field: it is there for programs that fill in every field they find."


def trapped(request: Request) -> bool:
    """Whether the field that no person sees was filled in. A person whose browser did it is shown the field."""
    return bool(request.typed("homepage").strip())


def slow_down(world: World, request: Request, many: TooMany) -> Reply:
    """What was typed is kept on the page; it tells until when to wait, and whom to write to instead."""
    seconds = max(1, int((many.until - world.clock.now()).total_seconds()))
    return problem(
        world,
        429,
        "Please wait a little",
        f"This was done very often from your network, or for this mailbox, so we pause it until {_clock(many.until)}. "
        f"If that was not you, write to {world.program.vendor.contact.email}: a person helps you at once. "
        "Nothing is lost.",
        kept={name: values for name, values in request.form.items() if name != "homepage"},
        headers={"Retry-After": str(seconds)},
    )


def _clock(at: datetime) -> str:
    return f"{at:%H:%M} UTC"
