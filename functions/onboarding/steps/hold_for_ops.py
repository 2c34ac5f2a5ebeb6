"""Opens a decision for ops: what happened, and what they may do about it."""

from collections.abc import Mapping
from typing import Any

from onboarding.domain import asking
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved
from onboarding.observing import observed
from onboarding.steps import step
from onboarding.world import World, world


@observed
def handler(event: Mapping[str, Any], context: object) -> step.Payload:
    """The step as the workflow calls it, with the `outcome` that led here and the `error` of a failed step."""
    return run(world(), event)


def run(world: World, event: Mapping[str, Any]) -> step.Payload:
    """Opens the hold unless one is open, or the case has gone on by itself."""

    def rule(case: Case) -> Change:
        decision = case.decision
        if decision is not None and decision.kind is Kind.HOLD and decision.open:
            raise Moved("ops have been asked already")
        outcome, error = str(event.get("outcome", "held")), str(event.get("error", ""))
        return asking.hold(case.application, outcome, error, world.program, world.clock.now())

    return step.run(world, event, rule)
