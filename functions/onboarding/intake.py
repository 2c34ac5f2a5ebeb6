"""The intake: files that ops drop into the imports bucket, read in slices and worked through fifty rows at a time.

Everything comes by one queue: word of a file that was dropped (S3, through EventBridge), and the intake's own notes
of what is still to be done. A note says where rows lie in the file, never what is in them.
"""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from onboarding.domain.errors import Moved, NotFound
from onboarding.importing import reading
from onboarding.importing.working import work_through
from onboarding.observing import observed
from onboarding.world import World, world

logger = Logger()

TRIES = 5
"""How often the queue delivers a message before it gives up; the last time is another than the others."""


@observed
def handler(event: Mapping[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    """SQS records; gives those that are to be delivered again."""
    failures = []
    for record in event["Records"]:
        tries = int(record.get("attributes", {}).get("ApproximateReceiveCount", "1"))
        try:
            take(world(), json.loads(record["body"]), last_try=tries >= TRIES)
        except Exception as error:
            logger.exception("not done yet", extra={"error_type": type(error).__name__, "tries": tries})
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def take(world: World, message: Mapping[str, Any], *, last_try: bool = False) -> None:
    """One message; what it is about may have been done already."""
    if message.get("detail-type") == "Object Created":
        object_ = message["detail"]["object"]
        sequencer = str(object_.get("sequencer", "0"))
        begun = reading.dropped(world, object_["key"], sequencer.strip("0") or str(message.get("id", "")))
        if begun is not None:
            logger.info("file dropped", extra={"import": begun.id, "commit": begun.commit, "size": begun.file.size})
        return
    id = str(message["import"])
    try:
        _do(world, id, message, last_try=last_try)
    except Moved as moved:
        logger.warning("nothing to do", extra={"import": id, "why": moved.message})
    except NotFound:
        logger.warning("the file is gone", extra={"import": id})
        reading.abandon(world, id)
    else:
        logger.info(str(message["do"]), extra={"import": id})


def _do(world: World, id: str, message: Mapping[str, Any], *, last_try: bool) -> None:
    match message["do"]:
        case "read":
            reading.read_on(world, id)
        case "rows":
            part, row, start, end = (int(message[name]) for name in ("part", "row", "start", "end"))
            work_through(world, id, part, row, start, end, last_try=last_try)
        case "report":
            reading.report(world, id)
        case "commit":
            reading.committed(world, id)
