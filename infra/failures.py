"""What a function was told by an event and could not do, after its retries: kept in a queue that an alarm watches."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.findings import accept


def failures_queue(scope: Construct, name: str = "Failures") -> sqs.Queue:
    """The queue: a fortnight to look at what is in it."""
    queue = sqs.Queue(
        scope,
        name,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=Duration.days(14),
        removal_policy=RemovalPolicy.DESTROY,
    )
    accept(queue, "SQS3", "This is the dead-letter queue; an alarm watches it and nothing consumes it.")
    return queue


def on_failure(scope: Construct, function: lambda_.Function, queue: sqs.Queue) -> None:
    """Events that the function raised on twice more are left in the queue; its role has the right to put them there."""
    lambda_.CfnEventInvokeConfig(
        scope,
        "Failing",
        function_name=function.function_name,
        qualifier="$LATEST",
        maximum_retry_attempts=2,
        destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
            on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(destination=queue.queue_arn)
        ),
    )
