"""One deployment as the commands reach it: its functions, queues, schedules and logs, found by the stack's outputs."""

import json
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any, Protocol

import boto3
from botocore.config import Config

from onboarding.adapters.secrets import Secret
from onboarding.adapters.webhooks import key_of, shown
from onboarding.domain.ids import DistributorId
from onboarding.settings import Settings
from onboarding.world import World

STACK = "PartnerOnboarding"
PATIENT = Config(read_timeout=310, retries={"total_max_attempts": 1})
LOGGED, LINES = timedelta(days=3), 20
"""How far back errors are looked for, and how many are shown."""

QUEUES = ("relay", "imports", "mails", "screenings", "webhooks")
SCHEDULES = ("clock", "reconcile")
FUNCTIONS = ("clock", "reconcile", "relay", "web", "inbound", "mail_trouble", "screen", "tell_distributor")


class NoSuchThing(Exception):
    """What was named is none of this deployment's; the message says what there is."""


class Site(Protocol):
    """What the commands need of a deployment."""

    @property
    def world(self) -> World:
        """The table and the workflow."""

    @property
    def replies(self) -> bool:
        """Whether replies to mails become questions, at a domain of their own."""

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Runs one of FUNCTIONS; gives its answer, raises RuntimeError with what it reported."""

    def failed(self, queue: str) -> int:
        """How many messages one of QUEUES keeps."""

    def take_failed(self, queue: str, again: Callable[[Mapping[str, Any]], None]) -> int:
        """Hands each of a queue's messages over and takes it off; gives how many."""

    def move_back(self, queue: str) -> None:
        """Lets SQS move a dead-letter queue's messages back to where they came from."""

    def stopped(self) -> list[str]:
        """What does not run that should: schedules, the stream's reader, functions without concurrency."""

    def resume(self, name: str) -> None:
        """Lets one of those run again."""

    def errors(self, function: str) -> Iterator[str]:
        """The latest errors in a function's log of the last days, oldest first."""

    def webhook_key(self, distributor: str) -> str:
        """The key with which events for a distributor's own system are signed."""

    def ringing(self) -> list[str]:
        """The alarms that are on, each with its description."""

    def prepared(self, application: str) -> list[tuple[str, str]]:
        """Every version of every document that was prepared for this case to sign: key and version."""

    def drop_prepared(self, application: str) -> int:
        """Deletes them; gives how many."""


@dataclass
class Deployed:
    """The deployment that the account, the region and the stack's name lead to."""

    outputs: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def find(cls) -> "Deployed":
        """By CloudFormation, with the caller's own credentials."""
        (stack,) = boto3.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        return cls({one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])})

    @cached_property
    def world(self) -> World:
        """The table and the workflow; the local cloud's clock, where there is one."""
        table, machine = self.outputs["TableName"], self.outputs["StateMachineArn"]
        return World(Settings(table=table, state_machine=machine, clock_file=os.environ.get("CLOCK_FILE", "")))

    @property
    def replies(self) -> bool:
        """By the stack's outputs."""
        return bool(self.outputs.get("ReplyDomain"))

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """One Invoke."""
        answer = boto3.client("lambda", config=PATIENT).invoke(
            FunctionName=self._name(function), Payload=json.dumps(event).encode()
        )
        told = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            raise RuntimeError(told.get("errorMessage", told) if isinstance(told, dict) else str(told))
        return told

    def failed(self, queue: str) -> int:
        """One GetQueueAttributes; the number is approximate."""
        found = boto3.client("sqs").get_queue_attributes(
            QueueUrl=self._queue(queue), AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(found["Attributes"]["ApproximateNumberOfMessages"])

    def take_failed(self, queue: str, again: Callable[[Mapping[str, Any]], None]) -> int:
        """Ten at a time, each deleted only after it was handed over."""
        client, url, done = boto3.client("sqs"), self._queue(queue), 0
        # Without a wait only some of the queue's servers are asked, and messages that are there are not seen.
        ask = partial(client.receive_message, QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2)
        while found := ask().get("Messages", []):
            for message in found:
                again(json.loads(message["Body"]))
                client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                done += 1
        return done

    def move_back(self, queue: str) -> None:
        """One StartMessageMoveTask."""
        client = boto3.client("sqs")
        name = client.get_queue_attributes(QueueUrl=self._queue(queue), AttributeNames=["QueueArn"])
        client.start_message_move_task(SourceArn=name["Attributes"]["QueueArn"])

    def stopped(self) -> list[str]:
        """Two schedules, one event source, and every function's own concurrency."""
        schedules = [name for name in SCHEDULES if self._schedule(name).get("State") == "DISABLED"]
        readers = ["relay"] if self._reader()["State"] in ("Disabled", "Disabling") else []
        halted = [name for name in FUNCTIONS if self._concurrency(name) == 0]
        return list(dict.fromkeys([*schedules, *readers, *halted]))

    def resume(self, name: str) -> None:
        """Whatever of it is stopped."""
        if name not in FUNCTIONS:
            raise NoSuchThing(f"“{name}” is not one of {', '.join(FUNCTIONS)}")
        client = boto3.client("lambda")
        if self._concurrency(name) == 0:
            client.delete_function_concurrency(FunctionName=self._name(name))
        if name == "relay":
            client.update_event_source_mapping(UUID=self._reader()["UUID"], Enabled=True)
        if name in SCHEDULES:
            found = self._schedule(name)
            kept = ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target", "Description")
            again = {key: found[key] for key in kept if key in found}
            boto3.client("scheduler").update_schedule(**again, State="ENABLED")

    def errors(self, function: str) -> Iterator[str]:
        """The last twenty lines of three days that report a failure; the oldest come first, and pages may be empty."""
        group = boto3.client("lambda").get_function_configuration(FunctionName=self._name(function))
        name = group.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{self._name(function)}")
        since = int((datetime.now(UTC) - LOGGED).timestamp() * 1000)
        pages = boto3.client("logs").get_paginator("filter_log_events")
        found = pages.paginate(logGroupName=name, filterPattern="?ERROR ?Traceback ?WARNING", startTime=since)
        last = deque((event["message"].strip() for page in found for event in page["events"]), maxlen=LINES)
        yield from last

    def webhook_key(self, distributor: str) -> str:
        """One GetSecretValue."""
        master = Secret(self.outputs["WebhookSecret"]).value("key")
        return shown(key_of(master, DistributorId(distributor)))

    def ringing(self) -> list[str]:
        """One DescribeAlarms."""
        found = boto3.client("cloudwatch").describe_alarms(StateValue="ALARM", AlarmNamePrefix=STACK)
        return [one.get("AlarmDescription", one["AlarmName"]) for one in found.get("MetricAlarms", [])]

    def prepared(self, application: str) -> list[tuple[str, str]]:
        """ListObjectVersions, page by page."""
        found: list[tuple[str, str]] = []
        pages = boto3.client("s3").get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=self.outputs["DocumentsBucketName"], Prefix=f"prepared/{application}-"):
            found += [(one["Key"], one["VersionId"]) for one in page.get("Versions", [])]
            found += [(one["Key"], one["VersionId"]) for one in page.get("DeleteMarkers", [])]
        return found

    def drop_prepared(self, application: str) -> int:
        """One DeleteObject a version."""
        found = self.prepared(application)
        for key, version in found:
            boto3.client("s3").delete_object(Bucket=self.outputs["DocumentsBucketName"], Key=key, VersionId=version)
        return len(found)

    def _name(self, function: str) -> str:
        if function not in FUNCTIONS:
            raise NoSuchThing(f"“{function}” is not one of {', '.join(FUNCTIONS)}")
        return self.outputs["".join(word.capitalize() for word in function.split("_")) + "FunctionName"]

    def _queue(self, queue: str) -> str:
        if queue not in QUEUES:
            raise NoSuchThing(f"“{queue}” is not one of {', '.join(QUEUES)}")
        return self.outputs[f"{queue.capitalize()}FailuresUrl"]

    def _schedule(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = boto3.client("scheduler").get_schedule(
            Name=self.outputs[f"{name.capitalize()}Schedule"]
        )
        return found

    def _reader(self) -> Mapping[str, Any]:
        found = boto3.client("lambda").list_event_source_mappings(FunctionName=self._name("relay"))
        reader: Mapping[str, Any] = found["EventSourceMappings"][0]
        return reader

    def _concurrency(self, name: str) -> int | None:
        found = boto3.client("lambda").get_function_concurrency(FunctionName=self._name(name))
        return found.get("ReservedConcurrentExecutions")
