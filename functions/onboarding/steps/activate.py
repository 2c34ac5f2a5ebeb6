"""Reads outside truth once more; only what still holds makes the partner active."""

from collections.abc import Mapping
from typing import Any

from onboarding.deciding import decide
from onboarding.domain.activating import activated
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.proving import watched_again
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
    before = world.applications.case(ApplicationId(event["id"])).application
    screen(world, before)
    if before.generation > 1:  # only a case that came again has proofs that the clock let go
        while _watch_some(world, before.id):
            pass

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


def _watch_some(world: World, application: ApplicationId) -> bool:
    def rule(case: Case) -> Change:
        if case.application.stage is not Stage.ACTIVATION:
            raise Moved(f"the case stands at {case.application.place}")
        return watched_again(case.application, world.applications.accounts(application), world.clock.now())

    try:
        decide(world.applications, lambda: world.applications.case(application), rule)
    except Moved:
        return False
    return True
