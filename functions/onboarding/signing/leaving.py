"""Leaving a provider for an answer given here: taken back there first, so that a signature there always wins."""

from datetime import timedelta

from aws_lambda_powertools import Logger

from onboarding.domain.decision import Decision
from onboarding.domain.errors import Gone, Unavailable
from onboarding.ports.provider import RequestState
from onboarding.signing.reading import look
from onboarding.signing.settling import is_outside
from onboarding.world import World

logger = Logger()

IN_HAND = timedelta(minutes=2)
"""How long a request is left to whoever takes it back; after a crash the clock then goes on with it."""


def take_back(world: World, decision: Decision) -> None:
    """Before somebody declines or is replaced: nobody can sign there any more, or has, and that counts.

    Raises Unavailable where the provider is away, or somebody else is taking it back just now: then nothing was said.
    """
    if not is_outside(decision):
        return
    known = world.outbox.request(decision.application, decision.id)
    if known is None or known.state is RequestState.OVER:
        return
    if not world.outbox.leave_request(known, world.clock.now() + IN_HAND):
        raise Unavailable("the request is in somebody else's hands")
    world.provider.cancel(known.request)
    try:
        world.provider.read(known.request)
    except Gone:
        return
    # It could not be cancelled, so it was answered there.
    look(world, decision.application, decision.id)
