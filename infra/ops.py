"""What ops see: a dashboard whose parts answer questions, fed by the ops function and a few metrics."""

from collections.abc import Iterator, Sequence

from aws_cdk import Aws, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct, Node

from infra import measures
from infra.console_people import ConsolePeople
from infra.factory import Factory
from infra.functions import OPS, OPS_ACT
from infra.intake import Imports
from infra.journey import Journey
from infra.measures import FIVE_MINUTES, Watched
from infra.permissions import Permission
from infra.screening import Lists
from onboarding.domain.decision import Kind

DASHBOARD = "PartnerOnboarding"
HALF, TALL, LOW = 12, 14, 8
WIDE, NARROW = 14, 10  # a row of the dashboard has 24 columns


def console_url() -> str:
    """The dashboard's address in the AWS console."""
    home = f"https://{Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region={Aws.REGION}"
    return f"{home}#dashboards/dashboard/{DASHBOARD}"


class Ops(Construct):
    """The dashboard, the function that draws its widgets, the one that acts, and who may call which."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        factory: Factory,
        watched: Watched,
        files: Imports,
        lists: Lists,
        journey: Journey,
        signing: Sequence[Permission],
    ) -> None:
        super().__init__(scope, name)
        self.acts = factory.make(OPS_ACT, files.may_send(), lists.may_send(about="about lists"), *signing)
        self.function = factory.knowing(OPS_ACTS=self.acts.function_arn).make(OPS)
        self.dashboard = cloudwatch.Dashboard(
            self, "Dashboard", dashboard_name=DASHBOARD, default_interval=Duration.days(7)
        )
        self.dashboard.add_widgets(
            self._drawn("Who is it about?", view="find", width=WIDE + NARROW, height=LOW),
        )
        self.dashboard.add_widgets(
            self._drawn("Who waits, and for whom?", view="waiting", width=WIDE),
            self._drawn("What must ops decide now?", view="tasks", width=NARROW),
        )
        self.dashboard.add_widgets(
            self._drawn("Whose deadline is near, and which accounts are at risk?", view="risk", width=WIDE),
            self._drawn("What have we announced?", view="notices", width=NARROW),
            self._drawn("How far are the imports?", view="imports", width=WIDE, height=LOW),
            self._drawn("Which denied-party lists are in force?", view="lists", width=NARROW, height=LOW),
        )
        for row in _graphs(watched):
            self.dashboard.add_widgets(*row)
        self.people = ConsolePeople(
            self,
            "People",
            dashboard_arn=self.dashboard.dashboard_arn,
            shows=self.function,
            acts=self.acts,
            journey=journey,
        )

    def _drawn(self, question: str, *, view: str, width: int, height: int = TALL) -> cloudwatch.CustomWidget:
        """A widget that the ops function draws; what it shows does not depend on its size or a time range."""
        return cloudwatch.CustomWidget(
            title=question,
            function_arn=self.function.function_arn,
            params={"view": view},
            width=width,
            height=height,
            update_on_refresh=True,
            update_on_resize=False,
            update_on_time_range_change=False,
        )


def _graphs(watched: Watched) -> Iterator[tuple[cloudwatch.GraphWidget | cloudwatch.SingleValueWidget, ...]]:
    """The graphs, a row of the dashboard at a time; each answers what its title asks."""
    program = watched.program
    yield (
        _graph("How many wait at which stage, on which track?", *measures.funnel(program), stacked=True),
        _graph("Is anybody past the date that was promised, and where?", *measures.by_stage("Overdue", program)),
    )
    yield (
        _graph("How old is the oldest wait at each stage (seconds)?", *measures.by_stage("OldestWait", program)),
        _graph("How many customer accounts are at risk, by days left?", *measures.at_risk(), stacked=True),
    )
    yield (
        _graph("How fast do distributors answer (hours)?", *measures.answers(Kind.DISTRIBUTOR.value)),
        _graph("How fast do we answer questions (hours), and how many are late?", *_questions()),
    )
    yield (
        _graph("Do our mails arrive?", *measures.mails()),
        _graph("Do mails and wake-ups go out at once?", *_relay(watched)),
    )
    yield (
        _graph("Do journeys begin, end well, fail or hang?", *_journeys(watched)),
        _graph("Do our functions fail?", *_failures(watched)),
    )
    yield (
        _graph("Do visitors get their pages?", *_pages(watched)),
        _cost(watched),
    )


def _failures(watched: Watched) -> Iterator[cloudwatch.IMetric]:
    """Each function's errors, by the name that the code knows it by."""
    for function, _ in watched.functions:
        yield function.metric_errors(label=Node.of(function).path.split("/")[-2].replace("_", " "))


def _graph(question: str, *metrics: cloudwatch.IMetric, stacked: bool = False) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=question, left=list(metrics), width=HALF, stacked=stacked)


def _cost(watched: Watched) -> cloudwatch.SingleValueWidget:
    """A sum over the time that the dashboard shows."""
    return cloudwatch.SingleValueWidget(
        title="What has it cost in the time shown?",
        metrics=[measures.cost(watched)],
        width=HALF,
        set_period_to_time_range=True,
    )


def _questions() -> list[cloudwatch.IMetric]:
    late = measures.own("QuestionsOverdue", label="late now")
    return [*measures.answers(Kind.QUESTION.value), late]


def _journeys(watched: Watched) -> list[cloudwatch.IMetric]:
    machine = watched.machine
    return [
        machine.metric_started(label="begun"),
        machine.metric_succeeded(label="ended well"),
        machine.metric_failed(label="failed"),
        measures.own("Hung", label="hang"),
    ]


def _relay(watched: Watched) -> list[cloudwatch.IMetric]:
    return [
        watched.relay.metric("IteratorAge", statistic="Maximum", period=FIVE_MINUTES, label="stream's age (ms)"),
        watched.relay.metric_errors(label="relay errors"),
        watched.clock.metric_errors(label="clock errors"),
    ]


def _pages(watched: Watched) -> list[cloudwatch.IMetric]:
    return [
        watched.api.metric_count(label="requests"),
        watched.api.metric_client_error(label="4xx"),
        watched.api.metric_server_error(label="5xx"),
    ]
