"""A new version of the agreement: active partners accept it by a date, and stay active whatever they answer."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from onboarding.domain.answer import Answer, settlement
from onboarding.domain.application import Application, Case
from onboarding.domain.calendars import last_day
from onboarding.domain.change import Change, change
from onboarding.domain.deadline_letters import decided_letter
from onboarding.domain.deadlines import check_named, for_ops, later, live_deadline, run_until, running
from onboarding.domain.decision import Decision, Kind, Settlement
from onboarding.domain.errors import Moved
from onboarding.domain.notices import Notice, official
from onboarding.domain.parting import NOTHING_ASKED, parted, taken_back
from onboarding.domain.people import CLOCK, Actor, Role
from onboarding.domain.program import Program
from onboarding.domain.renewal_terms import RenewalTerms
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.standing import Renewal


def begin(
    application: Application, terms: RenewalTerms, notice: Notice | None, program: Program, now: datetime
) -> Change:
    """Asks for the workflow that has the new version signed, and sets the date by which that is to be done.

    Raises Moved where this partner is not to be asked, Unpublished while the notice is not.
    """
    form = application.submission
    active = application.stage is Stage.ACTIVE and application.renewal is None
    if not active or form.track not in terms.tracks or application.settled_version not in terms.replaces:
        raise Moved("This partner is not to be asked.")
    if not terms.opens(now):
        raise Moved("It is not time yet.")
    official(notice, terms.by)
    renewal = Renewal(version=terms.version, notice=terms.notice)
    opened = run_until(application, terms.by, _about(renewal, terms.by), program, now)
    return change(
        application,
        action="new agreement due",
        by=CLOCK,
        now=now,
        details={"decision": opened.id, "version": terms.version, "date": terms.by.isoformat()},
        asked=[opened],
        renewal=renewal,
        deadline_id=terms.term.id,
        **_asking_again(application),
        **running(application, opened),
    )


def placed(application: Application, stage: Stage) -> dict[str, Any]:
    """The fields that put a case at a stage: the work on a new agreement moves on, and the partner stays active."""
    if application.renewal is None or stage is Stage.CLOSED:
        return {"stage": stage, "renewal": None}
    return {"renewal": replace(application.renewal, stage=stage)}


def accepted(application: Application, given: Answer) -> tuple[list[Settlement], dict[str, Any]]:
    """What a signature ends beside its own question: the partner has kept its date, also where that was missed."""
    if application.renewal is None or application.deadline is None or given.outcome is not Outcome.SIGNED:
        return [], {}
    done = Settlement(application.deadline, Outcome.DONE, given.by, given.at)
    return [done], {"deadline": None, "deadline_at": None}


def refused(application: Application, decision: Decision, given: Answer, program: Program) -> Change:
    """A no to the new version: one decision for ops, who may ask again, leave it or end it; nothing changes before.

    Raises Moved where the case is not asked for a new version.
    """
    about = {**_own_date(application, program), "happened": given.outcome.value, "note": given.note.strip()}
    missed = for_ops(application, about, program, given.at)
    before = [Settlement(application.deadline, given.outcome, given.by, given.at)] if application.deadline else []
    return change(
        application,
        action=f"{decision.role.value} {given.outcome.value}",
        by=given.by,
        now=given.at,
        details={"decision": decision.id, "asked": missed.id, "note": given.note.strip()},
        settled=[settlement(decision, given), *before],
        asked=[missed],
        **placed(application, Stage.ACTIVE),
        decision_open=False,
        decisions=application.decisions + 1,
        holder=Role.OPS,
        due=missed.due,
        deadline=missed.id,
    )


def extend(
    case: Case,
    asked: Decision | None,
    until: date,
    by: Actor,
    reason: str,
    notice: Notice | None,
    program: Program,
    now: datetime,
) -> Change:
    """A later date: the signer's question that is `asked` stays open with its link; after a no it is asked anew.

    A hold of ops stays as it is, with its own date. Raises Moved where no date runs, Refused with the form's field.
    """
    decision, application = live_deadline(case, Kind.DEADLINE, Kind.MISSED), case.application
    check_named(by, reason)
    opened = later(application, decision, until, program, now)
    opened = replace(opened, about={name: opened.about[name] for name in opened.about if name not in _OF_A_NO})
    waits = application.decision_open
    put_off = [replace(asked, due=opened.due)] if asked is not None and asked.kind is Kind.AGREEMENT and waits else []
    fields: dict[str, Any] = {"due": opened.due} if put_off else {}
    if not waits:
        fields = {**placed(application, Stage.AGREEMENT), **_asking_again(application)}
    return change(
        application,
        action="deadline extended",
        by=by,
        now=now,
        details={"decision": opened.id, "from": decision.about["date"], "date": f"{until}", "note": reason.strip()},
        letters=decided_letter(application, opened, Outcome.EXTENDED, reason, notice),
        settled=[Settlement(decision.id, Outcome.EXTENDED, by, now, reason.strip(), {"until": f"{until}"})],
        asked=[opened],
        reminded=put_off,
        **fields,
        **running(application, opened),
    )


def waive(case: Case, by: Actor, reason: str, notice: Notice | None, now: datetime) -> Change:
    """The partner stays on the version that it has, and is not asked for this one again. Raises Moved, Refused."""
    decision, application = live_deadline(case, Kind.DEADLINE, Kind.MISSED), case.application
    check_named(by, reason)
    settled, letters = taken_back(application, Outcome.WAIVED, by, now)
    return change(
        application,
        action="new agreement waived",
        by=by,
        now=now,
        details={"decision": decision.id, "note": reason.strip()},
        letters=[*decided_letter(application, decision, Outcome.WAIVED, reason, notice), *letters],
        settled=[Settlement(decision.id, Outcome.WAIVED, by, now, reason.strip()), *settled],
        waived_version=decision.about["renewal"],
        renewal=None,
        holder=Role.NOBODY,
        **NOTHING_ASKED,
    )


def end(case: Case, by: Actor, reason: str, now: datetime) -> Change:
    """A person ends the partnership; the agreement that was in force is kept as ended. Raises Moved, Refused."""
    decision, application = live_deadline(case, Kind.MISSED), case.application
    check_named(by, reason)
    done = Settlement(decision.id, Outcome.ENDED, by, now, reason.strip())
    return parted(application, by, reason, now, details={"decision": decision.id}, settled=[done])


_OF_A_NO = frozenset({"happened", "note"})


def _about(renewal: Renewal, announced: date) -> dict[str, str]:
    return {
        "deadline": f"agreement-{renewal.version}",
        "announced": announced.isoformat(),
        "notice": str(renewal.notice),
        "renewal": renewal.version,
    }


def _own_date(application: Application, program: Program) -> dict[str, str]:
    """A deadline's `about`, from what the case itself knows of it."""
    renewal, ends = application.renewal, application.deadline_at
    if renewal is None or ends is None:
        raise Moved("No date runs for this partner.")
    on = last_day(ends, application.deadline_zone)
    announced = next((one.by for one in program.renewals if one.version == renewal.version), on)
    return {**_about(renewal, announced), "date": on.isoformat(), "zone": application.deadline_zone}


def _asking_again(application: Application) -> dict[str, Any]:
    """A new execution, which begins with asking the signer."""
    nobody = {"signed": None, "countersigned": None, "due": None}
    return {"start": True, "generation": application.generation + 1, "holder": Role.VENDOR, **nobody}
