"""What ops must decide: open holds, reviews and questions, found without looking at anything else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from onboarding.domain.application import Application
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import NotFound
from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.live import is_live
from onboarding.domain.people import Role
from onboarding.domain.standing import Standing

if TYPE_CHECKING:
    from onboarding.ports.cases import Applications

KINDS = frozenset(
    {
        Kind.HOLD,
        Kind.REVIEW,
        Kind.BUSINESS,
        Kind.QUESTION,
        Kind.TASK,
        Kind.MISSED,
        Kind.DRIFT,
        Kind.SCREENING,
        Kind.SUSPICION,
    }
)
"""What ops may decide in the console; all else is its addressee's alone."""


@dataclass(frozen=True)
class Candidate:
    """Something that the index lists for ops; `decision` is None while the workflow is still about to ask."""

    application: ApplicationId
    decision: DecisionId | None
    since: datetime


@dataclass(frozen=True)
class Task:
    """One thing to decide, read consistently; `since` is when it was asked."""

    application: Application
    decision: Decision | None
    since: datetime


def candidates(applications: "Applications") -> list[Candidate]:
    """Everything listed for ops, oldest first; eventually consistent."""
    waiting = list(applications.under_way())
    found = [Candidate(one.id, one.waits_for, one.since) for one in waiting if _is_theirs(one)]
    found += [Candidate(one.id, one.deadline, one.deadline_at or one.since) for one in waiting if one.missed]
    found += [Candidate(one.application, one.id, one.asked_at) for one in applications.questions()]
    return sorted(found, key=lambda candidate: candidate.since)


def tasks(applications: "Applications", listed: list[Candidate]) -> Iterator[Task]:
    """Those that still wait, each with one consistent read; what was decided a moment ago is left out."""
    for candidate in listed:
        try:
            case = applications.case(candidate.application, candidate.decision)
        except NotFound:
            continue
        application, decision = case.application, case.decision
        if decision is None and application.held and not application.decision_open:
            yield Task(application, None, application.since)
        elif decision is not None and decision.kind in KINDS and is_live(application, decision):
            yield Task(application, decision, decision.asked_at)


def _is_theirs(application: Standing) -> bool:
    return application.held or application.holder in {Role.OPS, Role.REVIEWER}
