"""A partner's deadline: it begins with the case, is announced in time, and when it is missed a person decides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from onboarding.domain.application import Application, Case
from onboarding.domain.calendars import end_of, local_day, rungs, zone_of
from onboarding.domain.change import Change, change
from onboarding.domain.deadline_letters import announced_to, announcement, decided_letter, zone
from onboarding.domain.deadline_terms import Term
from onboarding.domain.decision import ANSWERS, Decision, Kind, Settlement
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import DecisionId
from onboarding.domain.live import is_live
from onboarding.domain.notices import Notice, Unpublished
from onboarding.domain.people import CLOCK, SYSTEM, Actor, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import FINAL, Outcome


def term_to_begin(application: Application, program: Program, now: datetime) -> Term | None:
    """The deadline that this case should have and has not; one that ops waived does not come back.

    A date that is over in the partner's own zone is none: whoever joins after it has missed nothing.
    """
    term = program.deadlines.term_for(application.submission.track, _today(application, now))
    if term is None or application.stage in FINAL or application.deadline is not None:
        return None
    return None if application.deadline_id == term.id else term


def joined_after(application: Application, program: Program, now: datetime) -> Term | None:
    """The last date of the partner's track, where the case came only after it and so has none; ops should know."""
    if application.deadline_id or term_to_begin(application, program, now) or application.stage in FINAL:
        return None
    return program.deadlines.last_passed(application.submission.track, _today(application, now))


def begin(application: Application, program: Program, now: datetime) -> Change:
    """Puts the program's deadline on a case; raises Moved where there is none to put."""
    term = term_to_begin(application, program, now)
    if term is None:
        raise Moved("There is no deadline to begin.")
    about = {"deadline": term.id, "announced": term.date.isoformat(), "notice": str(term.notice)}
    opened = run_until(application, term.date, about, program, now)
    return change(
        application,
        action="deadline set",
        by=SYSTEM,
        now=now,
        details={"decision": opened.id, "date": term.date.isoformat(), "notice": str(term.notice)},
        asked=[opened],
        deadline_id=term.id,
        **running(application, opened),
    )


def approach(case: Case, notice: Notice | None, now: datetime) -> Change:
    """One step of the ladder: a mail, or the reason in the audit why there is none.

    Steps that were slept through are not made up for: a mail goes out on its own day or not at all. Raises Moved
    where the deadline does not run any more.
    """
    decision = live_deadline(case, Kind.DEADLINE)
    left = replace(decision, ladder=tuple(at for at in decision.ladder if at > now))
    details = {"decision": decision.id, "notice": decision.about["notice"]}
    step = max((at for at in decision.ladder if at <= now), default=now)
    try:
        if local_day(step, zone(decision)) != local_day(now, zone(decision)):
            raise Unpublished("The clock did not run on that day.")
        letter = announcement(case.application, decision, notice, now)
    except Unpublished as refused:
        details |= {"why": refused.message}
        return change(
            case.application, action="deadline mail left out", by=CLOCK, now=now, details=details, reminded=[left]
        )
    counted = replace(left, reminded=decision.reminded + 1)
    details |= {"days": letter.facts["days"]}
    return change(
        case.application,
        action="deadline announced",
        by=CLOCK,
        now=now,
        details=details,
        letters=announced_to(case.application, letter),
        reminded=[counted],
    )


def pass_by(case: Case, program: Program, now: datetime) -> Change:
    """The date has passed: one decision for ops, and nothing else changes. Raises Moved where it has not."""
    decision, application = live_deadline(case, Kind.DEADLINE), case.application
    if now < decision.due:
        raise Moved("The date has not passed.")
    missed = for_ops(application, decision.about, program, now)
    return change(
        application,
        action="deadline missed",
        by=CLOCK,
        now=now,
        details={"decision": missed.id, "date": decision.about["date"]},
        settled=[Settlement(decision.id, Outcome.EXPIRED, CLOCK, now)],
        asked=[missed],
        deadline=missed.id,
        decisions=application.decisions + 1,
    )


def extend(
    case: Case, until: date, by: Actor, reason: str, notice: Notice | None, program: Program, now: datetime
) -> Change:
    """A later date for one partner, whether its deadline runs or was missed.

    Its mail speaks of the notice, so it is left out where that is not published. Raises Moved where there is no
    deadline, Refused with the form's field.
    """
    decision = live_deadline(case, Kind.DEADLINE, Kind.MISSED)
    check_named(by, reason)
    application = case.application
    opened = later(application, decision, until, program, now)
    return change(
        application,
        action="deadline extended",
        by=by,
        now=now,
        details={
            "decision": opened.id,
            "from": decision.about["date"],
            "date": until.isoformat(),
            "note": reason.strip(),
        },
        letters=decided_letter(application, opened, Outcome.EXTENDED, reason, notice),
        settled=[Settlement(decision.id, Outcome.EXTENDED, by, now, reason.strip(), {"until": until.isoformat()})],
        asked=[opened],
        **running(application, opened),
    )


def later(application: Application, decision: Decision, until: date, program: Program, now: datetime) -> Decision:
    """The deadline that takes the place of this one; raises Refused at `until` where the date will not do."""
    declined = decision.about.get("happened") == Outcome.DECLINED
    if not declined and until <= date.fromisoformat(decision.about["date"]):
        raise Refused("The new date must be later than the one that it replaces.", "until")
    opened = run_until(application, until, decision.about, program, now)
    if opened.due <= now:
        raise Refused("The new date must be ahead of us.", "until")
    return opened


def waive(case: Case, by: Actor, reason: str, notice: Notice | None, now: datetime) -> Change:
    """The deadline no longer applies to this partner. Raises Moved, Refused."""
    decision = live_deadline(case, Kind.DEADLINE, Kind.MISSED)
    check_named(by, reason)
    return change(
        case.application,
        action="deadline waived",
        by=by,
        now=now,
        details={"decision": decision.id, "note": reason.strip()},
        letters=decided_letter(case.application, decision, Outcome.WAIVED, reason, notice),
        settled=[Settlement(decision.id, Outcome.WAIVED, by, now, reason.strip())],
        deadline=None,
        deadline_at=None,
    )


def run_until(
    application: Application, on: date, about: Mapping[str, str], program: Program, now: datetime
) -> Decision:
    """A deadline that runs from now: nobody answers it, being active ends it."""
    form = application.submission
    there = zone_of(form.country, form.zone)
    ladder = rungs(on, program.deadlines.days_before, form.country, there)
    return Decision(
        id=DecisionId(f"{Kind.DEADLINE.value}-{application.decisions + 1}"),
        application=application.id,
        kind=Kind.DEADLINE,
        role=Role.APPLICANT,
        asked=form.applicant,
        asked_at=now,
        due=end_of(on, there),
        answers=ANSWERS[Kind.DEADLINE],
        ladder=tuple(at for at in ladder if at > now),
        about={**about, "date": on.isoformat(), "zone": there},
    )


def for_ops(application: Application, about: Mapping[str, str], program: Program, now: datetime) -> Decision:
    """The one decision for ops about a date that was missed; of a new agreement also about a no."""
    wait = program.wait(Kind.MISSED)
    renewed = Outcome.ENDED if "renewal" in about else Outcome.RELEASED
    return Decision(
        id=DecisionId(f"{Kind.MISSED.value}-{application.decisions + 1}"),
        application=application.id,
        kind=Kind.MISSED,
        role=Role.OPS,
        asked=program.vendor.ops,
        asked_at=now,
        due=wait.until(now),
        answers=(Outcome.EXTENDED, Outcome.WAIVED, renewed),
        ladder=wait.ladder(now),
        about=about,
    )


def running(application: Application, opened: Decision) -> dict[str, Any]:
    """The fields of a case on which this deadline runs."""
    return {
        "deadline": opened.id,
        "deadline_at": opened.due,
        "deadline_zone": zone(opened),
        "decisions": application.decisions + 1,
    }


def live_deadline(case: Case, *kinds: Kind) -> Decision:
    """The deadline that this case has, of these kinds; raises Moved where it does not run any more."""
    decision = case.decision
    if decision is None or decision.kind not in kinds or not is_live(case.application, decision):
        raise Moved("This deadline does not run any more.")
    return decision


def _today(application: Application, now: datetime) -> date:
    form = application.submission
    return local_day(now, zone_of(form.country, form.zone))


def check_named(by: Actor, reason: str) -> None:
    """Raises Refused, with the form's field, unless a person says who they are and why."""
    if not by.name.strip():
        raise Refused("Please type your name.", "name")
    if not reason.strip():
        raise Refused("Please say why, in a sentence.", "reason")
