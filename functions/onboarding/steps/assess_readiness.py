"""Scores the application by its track's rubric, looks for its twins, and compares it with denied-party lists."""

from collections.abc import Mapping
from typing import Any

from onboarding import mailboxes
from onboarding.domain.application import Application, Case, Twin
from onboarding.domain.assessing import assessed
from onboarding.domain.change import Change
from onboarding.domain.company_names import comparable
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.readiness import assess
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.suspecting import names
from onboarding.observing import observed
from onboarding.steps import step
from onboarding.world import World, world


@observed
def handler(event: Mapping[str, Any], context: object) -> step.Payload:
    """The step as the workflow calls it."""
    return run(world(), event)


def run(world: World, event: Mapping[str, Any]) -> step.Payload:
    """Ready goes on; a low score is for the reviewer. One that was scored already keeps its score."""

    def rule(case: Case) -> Change:
        application = step.asking(case, Kind.REVIEW, Stage.READINESS)
        if application.score is not None:
            raise Moved("the case has its score")
        assessment = assess(application.submission, world.program)
        hits = world.denied.like(names(application), world.program.screening)
        return assessed(application, assessment, world.clock.now(), twins=_twins(world, application), hits=hits)

    payload = step.run(world, event, rule)
    if payload["outcome"] == "moved" and payload["stage"] != Stage.READINESS:
        return payload
    outcome = Outcome.REVIEW if payload["stage"] == Stage.READINESS else Outcome.READY
    return payload | {"outcome": outcome.value}


def _twins(world: World, application: Application) -> list[Twin]:
    """Other cases with its domains, e-mail or company name; most have none, so that these are a few small reads."""
    form, email = application.submission, application.submission.applicant.email
    found: dict[ApplicationId, list[str]] = {}
    domains = mailboxes.known_domains(form.domain, email)
    alike = world.applications.same(domains, email, comparable(form.company))
    for what, ids in alike.items():
        for id in ids:
            found.setdefault(id, []).append(what)
    found.pop(application.id, None)
    return [
        Twin(id, world.applications.case(id).application.submission.company, tuple(same)) for id, same in found.items()
    ]
