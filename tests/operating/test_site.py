"""The commands' way to a deployment: what AWS answers in part, late or in pages is read to its end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from local.operations.site import LINES, LOGGED, Deployed

OUTPUTS = {"RelayFunctionName": "PartnerOnboarding-relay", "RelayFailuresUrl": "https://sqs.example/failures"}


class Logs:
    """CloudWatch Logs with these pages of lines, the oldest first."""

    def __init__(self, pages: list[list[str]]) -> None:
        self.pages, self.asked = pages, dict[str, Any]()

    def get_paginator(self, operation: str) -> "Logs":
        assert operation == "filter_log_events"
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        self.asked = asked
        yield from ({"events": [{"message": f"{line}\n"} for line in lines]} for lines in self.pages)


class Lambda:
    """A function that logs where it always does."""

    def get_function_configuration(self, **_: str) -> dict[str, Any]:
        return {}


class Queue:
    """A queue that says nothing to whoever does not wait for it."""

    def __init__(self, *bodies: str) -> None:
        self.bodies, self.deleted = list(bodies), list[str]()

    def receive_message(self, *, WaitTimeSeconds: int = 0, **_: object) -> dict[str, Any]:  # noqa: N803 - AWS's name
        if not WaitTimeSeconds:
            return {}
        left = [body for body in self.bodies if body not in self.deleted][:1]
        return {"Messages": [{"Body": body, "ReceiptHandle": body} for body in left]} if left else {}

    def delete_message(self, *, ReceiptHandle: str, **_: str) -> None:  # noqa: N803 - AWS's own name
        self.deleted.append(ReceiptHandle)


def reach(monkeypatch: pytest.MonkeyPatch, **services: object) -> Deployed:
    monkeypatch.setattr(boto3, "client", lambda service, **_: services[service])
    return Deployed(OUTPUTS)


def test_the_log_s_last_lines_are_shown_though_the_oldest_come_first_and_pages_are_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logs = Logs([[], [f"ERROR {number}" for number in range(30)], [], ["ERROR the last"], []])
    shown = list(reach(monkeypatch, logs=logs, **{"lambda": Lambda()}).errors("relay"))
    assert shown == [*(f"ERROR {number}" for number in range(30 - LINES + 1, 30)), "ERROR the last"]
    since = datetime.fromtimestamp(logs.asked["startTime"] / 1000, UTC)
    assert timedelta(0) <= datetime.now(UTC) - LOGGED - since < timedelta(minutes=1)


def test_a_queue_is_waited_for_before_it_is_called_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    queue, handed = Queue('{"do": 1}', '{"do": 2}'), list[object]()
    assert reach(monkeypatch, sqs=queue).take_failed("relay", handed.append) == 2
    assert handed == [{"do": 1}, {"do": 2}]
    assert queue.deleted == ['{"do": 1}', '{"do": 2}']
