"""Tells a distributor's own system where its partners stand: the first listener on the event bus.

Events come by a queue, so that a system that is away for a day hears all of them in the end, and each may come more
than once and in any order: their numbers tell.
"""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from onboarding.domain.ids import DistributorId
from onboarding.observing import observed
from onboarding.world import World, world

logger = Logger()


@observed
def handler(event: Mapping[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    """SQS records, each an event of the bus; gives those that are to be delivered again."""
    failures = []
    for record in event["Records"]:
        try:
            tell(world(), json.loads(record["body"]))
        except Exception as error:
            logger.exception("distributor not told yet", extra={"error_type": type(error).__name__})
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def tell(world: World, event: Mapping[str, Any]) -> bool:
    """One event, to the distributor that it names; False where that one wants no word. Raises Unavailable."""
    detail = event["detail"]
    whose = DistributorId(detail["distributor"])
    address = next((one.webhook for one in world.applications.distributors() if one.id == whose), "")
    if not address:
        return False
    body = {"type": event["detail-type"], "timestamp": detail["at"], "data": detail}
    world.webhooks.deliver(whose, address, detail["id"], json.dumps(body).encode())
    logger.info("distributor told", extra={"distributor": whose, "event": detail["id"]})
    return True
