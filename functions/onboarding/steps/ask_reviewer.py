"""Asks the vendor's reviewer about an application with a low score, or one that a denied-party list may name."""

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
        # Either question, open already, is the one that is being answered.
        open_one = case.decision.kind if case.decision is not None else Kind.REVIEW
        kind = open_one if open_one is Kind.SCREENING else Kind.REVIEW
        application = step.asking(case, kind, Stage.READINESS)
        return asking.ask_reviewer(application, world.program, world.clock.now())

    return step.run(world, event, rule)
