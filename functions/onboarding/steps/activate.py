"""Reads outside truth once more; only what still holds makes the partner active."""

from collections.abc import Mapping
from typing import Any

from onboarding.domain.activating import activated
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.stages import Outcome, Stage
from onboarding.observing import observed
from onboarding.proving import as_of_now
from onboarding.screening.suspicions import screen
from onboarding.steps import step
from onboarding.world import World, world


@observed
def handler(event: Mapping[str, Any], context: object) -> step.Payload:
    """The step as the workflow calls it."""
    return run(world(), event)


def run(world: World, event: Mapping[str, Any]) -> step.Payload:
    """Activates, or holds for ops what could not be proved, or whom a denied-party list may name."""
    screen(world, world.applications.case(ApplicationId(event["id"])).application)

    def rule(case: Case) -> Change:
        application = case.application
        if application.stage is not Stage.ACTIVATION or application.held:
            raise Moved(f"the case stands at {application.place}")
        accounts = world.applications.accounts(application.id)
        now = world.clock.now()
        return activated(application, as_of_now(world, application, accounts, now), world.program, now)

    payload = step.run(world, event, rule)
    outcome = {Stage.ACTIVE.value: Outcome.ACTIVATED, "held": Outcome.UNPROVEN}.get(payload["stage"])
    return payload | {"outcome": outcome.value if outcome else "moved"}
