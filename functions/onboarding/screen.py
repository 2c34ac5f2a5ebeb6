"""Screening: denied-party lists that ops drop are read, and everybody alive is compared with what is in force.

Everything comes by one queue: word of a file that was dropped or deleted (S3, through EventBridge), the intake's word
that partners came in, and the screening's own word that there is more to do.
"""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from onboarding.observing import observed
from onboarding.screening import sweeping
from onboarding.screening.taking import taken
from onboarding.world import World, world

logger = Logger()
metrics = Metrics(namespace="PartnerOnboarding", service="screen")


@observed
def handler(event: Mapping[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    """SQS records; gives those that are to be delivered again."""
    failures = []
    for record in event["Records"]:
        try:
            counts = take(world(), json.loads(record["body"]))
        except Exception as error:
            logger.exception("not done yet", extra={"error_type": type(error).__name__})
            failures.append({"itemIdentifier": record["messageId"]})
        else:
            for name, count in counts.items():
                metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
    return {"batchItemFailures": failures}


def take(world: World, message: Mapping[str, Any]) -> Mapping[str, int]:
    """One message; what it is about may have been done already. Gives what is to be counted."""
    if "detail-type" in message:
        found = taken(world, str(message["detail"]["object"]["key"]))
        if found is not None:
            logger.info("list looked at", extra={"list": found.file, "names": found.names, "problem": found.problem})
        return {"ListsRefused": 1 if found is not None and found.problem else 0}
    if message["do"] == "begin":
        sweeping.begin(world)
        return {}
    hits = sweeping.go_on(world, str(message["sweep"]))
    logger.info("part screened", extra={"sweep": message["sweep"], "hits": hits})
    return {"Hits": hits}
