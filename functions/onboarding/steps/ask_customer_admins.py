"""Opens the gate over all customer accounts and asks the nominee of each, twenty in one change."""

from collections.abc import Mapping
from typing import Any

from onboarding.deciding import decide
from onboarding.domain import asking_customers
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.inviting import unnamed
from onboarding.domain.stages import Stage
from onboarding.observing import observed
from onboarding.steps import step
from onboarding.world import World, world

AT_ONCE = 20
"""Accounts in one transaction: four writes each, of DynamoDB's hundred."""


@observed
def handler(event: Mapping[str, Any], context: object) -> step.Payload:
    """The step as the workflow calls it."""
    return run(world(), event)


def run(world: World, event: Mapping[str, Any]) -> step.Payload:
    """Asks everybody who is named and has not been asked under this gate; running it again asks nobody twice."""

    def gate(case: Case) -> Change:
        application = step.asking(case, Kind.CUSTOMERS, Stage.CUSTOMERS)
        missing = len(unnamed(world.applications.accounts(application.id)))
        return asking_customers.open_customer_gate(application, world.program, world.clock.now(), unnamed=missing)

    payload = step.run(world, event, gate)
    while _ask_some(world, ApplicationId(event["id"])):
        pass
    return payload


def _ask_some(world: World, application: ApplicationId) -> bool:
    """Asks the next twenty; False when everybody has been asked, or the stage is over."""

    def rule(case: Case) -> Change:
        accounts = asking_customers.not_asked_yet(case.application, world.applications.accounts(application))
        now = world.clock.now()
        return asking_customers.ask_customer_admins(case.application, accounts[:AT_ONCE], world.program, now)

    try:
        decide(world.applications, lambda: world.applications.case(application), rule)
    except Moved:
        return False
    return True
