"""Asks the applicant to prove the mailbox."""

from collections.abc import Mapping
from typing import Any

from onboarding.domain import asking
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.stages import Stage
from onboarding.observing import observed
from onboarding.steps import step
from onboarding.world import World, world


@observed
def handler(event: Mapping[str, Any], context: object) -> step.Payload:
    """The step as the workflow calls it."""
    return run(world(), event)


def run(world: World, event: Mapping[str, Any]) -> step.Payload:
    """Opens the decision unless it is open already."""

    def rule(case: Case) -> Change:
        kind = Kind.CONFIRMATION if case.application.invited is None else Kind.INVITATION
        application = step.asking(case, kind, Stage.EMAIL)
        return asking.ask_for_confirmation(application, world.program, world.clock.now())

    return step.run(world, event, rule)
