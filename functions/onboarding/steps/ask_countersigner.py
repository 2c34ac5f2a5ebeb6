"""Asks whoever signs for the vendor about what the partner has signed."""

from collections.abc import Mapping
from typing import Any

from onboarding.domain import signing
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved
from onboarding.domain.stages import Stage
from onboarding.observing import observed
from onboarding.steps import step
from onboarding.world import World, world


@observed
def handler(event: Mapping[str, Any], context: object) -> step.Payload:
    """The step as the workflow calls it."""
    return run(world(), event)


def run(world: World, event: Mapping[str, Any]) -> step.Payload:
    """Opens the decision unless it is open, or made, already."""

    def rule(case: Case) -> Change:
        application = step.asking(case, Kind.COUNTERSIGNATURE, Stage.SEAL)
        if application.signed is None or application.countersigned is not None:
            raise Moved("there is nothing to sign for the vendor")
        signed = world.applications.case(application.id, application.signed).decision
        if signed is None:
            raise Moved("nobody has signed")
        return signing.ask_countersigner(application, signed, world.program, world.clock.now())

    return step.run(world, event, rule)
