"""Prepares the agreement and asks the partner's signer."""

from collections.abc import Mapping
from typing import Any

from onboarding.domain import signing
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
    """Opens the decision over exactly one document, whose hash it carries."""

    def rule(case: Case) -> Change:
        application = step.asking(case, Kind.AGREEMENT, Stage.AGREEMENT)
        now = world.clock.now()
        number = signing.agreement_number(application)
        accounts = world.applications.accounts(application.id)
        document = world.signatures.prepare(application, accounts, number, world.program, now)
        return signing.ask_signer(application, document, world.program, now)

    return step.run(world, event, rule)
