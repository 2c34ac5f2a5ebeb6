"""The commands' way to a deployment: what AWS answers in part, late or in pages is read to its end."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient

from local.operations.__main__ import main
from local.operations.site import FUNCTIONS, LINES, LOGGED, QUEUES, SCHEDULES, Deployed

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


STACK = {
    "TableName": "table",
    "ReplyDomain": "replies.partners.example",
    "StateMachineArn": "arn:aws:states:eu-west-1:000000000000:stateMachine:PartnerOnboarding",
    **{f"{name.title().replace('_', '')}FunctionName": name for name in FUNCTIONS},
    **{f"{name.title()}FailuresUrl": name for name in QUEUES},
    **{f"{name.title()}Schedule": name for name in SCHEDULES},
}
ANSWERS: dict[str, dict[str, Any]] = {
    "cloudformation:DescribeStacks": {
        "Stacks": [{"Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in STACK.items()]}]
    },
    "dynamodb:Query": {"Items": []},
    "sqs:GetQueueAttributes": {"Attributes": {"ApproximateNumberOfMessages": "0"}},
    "lambda:ListEventSourceMappings": {"EventSourceMappings": [{"State": "Enabled", "UUID": "1"}]},
}


def test_the_hosted_ci_s_role_is_told_every_right_that_its_last_step_asks_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = set()

    def answer(client: BaseClient, operation: str, _: object) -> dict[str, Any]:
        asked.add(right := f"{client.meta.service_model.service_name}:{operation}")
        return ANSWERS.get(right, {})

    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setattr(BaseClient, "_make_api_call", answer)
    assert main(["status"]) == 0
    assert capsys.readouterr().out == "waiting: 0 cases under way\n"
    guide = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z]+:[A-Z][A-Za-z]+)`", guide.partition("## Hosted CI")[2]))
    # Whoever is listed is read by keys: the one right that an empty table does not ask for.
    assert told - {"sts:AssumeRole"} == asked | {"dynamodb:BatchGetItem"}
