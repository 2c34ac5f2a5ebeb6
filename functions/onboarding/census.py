"""How many wait where, how long, and with how much time left: counted by the reconciler, which reads them anyway."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aws_lambda_powertools.metrics import MetricUnit, single_metric

from onboarding.domain.decision import Decision, Kind
from onboarding.domain.hanging import why_hung
from onboarding.domain.ids import ApplicationId
from onboarding.domain.program import Program
from onboarding.domain.stages import Stage
from onboarding.domain.standing import Listed

NAMESPACE = "PartnerOnboarding"

LEFT: tuple[tuple[str, float], ...] = (
    ("missed", 0),
    ("a week or less", 7),
    ("a month or less", 31),
    ("more than a month", float("inf")),
)
"""Days left to a deadline, as a dimension: its name, and the most days that it has."""


@dataclass
class Census:
    """What was counted; ages are in seconds. `oldest_wait` leaves out whom nobody waits for."""

    waiting: Counter[tuple[str, str]] = field(default_factory=Counter)
    overdue: Counter[str] = field(default_factory=Counter)
    oldest: dict[str, float] = field(default_factory=dict)
    at_risk: Counter[str] = field(default_factory=Counter)
    hung: dict[ApplicationId, str] = field(default_factory=dict)
    oldest_wait: float = 0.0
    questions: int = 0
    unanswered: int = 0
    oldest_question: float = 0.0

    def count(self, one: Listed, now: datetime) -> None:
        """A case under way."""
        self.waiting[one.stage.value, one.track] += 1
        age = (now - one.since).total_seconds()
        self.oldest[one.stage.value] = max(age, self.oldest.get(one.stage.value, 0.0))
        if not (one.idle or one.uninvited(now)):
            self.oldest_wait = max(age, self.oldest_wait)
        if one.due is not None and one.due < now:
            self.overdue[one.stage.value] += 1
        if one.deadline is not None and one.deadline_at is not None:
            self.at_risk[_left(one, now)] += one.accounts_total - one.accounts_done
        if why := why_hung(one, now):
            self.hung[one.id] = why

    def count_questions(self, listed: Iterable[Decision], now: datetime) -> None:
        """What ops have not answered yet."""
        for one in listed:
            if one.kind is Kind.QUESTION:
                self.questions += 1
                self.unanswered += one.due < now
                self.oldest_question = max(self.oldest_question, (now - one.asked_at).total_seconds())


def publish(census: Census, program: Program) -> None:
    """One metric a line, with dimensions that only the program can make more: stages, tracks, and the days left."""
    stages = [stage for stage in Stage if any(stage in track.stages for track in program.tracks.values())]
    for stage in stages:
        for track in program.tracks.values():
            if stage in track.stages:
                _put("Waiting", census.waiting[stage.value, track.id], stage=stage.value, track=track.id)
        _put("Overdue", census.overdue[stage.value], stage=stage.value)
        _put("OldestWait", census.oldest.get(stage.value, 0.0), MetricUnit.Seconds, stage=stage.value)
    for left, _ in LEFT:
        _put("AccountsAtRisk", census.at_risk[left], left=left)
    _put("Hung", len(census.hung))
    _put("Questions", census.questions)
    _put("QuestionsOverdue", census.unanswered)
    _put("OldestQuestion", census.oldest_question, MetricUnit.Seconds)


def answered(decision: Decision) -> None:
    """How long a person took: the distributors' response times among them."""
    if decision.decided_at is not None:
        took = (decision.decided_at - decision.asked_at) / timedelta(hours=1)
        _put("AnswerHours", took, kind=decision.kind.value)


def sent() -> None:
    """A mail that the mail service took."""
    _put("Sent", 1)


def _left(one: Listed, now: datetime) -> str:
    if one.missed or one.deadline_at is None:
        return LEFT[0][0]
    days = (one.deadline_at - now) / timedelta(days=1)
    return next(name for name, most in LEFT[1:] if days <= most)


def _put(name: str, value: float, unit: MetricUnit = MetricUnit.Count, **dimensions: str) -> None:
    with single_metric(name=name, unit=unit, value=value, namespace=NAMESPACE) as metric:
        for dimension, of in dimensions.items():
            metric.add_dimension(name=dimension, value=of)
