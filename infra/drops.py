"""A bucket into which ops drop files: word of each goes through one queue, with all work that follows from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.factory import Factory
from infra.findings import accept
from infra.functions import Spec
from infra.permissions import Permission, allow

# Without the right to list, S3 does not say that a file is gone, but that it may not be read.
READ, WRITE, LIST = "s3:GetObject", ("s3:PutObject", "s3:AbortMultipartUpload"), "s3:ListBucket"


class Drops(Construct):
    """The queue through which all work on one bucket's files goes; word of a file comes in here as well."""

    def __init__(
        self, scope: Construct, name: str, *, bucket: s3.IBucket, spec: Spec, concurrency: int, tries: int
    ) -> None:
        super().__init__(scope, name)
        self.bucket, self._spec, self._concurrency = bucket, spec, concurrency
        self.failures = self._queue("Failures")
        accept(self.failures, "SQS3", "This is the dead-letter queue; an alarm watches it and nothing consumes it.")
        self.queue = self._queue(
            "Queue",
            # As long as one delivery can take, and a little more.
            visibility_timeout=Duration.seconds(spec.timeout + 30),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.failures, max_receive_count=tries),
        )

    def listen(self, kinds: Sequence[str], keys: Mapping[str, Any], description: str) -> None:
        """Word of these events (S3's words) on files with keys that match."""
        events.Rule(
            self,
            "Dropped",
            description=f"Partner onboarding: {description}",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=[*kinds],
                detail={"bucket": {"name": [self.bucket.bucket_name]}, "object": {"key": [keys]}},
            ),
            targets=[targets.SqsQueue(self.queue, dead_letter_queue=self.failures)],
        )

    def put_behind(self, factory: Factory, *permissions: Permission) -> lambda_.Function:
        """The function behind the queue, one message at a time; what fails goes back by itself."""
        consume = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility")
        on_queue = [allow(action, self.queue.queue_arn) for action in consume]
        function = factory.make(self._spec, *permissions, self.may_send(), *on_queue)
        lambda_.EventSourceMapping(
            self,
            "Source",
            target=function,
            event_source_arn=self.queue.queue_arn,
            batch_size=1,
            report_batch_item_failures=True,
            max_concurrency=self._concurrency,
        )
        return function

    def may_send(self, about: str = "") -> Permission:
        """Leave work on the list."""
        return allow("sqs:SendMessage", self.queue.queue_arn, about=about)

    def _queue(
        self,
        name: str,
        *,
        visibility_timeout: Duration | None = None,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            name,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
            removal_policy=RemovalPolicy.DESTROY,
        )


def exported(bucket: s3.IBucket) -> str:
    """A bucket's ARN by the name of its export: that is how a finding about another stack's resource names it."""
    return str(Stack.of(bucket).export_value(bucket.bucket_arn))
