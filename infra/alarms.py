"""What must not wait until somebody looks: each alarm says what is wrong, who is hurt, and which runbook helps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from constructs import Construct

from infra import measures
from infra.bundle import SOURCE
from infra.functions import CLOCK, SCREEN
from infra.measures import FIVE_MINUTES, Watched, oldest_age
from infra.reconcile import EVERY
from infra.ringing import RINGS, topic
from infra.settings import Settings
from onboarding.domain import program
from onboarding.domain.decision import EXPIRING

MINUTE = 60_000  # milliseconds
RUNBOOKS = "docs/runbooks"


@dataclass(frozen=True, slots=True)
class Alarm:
    """A metric at or above a threshold (below 1 for `missing`): what is then wrong, and who is hurt by it."""

    name: str
    wrong: str
    hurt: str
    metric: cloudwatch.IMetric
    threshold: float = 1
    periods: int = 1
    missing: bool = False

    @property
    def runbook(self) -> str:
        """Where its runbook is, from the repository's root: `ClockStopped` has `clock-stopped.md`."""
        return f"{RUNBOOKS}/{re.sub(r'(?<!^)(?=[A-Z])', '-', self.name).lower()}.md"

    @property
    def means(self) -> str:
        """Its description, as the mail about it shows it."""
        return f"{self.wrong} {self.hurt} Runbook: {self.runbook}"


def longest_wait() -> timedelta:
    """The longest time that the program gives anybody before the clock moves things on."""
    waits = program.load((SOURCE / "program.toml").read_text(encoding="utf-8")).waits
    return max(waits[kind].due for kind in EXPIRING)


class Alarms(Construct):
    """Every alarm, the few that ring for several of them, and the topic behind."""

    def __init__(self, scope: Construct, name: str, *, watched: Watched, settings: Settings) -> None:
        super().__init__(scope, name)
        told = actions.SnsAction(topic(self, settings))
        made = {alarm.name: self._make(alarm) for alarm in listed(watched)}
        if settings.local:  # the engine has no composite alarms, and nothing rings there
            for alarm in made.values():
                alarm.add_alarm_action(told)
            return
        rings: dict[str, cloudwatch.IAlarm] = {}
        for ring in RINGS:
            rings[ring.name] = ring.make(self, made, rings, told)

    def _make(self, alarm: Alarm) -> cloudwatch.Alarm:
        return cloudwatch.Alarm(
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
                cloudwatch.TreatMissingData.BREACHING if alarm.missing else cloudwatch.TreatMissingData.NOT_BREACHING
            ),
        )


def listed(watched: Watched) -> Iterator[Alarm]:
    """The list; a threshold of 1 means that one is too many. None rings for a partner's slowness alone."""
    yield from _of_journeys(watched)
    yield from _of_the_clock(watched)
    yield from _of_the_relay(watched)
    yield from _of_mail(watched)
    yield from _of_people(watched)
    yield from _of_screening(watched)


def _of_journeys(watched: Watched) -> Iterator[Alarm]:
    # Aborted executions are none of it: the reconciler itself stops what a newer generation has replaced.
    yield Alarm(
        "ExecutionFailed",
        "An execution failed; the reconciler grows a new one.",
        "One case is late by minutes, and if it fails again it stays where it is.",
        watched.machine.metric_failed(),
    )
    yield Alarm(
        "ExecutionTimedOut",
        "An execution reached its last resort in time.",
        "One case has waited half a year for somebody.",
        watched.machine.metric_timed_out(),
    )
    yield Alarm(
        "ReconcileError",
        "The reconciler crashed.",
        "Cases whose execution is lost stay where they are, and nobody counts who waits.",
        watched.reconcile.metric_errors(),
    )
    yield Alarm(
        "CasesHang",
        "Something that should happen by itself has not, twice in a row.",
        "The partners of these cases wait for us and do not know it.",
        measures.own("Hung", period=Duration.minutes(EVERY)),
        periods=2,
    )
    yield Alarm(
        "StageTooOld",
        "An application has stood in one stage a day longer than anybody's longest time to answer.",
        "Its partner waits for us.",
        oldest_age(),
        threshold=(longest_wait() + timedelta(days=1)).total_seconds(),
    )


def _of_the_clock(watched: Watched) -> Iterator[Alarm]:
    yield Alarm(
        "ClockError",
        "The clock crashed.",
        "Reminders and expiries wait, for everybody.",
        watched.clock.metric_errors(),
    )
    yield Alarm(
        "ClockStopped",
        "The clock has not run for a quarter of an hour.",
        "No reminder goes out and no date passes, for everybody.",
        watched.clock.metric_invocations(period=Duration.minutes(15)),
        missing=True,
    )
    yield Alarm(
        "DueNotDone",
        "Something due could not be done: a mail, a wake-up, a reminder or an expiry. The clock tries again.",
        "Whoever it is for hears nothing yet.",
        measures.emitted("Failed", CLOCK),
    )


def _of_screening(watched: Watched) -> Iterator[Alarm]:
    # One alarm for all of them, as for deadlines: each is one decision on the dashboard already.
    yield Alarm(
        "ScreeningHits",
        "Names are like entries of denied-party lists. Nothing is closed by itself.",
        "Their cases wait until somebody decides on the dashboard.",
        measures.emitted("Hits", SCREEN),
    )
    yield Alarm(
        "ListRefused",
        "A denied-party list could not be read; the version before stays in force.",
        "Nobody yet, but names are compared with an old list.",
        measures.emitted("ListsRefused", SCREEN),
    )
    yield Alarm(
        "ScreeningGaveUp",
        "A screening crashed five times and stands still.",
        "Nobody yet, but partners are not compared with the new list.",
        watched.screenings.metric_approximate_number_of_messages_visible(),
    )


def _of_the_relay(watched: Watched) -> Iterator[Alarm]:
    yield Alarm(
        "RelayError",
        "The relay crashed.",
        "Mails and wake-ups are late by minutes: they wait for the clock.",
        watched.relay.metric_errors(),
    )
    yield Alarm(
        "StreamBehind",
        "The relay is ten minutes behind the table's stream.",
        "Mails and wake-ups are late by minutes: they wait for the clock.",
        watched.relay.metric("IteratorAge", statistic="Maximum", period=FIVE_MINUTES),
        threshold=10 * MINUTE,
    )
    yield Alarm(
        "RelayGaveUp",
        "The relay gave records up; the queue names them.",
        "Nobody, where the clock has done their work.",
        watched.failures.metric_approximate_number_of_messages_visible(),
    )


def _of_mail(watched: Watched) -> Iterator[Alarm]:
    yield Alarm(
        "MailEventLost",
        "A reply, or word of a mail that did not arrive, could not be dealt with; the queue keeps it.",
        "Somebody's question is not on ops' list, or ops do not know that a mail did not arrive.",
        watched.mails.metric_approximate_number_of_messages_visible(),
    )
    yield Alarm(
        "MailsBounce",
        "One in twenty of our mails comes back; at one in ten SES stops sending for us.",
        "Soon everybody.",
        cloudwatch.Metric(
            namespace="AWS/SES", metric_name="Reputation.BounceRate", statistic="Maximum", period=Duration.hours(1)
        ),
        threshold=0.05,
    )


def _of_people(watched: Watched) -> Iterator[Alarm]:
    yield Alarm(
        "QuestionUnanswered",
        "A question is past the working day in which it was to be answered.",
        "Whoever asked waits for us.",
        measures.own("QuestionsOverdue"),
    )
    # One alarm for all of them: thousands may miss the same date, and each is one decision on the dashboard already.
    yield Alarm(
        "DeadlineMissed",
        "Partners have missed their deadline. Nothing is forfeited.",
        "Their customers' accounts are in question until somebody decides on the dashboard.",
        measures.emitted("Missed", CLOCK),
    )
    yield Alarm(
        "ImportGaveUp",
        "A part of an imported file crashed five times; its rows have no result.",
        "The partners in those rows are not invited.",
        watched.imports.metric_approximate_number_of_messages_visible(),
    )
    yield Alarm(
        "WebhookGaveUp",
        "A distributor's own system has not taken events for a day; the queue keeps them.",
        "That distributor's system does not know where its partners stand.",
        watched.webhooks.metric_approximate_number_of_messages_visible(),
    )
    yield Alarm(
        "PagesFail",
        "Visitors got server errors.",
        "Whoever followed a link or filled in the form just now.",
        watched.api.metric_server_error(period=FIVE_MINUTES),
    )
