"""The reconciler: holds the running executions against the waiting applications and regrows what is missing."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from onboarding import deadline_watch, erasure, relay
from onboarding.census import Census, publish
from onboarding.deciding import decide
from onboarding.domain.errors import Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.regrowing import regrown
from onboarding.ports.services import Execution
from onboarding.world import World, world

logger = Logger()
metrics = Metrics(namespace="PartnerOnboarding", service="reconcile")


def handler(event: Mapping[str, Any], context: object) -> dict[str, int]:
    """A schedule's event looks at everything; an execution's status change at that one. Gives what was done."""
    name = event.get("detail", {}).get("name", "") if isinstance(event.get("detail"), dict) else ""
    if name:
        return dict(run_one(world(), ApplicationId(str(name).partition("-")[0])))
    done, oldest = run(world())
    done += erasure.erase_due(world(), world().clock.now())
    publish(take(world()), world().program)
    metrics.add_metric(name="OldestAgeInStage", unit=MetricUnit.Seconds, value=oldest)
    metrics.add_metric(name="Erased", unit=MetricUnit.Count, value=done["erased"])
    metrics.add_metric(name="Regrown", unit=MetricUnit.Count, value=done["regrown"])
    metrics.flush_metrics()
    return dict(done)


def run(world: World) -> tuple[Counter[str], float]:
    """One pass over all waiting applications; gives counts, and the age in seconds of the oldest wait in a stage."""
    running: dict[ApplicationId, list[Execution]] = defaultdict(list)
    for execution in world.workflow.running():
        running[execution.application].append(execution)
    done: Counter[str] = Counter()
    now, oldest = world.clock.now(), 0.0
    for application in world.applications.waiting():
        if application.idle or application.uninvited(now):
            continue
        oldest = max(oldest, (now - application.since).total_seconds())
        executions = running.get(application.id, [])
        if not executions:
            done += run_one(world, application.id)
        for superseded in _superseded(executions):
            world.workflow.stop(superseded, "a newer generation has taken its place")
            done["stopped"] += 1
    logger.info("pass", extra={"oldest": oldest, **done})
    return done, oldest


def take(world: World) -> Census:
    """What waits now; a case that hangs is named in the log, where its runbook looks for it."""
    census, now = Census(), world.clock.now()
    for application in world.applications.waiting():
        census.count(application, now)
    census.count_questions(world.applications.questions(), now)
    for application_id, why in census.hung.items():
        logger.warning("case hangs", extra={"application": application_id, "why": why})
    return census


def run_one(world: World, application: ApplicationId) -> Counter[str]:
    """Starts what this application's generation lacks; a name that was used up is followed by the next generation."""
    done: Counter[str] = Counter()
    relay.guarded(lambda: done.update([_regrow(world, application)]), application, "not regrown")
    return done or Counter(["failed"])


def _regrow(world: World, id: ApplicationId) -> str:
    application = world.applications.case(id).application
    if application.idle or application.uninvited(world.clock.now()):
        return "over"
    try:
        if not world.workflow.start(application):
            change = decide(
                world.applications,
                lambda: world.applications.case(id),
                lambda case: regrown(case.application, world.clock.now()),
            )
            application = change.application
            world.workflow.start(application)
    except Moved:
        return "over"
    deadline_watch.begin(world, application)
    world.outbox.started(application)
    return "regrown"


def _superseded(executions: list[Execution]) -> list[Execution]:
    newest = max((execution.generation for execution in executions), default=0)
    return [execution for execution in executions if execution.generation < newest]
