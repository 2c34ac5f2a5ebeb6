"""What all steps share: read the case, let the step's rule decide, commit, and tell the workflow where things stand."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger

from onboarding.deciding import decide
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.stages import Stage
from onboarding.observing import about
from onboarding.world import World

type Payload = dict[str, str]
type Rule = Callable[[Case], Change]

logger = Logger()


def run(world: World, event: Mapping[str, Any], rule: Rule, outcome: str = "asked") -> Payload:
    """Commits what the rule decides. A rule that raises Moved changes nothing: the workflow looks again."""
    application = ApplicationId(event["id"])
    about(application)
    try:
        change = decide(world.applications, lambda: world.applications.current(application), rule)
    except Moved as moved:
        now = world.applications.case(application).application
        payload = payload_of(now, "moved")
        logger.info("nothing to do", extra={"why": moved.message, **payload})
        return payload
    payload = payload_of(change.application, outcome)
    logger.info(change.event.action, extra=payload)
    return payload


def payload_of(application: Application, outcome: str) -> Payload:
    """What travels in the workflow: the case's id, its place, how the step came out, and the decision to wait for."""
    return {
        "id": application.id,
        "stage": application.place,
        "outcome": outcome,
        "decision": application.decision or "",
    }


def asking(case: Case, kind: Kind, stage: Stage) -> Application:
    """The application, if it is this stage's turn to ask; raises Moved if it is not, or the question is open."""
    application, decision = case.application, case.decision
    if application.works_at is not stage or application.held:
        raise Moved(f"the case stands at {application.place}")
    if decision is not None and decision.kind is kind and application.decision_open:
        raise Moved("the question is open already")
    return application
