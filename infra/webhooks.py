"""Distributors' own systems: the first listener on the event bus, with a queue that is patient with them."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.factory import Factory
from infra.failures import failures_queue
from infra.findings import accept
from infra.functions import TELL_DISTRIBUTOR
from infra.listeners import Listeners
from infra.permissions import allow
from onboarding.adapters.event_bus import DETAIL_TYPE, SOURCE

# A system that is away is asked again every quarter of an hour for a day.
AGAIN, TRIES = Duration.minutes(15), 96
CONCURRENCY = 2  # the least that Lambda allows


class Webhooks(Construct):
    """The queue of events that name a distributor, the function behind it, and the secret that keys come from."""

    def __init__(self, scope: Construct, name: str, *, factory: Factory, listeners: Listeners) -> None:
        super().__init__(scope, name)
        self.failures = failures_queue(self)
        queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
            visibility_timeout=AGAIN,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.failures, max_receive_count=TRIES),
            removal_policy=RemovalPolicy.DESTROY,
        )
        events.Rule(
            self,
            "Told",
            description="Partner onboarding: a partner of a distributor has reached a stage",
            event_bus=listeners.bus,
            event_pattern=events.EventPattern(
                source=[SOURCE], detail_type=[DETAIL_TYPE], detail={"distributor": [{"exists": True}]}
            ),
            targets=[targets.SqsQueue(queue, dead_letter_queue=self.failures)],
        )
        secret = self._secret()
        consume = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility")
        self.function = factory.knowing(WEBHOOK_SECRET=secret.secret_arn).make(
            TELL_DISTRIBUTOR,
            *(allow(action, queue.queue_arn) for action in consume),
            allow("secretsmanager:GetSecretValue", secret.secret_arn),
        )
        lambda_.EventSourceMapping(
            self,
            "Source",
            target=self.function,
            event_source_arn=queue.queue_arn,
            batch_size=1,
            report_batch_item_failures=True,
            max_concurrency=CONCURRENCY,
        )
        self.secret_arn = secret.secret_arn

    def _secret(self) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "Key",
            description="Partner onboarding: each distributor's webhook key is derived from this",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template="{}",  # noqa: S106 - the value is generated
                generate_string_key="key",
                password_length=64,
                exclude_punctuation=True,
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )
        accept(secret, "SMG4", "A new value changes every distributor's key: people on both sides agree on it first.")
        return secret
