"""The reconciler: holds the running executions against the waiting applications and regrows what is missing."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from onboarding import erasure, relay
from onboarding.census import Census, publish
from onboarding.domain.ids import ApplicationId
from onboarding.growing import grow
from onboarding.observing import observed
from onboarding.ports.services import Execution
from onboarding.world import World, world

logger = Logger()
metrics = Metrics(namespace="PartnerOnboarding", service="reconcile")


@observed
def handler(event: Mapping[str, Any], context: object) -> dict[str, int]:
    """A schedule's event looks at everything; an execution's status change at that one. Gives what was done."""
    name = event.get("detail", {}).get("name", "") if isinstance(event.get("detail"), dict) else ""
    if name:
        return dict(run_one(world(), ApplicationId(str(name).partition("-")[0])))
    done, census = run(world())
    done += erasure.erase_due(world(), world().clock.now())
    publish(census, world().program)
    metrics.add_metric(name="OldestAgeInStage", unit=MetricUnit.Seconds, value=census.oldest_wait)
    metrics.add_metric(name="Erased", unit=MetricUnit.Count, value=done["erased"])
    metrics.add_metric(name="Regrown", unit=MetricUnit.Count, value=done["regrown"])
    metrics.flush_metrics()
    return dict(done)


def run(world: World) -> tuple[Counter[str], Census]:
    """One pass over all that is under way, read once: gives what was done, and what waits."""
    running: dict[ApplicationId, list[Execution]] = defaultdict(list)
    for execution in world.workflow.running():
        running[execution.application].append(execution)
    done, census, now = Counter[str](), Census(), world.clock.now()
    for case in world.applications.under_way():
        census.count(case, now)
        if not (case.idle or case.uninvited(now)):
            done += _compared(world, case.id, running.get(case.id, []))
    census.count_questions(world.applications.questions(), now)
    for application, why in census.hung.items():
        # Where the runbook looks for it.
        logger.warning("case hangs", extra={"application": application, "why": why})
    logger.info("pass", extra={"oldest": census.oldest_wait, **done})
    return done, census


def _compared(world: World, application: ApplicationId, executions: list[Execution]) -> Counter[str]:
    """Grows what is missing, and stops what a newer generation has replaced."""
    done = Counter[str]() if executions else run_one(world, application)
    for superseded in _superseded(executions):
        world.workflow.stop(superseded, "a newer generation has taken its place")
        done["stopped"] += 1
    return done


def run_one(world: World, application: ApplicationId) -> Counter[str]:
    """Starts what this application's generation lacks; a name that was used up is followed by the next generation."""
    done: Counter[str] = Counter()
    relay.guarded(lambda: done.update([grow(world, application)]), application, "not regrown")
    return done or Counter(["failed"])


def _superseded(executions: list[Execution]) -> list[Execution]:
    newest = max((execution.generation for execution in executions), default=0)
    return [execution for execution in executions if execution.generation < newest]
