"""The relay: mails what is queued and wakes workflows, as soon as the table's stream says so."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from infra.factory import Factory
from infra.failures import failures_queue
from infra.functions import RELAY
from infra.journey import Journey
from infra.listeners import Listeners
from infra.mail import Mail
from infra.permissions import Permission, allow
from infra.signing import Signing

EXISTS = [{"exists": True}]

# What the relay is for; any of these is enough. `exists` works on leaves only, hence the types.
CALLS_FOR_RELAY: Sequence[Mapping[str, Any]] = (
    {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"NewImage": {"kind": {"S": ["MESSAGE", "REQUEST"]}, "state": {"S": ["queued"]}}},
    },
    # Decided, waited for, and not woken yet: waking takes it off the clock's list. (That `woken` be
    # absent would say the same, but the local engine does not see that a whole attribute is absent.)
    {
        "dynamodb": {
            "NewImage": {
                "kind": {"S": ["DECISION"]},
                "task_token": {"S": EXISTS},
                "outcome": {"S": EXISTS},
                "due_pk": {"S": EXISTS},
            }
        }
    },
    {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["APPLICATION", "STAGE_CHANGE"]}}}},
    {"dynamodb": {"NewImage": {"kind": {"S": ["APPLICATION"]}, "start": {"BOOL": [True]}}}},
)


class Relay(Construct):
    """The relay function behind the filtered stream, and the queue that keeps what it could not even read."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        factory: Factory,
        table: dynamodb.ITable,
        journey: Journey,
        listeners: Listeners,
        mail: Mail,
        signing: Signing,
        documents: Sequence[Permission],
    ) -> None:
        super().__init__(scope, name)
        if table.table_stream_arn is None:
            raise ValueError("the relay lives on the table's stream, and the table has none")
        self.failures = failures_queue(self)
        self.function = factory.make(
            RELAY,
            *_read(table.table_stream_arn),
            allow("sqs:SendMessage", self.failures.queue_arn),
            *mail.may_send(),
            listeners.may_tell(),
            allow("states:SendTaskSuccess", journey.machine_arn),
            *journey.may_start(),
            *signing.permissions,
            *documents,
        )
        self._subscribe(table.table_stream_arn)

    def _subscribe(self, stream_arn: str) -> None:
        lambda_.EventSourceMapping(
            self,
            "Stream",
            target=self.function,
            event_source_arn=stream_arn,
            # Not LATEST: nothing that was written while the mapping was being made is missed.
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            filters=[{"pattern": json.dumps(pattern)} for pattern in CALLS_FOR_RELAY],
            batch_size=25,
            # One transaction's records arrive together within this time and need one call instead of several.
            max_batching_window=Duration.seconds(1),
            parallelization_factor=4,
            # The relay does not raise; should it crash, the batch is halved until the bad record is
            # alone, and the clock finds in the table whatever is left.
            bisect_batch_on_error=True,
            retry_attempts=5,
            max_record_age=Duration.hours(1),
            on_failure=sources.SqsDlq(self.failures),
        )


def _read(stream_arn: str) -> list[Permission]:
    return [
        allow("dynamodb:DescribeStream", stream_arn),
        allow("dynamodb:GetRecords", stream_arn),
        allow("dynamodb:GetShardIterator", stream_arn),
        allow("dynamodb:ListStreams", "*", reason="ListStreams, which Lambda asks for, has no resource types."),
    ]
