"""Alarms for what must not wait until somebody looks, and the topic that tells ops."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from aws_cdk import Aws, Duration
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.bundle import SOURCE
from infra.functions import CLOCK, RECONCILE, SCREEN, Spec
from infra.settings import Settings
from onboarding.domain import program
from onboarding.domain.decision import EXPIRING

NAMESPACE = "PartnerOnboarding"
FIVE_MINUTES = Duration.minutes(5)
MINUTE = 60_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Watched:
    """What alarms and graphs look at."""

    machine: sfn.StateMachine
    relay: lambda_.Function
    clock: lambda_.Function
    reconcile: lambda_.Function
    api: api.HttpApi
    failures: sqs.Queue
    imports: sqs.Queue
    screenings: sqs.Queue


@dataclass(frozen=True, slots=True)
class Alarm:
    """A metric at or above a threshold (below 1 for `missing`), and what it means for people."""

    name: str
    means: str
    metric: cloudwatch.IMetric
    threshold: float = 1
    periods: int = 1
    missing: bool = False


def oldest_age() -> cloudwatch.Metric:
    """How long the application that stands longest has been in its stage, in seconds, by the reconciler."""
    # Two of its passes: one that is late leaves no hole.
    return _own("OldestAgeInStage", RECONCILE, statistic="Maximum", period=Duration.minutes(30))


def _own(metric: str, emitter: Spec, *, statistic: str, period: Duration) -> cloudwatch.Metric:
    """A metric that one of our functions writes into its log."""
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=metric,
        dimensions_map={"service": emitter.name},
        statistic=statistic,
        period=period,
    )


def longest_wait() -> timedelta:
    """The longest time that the program gives anybody before the clock moves things on."""
    waits = program.load((SOURCE / "program.toml").read_text(encoding="utf-8")).waits
    return max(waits[kind].due for kind in EXPIRING)


class Alarms(Construct):
    """Every alarm, and the topic behind them; with an address, a mail for each."""

    def __init__(self, scope: Construct, name: str, *, watched: Watched, settings: Settings) -> None:
        super().__init__(scope, name)
        topic = self._topic(settings.alarm_email)
        for alarm in _alarms(watched):
            made = cloudwatch.Alarm(
                self,
                alarm.name,
                alarm_description=alarm.means,
                metric=alarm.metric,
                threshold=alarm.threshold,
                evaluation_periods=alarm.periods,
                comparison_operator=(
                    cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
                    if alarm.missing
                    else cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
                ),
                treat_missing_data=(
                    cloudwatch.TreatMissingData.BREACHING
                    if alarm.missing
                    else cloudwatch.TreatMissingData.NOT_BREACHING
                ),
            )
            made.add_alarm_action(actions.SnsAction(topic))

    def _topic(self, email: str | None) -> sns.Topic:
        topic = sns.Topic(self, "Topic", display_name="Partner onboarding alarms", enforce_ssl=True)
        # A topic policy of our own replaces the one by which CloudWatch could publish.
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsMayPublish",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
        if email:
            topic.add_subscription(subscriptions.EmailSubscription(email))
        return topic


def _alarms(watched: Watched) -> Iterator[Alarm]:
    """The list; a threshold of 1 means that one is too many."""
    yield from _of_journeys(watched)
    yield from _of_the_clock(watched)
    yield from _of_the_relay(watched)
    yield from _of_screening(watched)
    yield Alarm(
        "ImportGaveUp",
        "A part of an imported file crashed five times; its rows have no result. Redrive the queue, or look why.",
        watched.imports.metric_approximate_number_of_messages_visible(),
    )
    yield Alarm("PagesFail", "Visitors got server errors.", watched.api.metric_server_error(period=FIVE_MINUTES))


def _of_journeys(watched: Watched) -> Iterator[Alarm]:
    # Aborted executions are none of it: the reconciler itself stops what a newer generation has replaced.
    failed, timed_out = watched.machine.metric_failed(), watched.machine.metric_timed_out()
    yield Alarm("ExecutionFailed", "An execution failed. The reconciler grows a new one; look why.", failed)
    yield Alarm("ExecutionTimedOut", "An execution reached its last resort in time; look why.", timed_out)
    crashed = watched.reconcile.metric_errors()
    yield Alarm("ReconcileError", "The reconciler crashed: lost executions stay lost.", crashed)
    yield Alarm(
        "StageTooOld",
        "An application has stood in one stage a day longer than anybody's longest time to answer.",
        oldest_age(),
        threshold=(longest_wait() + timedelta(days=1)).total_seconds(),
    )


def _of_the_clock(watched: Watched) -> Iterator[Alarm]:
    crashed = watched.clock.metric_errors()
    yield Alarm("ClockError", "The clock crashed: reminders and expiries wait.", crashed)
    yield Alarm(
        "ClockStopped",
        "The clock has not run for a quarter of an hour: no reminder and no expiry happens.",
        watched.clock.metric_invocations(period=Duration.minutes(15)),
        missing=True,
    )
    yield Alarm(
        "DueNotDone",
        "Something due could not be done: a mail, a wake-up, a reminder or an expiry. The clock tries again.",
        _own("Failed", CLOCK, statistic="Sum", period=FIVE_MINUTES),
    )
    # One alarm for all of them: thousands may miss the same date, and each is one decision on the dashboard already.
    yield Alarm(
        "DeadlineMissed",
        "Partners have missed their deadline. Nothing is forfeited: decide on the dashboard what follows.",
        _own("Missed", CLOCK, statistic="Sum", period=FIVE_MINUTES),
    )


def _of_screening(watched: Watched) -> Iterator[Alarm]:
    # One alarm for all of them, as for deadlines: each is one decision on the dashboard already.
    yield Alarm(
        "ScreeningHits",
        "Names are like entries of denied-party lists: decide on the dashboard. Nothing is closed by itself.",
        _own("Hits", SCREEN, statistic="Sum", period=FIVE_MINUTES),
    )
    yield Alarm(
        "ListRefused",
        "A denied-party list could not be read. The version before stays in force; the dashboard says why.",
        _own("ListsRefused", SCREEN, statistic="Sum", period=FIVE_MINUTES),
    )
    yield Alarm(
        "ScreeningGaveUp",
        "A screening crashed five times and stands still. Look why, then screen everybody again from the dashboard.",
        watched.screenings.metric_approximate_number_of_messages_visible(),
    )


def _of_the_relay(watched: Watched) -> Iterator[Alarm]:
    crashed = watched.relay.metric_errors()
    yield Alarm("RelayError", "The relay crashed: mails and wake-ups wait for the clock.", crashed)
    yield Alarm(
        "StreamBehind",
        "The relay is ten minutes behind the table's stream.",
        watched.relay.metric("IteratorAge", statistic="Maximum", period=FIVE_MINUTES),
        threshold=10 * MINUTE,
    )
    yield Alarm(
        "RelayGaveUp",
        "The relay gave records up; the queue names them, the clock should have done their work.",
        watched.failures.metric_approximate_number_of_messages_visible(),
    )
