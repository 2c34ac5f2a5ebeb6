"""What joins the log lines of one call, and the lines and traces of one case over all calls.

A trace ends where the table's stream begins, so no trace goes from a page to the workflow. What they share is the case:
each call says which it is about, in its log lines and as an annotation of its trace, and X-Ray finds all of them by
`annotation.application = "…"`. An annotation is one datagram to the daemon beside the function (X-Ray guide, “Sending
trace data to AWS X-Ray”, “Segment documents”): its SDK would cost every cold start more than that.
"""

import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any

from aws_lambda_powertools import Logger

from onboarding.domain.ids import is_application_id

logger = Logger()
_HEADER = b'{"format":"json","version":1}\n'


def observed[Answer](handler: Callable[[Any, Any], Answer]) -> Callable[[Any, Any], Answer]:
    """Every line that this call logs names the call (`request`), and none a case of the call before."""

    @wraps(handler)
    def call(event: Any, context: Any) -> Answer:
        logger.remove_keys(["application"])
        logger.append_keys(request=str(getattr(context, "aws_request_id", "")))
        return handler(event, context)

    return call


def about(application: str) -> None:
    """What is logged and traced from here on is about this case; anything that is no case's id is left out."""
    if is_application_id(application):
        logger.append_keys(application=application)
        with suppress(OSError, ValueError):
            _annotate(application)


def _annotate(application: str) -> None:
    trace = dict(part.partition("=")[::2] for part in os.environ.get("_X_AMZN_TRACE_ID", "").split(";"))
    host, _, port = os.environ.get("AWS_XRAY_DAEMON_ADDRESS", "").rpartition(":")
    if trace.get("Sampled") != "1" or not host:
        return
    document = subsegment(application, trace, time.time())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.setblocking(False)
        daemon.sendto(_HEADER + json.dumps(document).encode(), (host, int(port)))


def subsegment(application: str, trace: Mapping[str, str], now: float) -> Mapping[str, Any]:
    """A part of the call's own segment that lasts no time and says which case it is about."""
    return {
        "name": "case",
        "type": "subsegment",
        "id": secrets.token_hex(8),
        "trace_id": trace["Root"],
        "parent_id": trace["Parent"],
        "start_time": now,
        "end_time": now,
        "annotations": {"application": application},
    }
