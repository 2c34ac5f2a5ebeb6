"""A partner's deadline: it begins with the case, is announced in time, and when it is missed a person decides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from onboarding.domain.application import Application, Case
from onboarding.domain.calendars import end_of, is_weekend, local_day, rungs, zone_of
from onboarding.domain.change import Change, change
from onboarding.domain.deadline_terms import Term
from onboarding.domain.decision import ANSWERS, Decision, Kind, Settlement
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import DecisionId
from onboarding.domain.live import is_live
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.notices import Notice, NoticeNumber, Unpublished, official
from onboarding.domain.people import CLOCK, SYSTEM, Actor, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import FINAL, Outcome


def term_to_begin(application: Application, program: Program) -> Term | None:
    """The deadline that this case should have and has not; one that ops waived does not come back."""
    term = program.deadlines.term_for(application.submission.track)
    if term is None or application.stage in FINAL or application.deadline is not None:
        return None
    return None if application.deadline_id == term.id else term


def begin(application: Application, program: Program, now: datetime) -> Change:
    """Puts the program's deadline on a case; raises Moved where there is none to put."""
    term = term_to_begin(application, program)
    if term is None:
        raise Moved("There is no deadline to begin.")
    about = {"deadline": term.id, "announced": term.date.isoformat(), "notice": str(term.notice)}
    opened = _opened(application, term.date, about, program, now)
    return change(
        application,
        action="deadline set",
        by=SYSTEM,
        now=now,
        details={"decision": opened.id, "date": term.date.isoformat(), "notice": str(term.notice)},
        asked=[opened],
        deadline_id=term.id,
        **_running(application, opened),
    )


def approach(case: Case, notice: Notice | None, now: datetime) -> Change:
    """One step of the ladder: a mail, or the reason in the audit why there is none.

    Steps that were slept through are not made up for: a mail goes out on its own day or not at all. Raises Moved
    where the deadline does not run any more.
    """
    decision = _live(case, Kind.DEADLINE)
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
        letters=[letter],
        reminded=[counted],
    )


def announcement(application: Application, decision: Decision, notice: Notice | None, now: datetime) -> Letter:
    """The mail before a date. Raises Unpublished unless the notice is published: nobody can build it otherwise."""
    days = (date.fromisoformat(decision.about["date"]) - local_day(now, zone(decision))).days
    facts = _facts(decision, notice) | {"days": str(days)}
    who = application.submission.applicant
    return Letter(mail=Mail.DEADLINE_NEAR, to=who, role=Role.APPLICANT, decision=decision.id, facts=facts)


def may_go_out(letter: Letter, case: Case, notice: Notice | None, queued: datetime, now: datetime) -> bool:
    """Whether a queued mail about a deadline may still be sent: its notice stands, and it is its day, no weekend."""
    try:
        official(notice, date.fromisoformat(letter.facts["announced"]))
    except Unpublished:
        return False
    if letter.mail is not Mail.DEADLINE_NEAR or case.decision is None:
        return True
    there = zone(case.decision)
    day = local_day(now, there)
    return day == local_day(queued, there) and not is_weekend(day, case.application.submission.country)


def pass_by(case: Case, program: Program, now: datetime) -> Change:
    """The date has passed: one decision for ops, and nothing else changes. Raises Moved where it has not."""
    decision = _live(case, Kind.DEADLINE)
    if now < decision.due:
        raise Moved("The date has not passed.")
    application, wait = case.application, program.wait(Kind.MISSED)
    missed = Decision(
        id=DecisionId(f"{Kind.MISSED.value}-{application.decisions + 1}"),
        application=application.id,
        kind=Kind.MISSED,
        role=Role.OPS,
        asked=program.vendor.ops,
        asked_at=now,
        due=wait.until(now),
        answers=ANSWERS[Kind.MISSED],
        ladder=wait.ladder(now),
        about=decision.about,
    )
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
    decision = _live(case, Kind.DEADLINE, Kind.MISSED)
    _signed(by, reason)
    application = case.application
    if until <= date.fromisoformat(decision.about["date"]):
        raise Refused("The new date must be later than the one that it replaces.", "until")
    opened = _opened(application, until, decision.about, program, now)
    if opened.due <= now:
        raise Refused("The new date must be ahead of us.", "until")
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
        **_running(application, opened),
    )


def waive(case: Case, by: Actor, reason: str, notice: Notice | None, now: datetime) -> Change:
    """The deadline no longer applies to this partner. Raises Moved, Refused."""
    decision = _live(case, Kind.DEADLINE, Kind.MISSED)
    _signed(by, reason)
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


def decided_letter(
    application: Application, decision: Decision, outcome: Outcome, reason: str, notice: Notice | None, names: str = ""
) -> list[Letter]:
    """The mail that tells a partner what ops decided; none while the notice that it rests on is not published."""
    try:
        facts = _facts(decision, notice) | {"decided": outcome.value, "why": reason.strip(), "released": names}
    except Unpublished:
        return []
    return [Letter(mail=Mail.DEADLINE_DECIDED, to=application.submission.applicant, role=Role.APPLICANT, facts=facts)]


def zone(decision: Decision) -> str:
    """The IANA zone that a deadline is counted in."""
    return decision.about["zone"]


def notice_of(about: Mapping[str, str]) -> NoticeNumber:
    """The number of the notice that a deadline, or a mail about one, rests on."""
    return NoticeNumber(int(about["notice"]))


def _facts(decision: Decision, notice: Notice | None) -> dict[str, str]:
    about = decision.about
    wording = official(notice, date.fromisoformat(about["announced"])).wording
    return {
        "notice": about["notice"],
        "title": wording.title,
        "date": about["date"],
        "announced": about["announced"],
        "city": about["zone"].rpartition("/")[2].replace("_", " "),
        "consequence": wording.consequence,
        "action": wording.action,
        "contact": wording.contact,
    }


def _opened(application: Application, on: date, about: Mapping[str, str], program: Program, now: datetime) -> Decision:
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


def _running(application: Application, opened: Decision) -> dict[str, Any]:
    return {
        "deadline": opened.id,
        "deadline_at": opened.due,
        "deadline_zone": zone(opened),
        "decisions": application.decisions + 1,
    }


def _live(case: Case, *kinds: Kind) -> Decision:
    decision = case.decision
    if decision is None or decision.kind not in kinds or not is_live(case.application, decision):
        raise Moved("This deadline does not run any more.")
    return decision


def _signed(by: Actor, reason: str) -> None:
    if not by.name.strip():
        raise Refused("Please type your name.", "name")
    if not reason.strip():
        raise Refused("Please say why, in a sentence.", "reason")
