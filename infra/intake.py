"""The intake: what ops drop into the imports bucket is read and worked through by way of one queue."""

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.findings import accept
from infra.functions import INTAKE, Factory
from infra.permissions import Permission, allow
from onboarding.importing.runs import REPORT
from onboarding.intake import TRIES

# At once: enough for a file of ten thousand in minutes, little enough for the table and everybody else's Lambdas.
CONCURRENCY = 5


class Imports(Construct):
    """The queue through which all work on files goes; word of a file that was dropped comes in here as well."""

    def __init__(self, scope: Construct, name: str, *, bucket: s3.IBucket) -> None:
        super().__init__(scope, name)
        self.bucket = bucket
        self.failures = self._queue("Failures")
        accept(self.failures, "SQS3", "This is the dead-letter queue; an alarm watches it and nothing consumes it.")
        self.queue = self._queue(
            "Queue",
            # As long as one delivery can take, and a little more.
            visibility_timeout=Duration.seconds(INTAKE.timeout + 30),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.failures, max_receive_count=TRIES),
        )
        self._listen()

    def move_in(self, factory: Factory) -> lambda_.Function:
        """Put the function behind the queue."""
        function = factory.make(INTAKE, *self._on_files(), *self._on_queue())
        lambda_.EventSourceMapping(
            self,
            "Source",
            target=function,
            event_source_arn=self.queue.queue_arn,
            # One message is fifty rows already; what fails goes back by itself.
            batch_size=1,
            report_batch_item_failures=True,
            max_concurrency=CONCURRENCY,
        )
        return function

    def may_send(self) -> Permission:
        """Leave work on the list."""
        return allow("sqs:SendMessage", self.queue.queue_arn)

    def _listen(self) -> None:
        events.Rule(
            self,
            "Dropped",
            description="Partner onboarding: a file was dropped for import",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [self.bucket.bucket_name]},
                    "object": {"key": [{"anything-but": {"suffix": REPORT}}]},
                },
            ),
            targets=[targets.SqsQueue(self.queue, dead_letter_queue=self.failures)],
        )

    def _on_files(self) -> list[Permission]:
        reason = "Files are named by whoever drops them, and reports after them; the bucket holds nothing else."
        # By the name of its export: that is how a finding about another stack's resource names it.
        bucket = Stack.of(self.bucket).export_value(self.bucket.bucket_arn)
        anywhere = f"{bucket}/*"
        actions = ("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload")
        # Without the right to list, S3 does not say that a file is gone, but that it may not be read.
        return [
            *(allow(action, anywhere, reason=reason) for action in actions),
            allow("s3:ListBucket", bucket),
        ]

    def _on_queue(self) -> list[Permission]:
        consume = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility")
        return [self.may_send(), *(allow(action, self.queue.queue_arn) for action in consume)]

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
