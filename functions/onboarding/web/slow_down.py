"""Against programs that fill in forms: a field that no person sees, and a page that asks to slow down."""

from datetime import datetime

from onboarding.domain.limits import TooMany
from onboarding.domain.marking import N_
from onboarding.speaking import say
from onboarding.web.request import Request
from onboarding.web.responses import Reply, problem
from onboarding.world import World

TRAP = N_("Please empty this field: it is there for programs that fill in every field they find.")


def trapped(request: Request) -> bool:
    """Whether the field that no person sees was filled in. A person whose browser did it is shown the field."""
    return bool(request.typed("homepage").strip())


def slow_down(world: World, request: Request, many: TooMany) -> Reply:
    """What was typed is kept on the page; it tells until when to wait, and whom to write to instead."""
    seconds = max(1, int((many.until - world.clock.now()).total_seconds()))
    return problem(
        world,
        429,
        say("Please wait a little"),
        say(
            "This was done very often from your network, or for this mailbox, so we pause it "
            "until {until}. If that was not you, write to {address}: a person helps you at once. "
            "Nothing is lost.",
            until=_clock(many.until),
            address=world.program.vendor.contact.email,
        ),
        kept={name: values for name, values in request.form.items() if name != "homepage"},
        headers={"Retry-After": str(seconds)},
    )


def _clock(at: datetime) -> str:
    return f"{at:%H:%M} UTC"
