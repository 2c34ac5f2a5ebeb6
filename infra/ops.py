"""What ops see: a dashboard whose parts answer questions, fed by the ops function and a few metrics."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.alarms import FIVE_MINUTES, Watched, oldest_age
from infra.console_people import ConsolePeople
from infra.functions import OPS, OPS_ACT, Factory
from infra.intake import Imports
from infra.journey import Journey
from infra.screening import Lists

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
    ) -> None:
        super().__init__(scope, name)
        self.acts = factory.make(OPS_ACT, files.may_send(), lists.may_send(about="about lists"))
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
        self.dashboard.add_widgets(
            _graph("Do journeys begin, end well, or fail?", *_journeys(watched)),
            _graph("How long has the oldest one been in its stage?", oldest_age()),
        )
        self.dashboard.add_widgets(
            _graph("Do mails and wake-ups go out at once?", *_relay(watched)),
            _graph("Do visitors get their pages?", *_pages(watched)),
        )
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


def _graph(question: str, *metrics: cloudwatch.IMetric) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=question, left=list(metrics), width=HALF)


def _journeys(watched: Watched) -> list[cloudwatch.IMetric]:
    machine = watched.machine
    return [
        machine.metric_started(label="begun"),
        machine.metric_succeeded(label="ended well"),
        machine.metric_failed(label="failed"),
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
