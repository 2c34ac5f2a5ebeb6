"""Check-ins: one question some weeks and months after activation; a bad answer or none is a task for ops."""

from datetime import datetime
from typing import TYPE_CHECKING

from onboarding.domain.application import Application, Case
from onboarding.domain.asking import opened
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision, Kind, Settlement
from onboarding.domain.errors import Moved
from onboarding.domain.ids import DecisionId
from onboarding.domain.live import is_live
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import CLOCK, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage

if TYPE_CHECKING:
    from onboarding.domain.answer import Answer


def next_checkin(application: Application, program: Program, now: datetime) -> datetime | None:
    """When the next question is due, counted from the day on which the partner became active; None after the last."""
    active = [reached.at for reached in application.reached if reached.stage is Stage.ACTIVE]
    since = active[-1] if active else now
    return next((since + after for after in program.checkins if since + after > now), None)


def check_in(application: Application, program: Program, now: datetime) -> Change:
    """Asks the partner how it is going. Dates that were slept through are not made up for.

    Raises Moved where nobody is to be asked now.
    """
    if application.stage is not Stage.ACTIVE or application.look_at is None or now < application.look_at:
        raise Moved("It is not time for a check-in.")
    days = (now - application.reached[-1].at).days
    who = application.submission.applicant
    asked = opened(application, Kind.CHECKIN, Role.APPLICANT, who, program, now, about={"days": str(days)})
    return change(
        application,
        action="check-in asked",
        by=CLOCK,
        now=now,
        details={"decision": asked.id, "days": str(days)},
        letters=[Letter(mail=Mail.ANSWER_CHECKIN, to=who, role=Role.APPLICANT, decision=asked.id)],
        asked=[asked],
        decisions=application.decisions + 1,
        look_at=next_checkin(application, program, now),
    )


def checked_in(case: Case, decision: Decision, given: "Answer", program: Program) -> Change:
    """The partner's answer; a bad one opens a task for ops with the partner's own words."""
    application = case.application
    task = _task(application, decision, "bad", given.note, program, given.at) if given.outcome is Outcome.BAD else None
    return change(
        application,
        action=f"check-in answered: {given.outcome.value}",
        by=given.by,
        now=given.at,
        details={"decision": decision.id, "note": given.note.strip()},
        letters=[_mail(task)] if task else [],
        settled=[Settlement(decision.id, given.outcome, given.by, given.at, given.note.strip())],
        asked=[task] if task else [],
        decisions=application.decisions + bool(task),
    )


def unanswered(case: Case, program: Program, now: datetime) -> Change:
    """Silence: somebody's task, not nobody's. Raises Moved unless the question is open and its date has passed."""
    decision = case.decision
    if decision is None or not is_live(case.application, decision) or now < decision.due:
        raise Moved("The clock has no say here.")
    task = _task(case.application, decision, "silent", "", program, now)
    return change(
        case.application,
        action="check-in expired",
        by=CLOCK,
        now=now,
        details={"decision": decision.id, "task": task.id},
        letters=[_mail(task)],
        settled=[Settlement(decision.id, Outcome.EXPIRED, CLOCK, now)],
        asked=[task],
        decisions=case.application.decisions + 1,
    )


def task_done(case: Case, decision: Decision, given: "Answer") -> Change:
    """Ops write down what they did; nobody is mailed."""
    return change(
        case.application,
        action="task done",
        by=given.by,
        now=given.at,
        details={"decision": decision.id, "note": given.note.strip()},
        settled=[Settlement(decision.id, given.outcome, given.by, given.at, given.note.strip())],
    )


def _task(
    application: Application, decision: Decision, happened: str, note: str, program: Program, now: datetime
) -> Decision:
    about = {"happened": happened, "days": decision.about.get("days", ""), "note": note.strip()}
    id = DecisionId(f"{Kind.TASK.value}-{application.decisions + 1}")
    return opened(application, Kind.TASK, Role.OPS, program.vendor.ops, program, now, about=about, id=id)


def _mail(task: Decision) -> Letter:
    return Letter(mail=Mail.DECIDE_TASK, to=task.asked, role=Role.OPS, decision=task.id)
