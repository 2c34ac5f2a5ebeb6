"""Scores the application by the program's rubric, with a stored reason for every rule."""

from collections.abc import Mapping
from typing import Any

from onboarding.domain.answering import assessed
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved
from onboarding.domain.readiness import assess
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import step
from onboarding.world import World, world


def handler(event: Mapping[str, Any], context: object) -> step.Payload:
    """The step as the workflow calls it."""
    return run(world(), event)


def run(world: World, event: Mapping[str, Any]) -> step.Payload:
    """Ready goes on; a low score is for the reviewer. One that was scored already keeps its score."""

    def rule(case: Case) -> Change:
        application = step.asking(case, Kind.REVIEW, Stage.READINESS)
        if application.score is not None:
            raise Moved("the case has its score")
        return assessed(application, assess(application.submission, world.program), world.clock.now())

    payload = step.run(world, event, rule)
    if payload["outcome"] == "moved" and payload["stage"] != Stage.READINESS:
        return payload
    outcome = Outcome.REVIEW if payload["stage"] == Stage.READINESS else Outcome.READY
    return payload | {"outcome": outcome.value}
