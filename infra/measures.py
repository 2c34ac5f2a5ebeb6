"""What can be measured: our own metrics where they are written, and AWS's, for graphs and alarms alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn

from infra import prices
from infra.factory import SERVICE
from infra.functions import MAIL_TROUBLE, RECONCILE, Spec
from infra.reconcile import EVERY
from onboarding.census import LEFT, NAMESPACE
from onboarding.domain.program import Program
from onboarding.domain.stages import JOURNEY

FIVE_MINUTES = Duration.minutes(5)
# Two of the reconciler's passes: one that is late leaves no hole.
CENSUS = Duration.minutes(2 * EVERY)
TRANSITIONS = 20  # of a whole journey


@dataclass(frozen=True, slots=True)
class Watched:
    """What alarms and graphs look at."""

    machine: sfn.StateMachine
    relay: lambda_.Function
    clock: lambda_.Function
    reconcile: lambda_.Function
    api: api.HttpApi
    table: dynamodb.ITable
    failures: sqs.Queue
    imports: sqs.Queue
    mails: sqs.Queue
    screenings: sqs.Queue
    webhooks: sqs.Queue
    program: Program
    functions: Sequence[tuple[lambda_.Function, int]]  # each with its memory in MB


def own(
    name: str, *, statistic: str = "Maximum", period: Duration = CENSUS, label: str = "", **dimensions: str
) -> cloudwatch.Metric:
    """One of `census`'s metrics."""
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        dimensions_map={**dimensions, "service": SERVICE},
        statistic=statistic,
        period=period,
        label=label or None,
    )


def emitted(
    name: str, emitter: Spec, *, statistic: str = "Sum", period: Duration = FIVE_MINUTES, label: str = ""
) -> cloudwatch.Metric:
    """A metric that one of our functions writes about its own work."""
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        dimensions_map={"service": emitter.name},
        statistic=statistic,
        period=period,
        label=label or None,
    )


def oldest_age() -> cloudwatch.Metric:
    """How long the application that stands longest has been in its stage, in seconds, by the reconciler."""
    return emitted("OldestAgeInStage", RECONCILE, statistic="Maximum", period=CENSUS)


def funnel(program: Program) -> list[cloudwatch.IMetric]:
    """How many wait, by stage and track."""
    return [
        own("Waiting", label=f"{stage.value}, {track.id}", stage=stage.value, track=track.id)
        for stage in JOURNEY
        for track in program.tracks.values()
        if stage in track.stages
    ]


def by_stage(name: str, program: Program) -> list[cloudwatch.IMetric]:
    """One of the metrics that have a stage only."""
    stages = [stage for stage in JOURNEY if any(stage in track.stages for track in program.tracks.values())]
    return [own(name, label=stage.value, stage=stage.value) for stage in stages]


def at_risk() -> list[cloudwatch.IMetric]:
    """Customer accounts that are not safe yet, by the days that are left."""
    return [own("AccountsAtRisk", label=left, left=left) for left, _ in LEFT]


def answers(kind: str) -> list[cloudwatch.IMetric]:
    """How long people took to answer, in hours: half of them at most, and nine of ten."""
    return [
        own("AnswerHours", statistic=statistic, period=Duration.days(1), label=label, kind=kind)
        for statistic, label in (("p50", "half within"), ("p90", "nine of ten within"))
    ]


def mails() -> list[cloudwatch.IMetric]:
    """What became of our mails."""
    trouble = ("Bounced", "Complained", "Suppressed", "Refused")
    return [
        own("Sent", statistic="Sum", period=FIVE_MINUTES, label="sent"),
        *(emitted(name, MAIL_TROUBLE, label=name.lower()) for name in trouble),
    ]


def cost(watched: Watched) -> cloudwatch.MathExpression:
    """What the time shown has cost in dollars, by list prices; storage, logs and keys are not in it."""
    parts, using = [], {}
    for number, (price, metric) in enumerate(_billed(watched)):
        using[f"m{number}"] = metric
        parts.append(f"FILL(m{number},0)*{price:.12f}")
    return cloudwatch.MathExpression(
        expression="+".join(parts), using_metrics=using, label="US dollars, list prices", period=Duration.hours(1)
    )


def _billed(watched: Watched) -> Iterator[tuple[float, cloudwatch.IMetric]]:
    hour = Duration.hours(1)
    for function, memory in watched.functions:
        # Durations are in milliseconds, memory in MB.
        yield prices.GB_SECOND.dollars * memory / 1024 / 1000, function.metric_duration(statistic="Sum", period=hour)
        yield prices.INVOCATION.dollars, function.metric_invocations(period=hour)
    yield prices.TRANSITION.dollars * TRANSITIONS, watched.machine.metric_started(period=hour)
    yield prices.PAGE.dollars, watched.api.metric_count(period=hour)
    for unit, metric in (
        (prices.WRITE_UNIT, "ConsumedWriteCapacityUnits"),
        (prices.READ_UNIT, "ConsumedReadCapacityUnits"),
    ):
        dimensions = {"TableName": watched.table.table_name}
        yield (
            unit.dollars,
            cloudwatch.Metric(
                namespace="AWS/DynamoDB",
                metric_name=metric,
                dimensions_map=dimensions,
                statistic="Sum",
                period=hour,
            ),
        )
    yield prices.MAIL.dollars, own("Sent", statistic="Sum", period=hour)
