"""Chooses the next distributor and asks it; with nobody left, says so and leaves the rest to ops."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from onboarding import mailboxes
from onboarding.domain import asking
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.distribution import choose
from onboarding.domain.stages import Stage
from onboarding.observing import observed
from onboarding.steps import step
from onboarding.world import World, world


@observed
def handler(event: Mapping[str, Any], context: object) -> step.Payload:
    """The step as the workflow calls it."""
    return run(world(), event)


def run(world: World, event: Mapping[str, Any]) -> step.Payload:
    """Opens the decision of the next distributor."""

    def rule(case: Case) -> Change:
        application = step.asking(case, Kind.DISTRIBUTOR, Stage.DISTRIBUTOR)
        own = partial(mailboxes.is_partners, application)
        choice = choose(application, world.applications.distributors(), most_asked=world.program.most_asked, own=own)
        return asking.ask_distributor(application, choice, world.program, world.clock.now())

    return step.run(world, event, rule)
