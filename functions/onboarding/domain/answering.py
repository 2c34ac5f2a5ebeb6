"""Answers: a person's, or the clock's; each is one guarded change, and exactly one wins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from onboarding.domain import questions
from onboarding.domain.answer import Answer, answerable, check, settlement
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change, change
from onboarding.domain.checkins import checked_in, task_done
from onboarding.domain.confirming import answer_admin
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.effects import EFFECTS, nothing_more
from onboarding.domain.errors import Moved
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.nudging import no_longer_asked
from onboarding.domain.people import CLOCK, ActorKind, Role
from onboarding.domain.program import Program
from onboarding.domain.proving import answer_drift
from onboarding.domain.renewing import accepted, placed, refused
from onboarding.domain.signing import check_signature
from onboarding.domain.stages import FINAL, HOLDS, Outcome, after
from onboarding.domain.suspecting import judged


def answer(case: Case, given: Answer, program: Program) -> Change:
    """The change that an answer makes.

    Raises AlreadyDecided where somebody was first, Moved where nobody waits for it any more, and Refused with the form
    field where the answer itself will not do.
    """
    decision = checked(case, given)
    check_signature(case.application, decision, given.outcome, given.by, given.evidence, program)
    if decision.kind is Kind.ADMIN:
        return answer_admin(case, decision, given, program)
    if decision.kind is Kind.QUESTION:
        return questions.answered(case, decision, settlement(decision, given), given.by, given.at)
    if decision.kind is Kind.CHECKIN:
        return checked_in(case, decision, given, program)
    if decision.kind is Kind.TASK:
        return task_done(case, decision, given)
    if decision.kind is Kind.DRIFT:
        return answer_drift(case, decision, given.outcome, given.by, given.note, given.at, program)
    if decision.kind is Kind.SUSPICION:
        return judged(case, decision, given)
    if decision.kind is Kind.AGREEMENT and given.outcome is Outcome.DECLINED and case.application.renewal:
        return refused(case.application, decision, given, program)
    letters, fields = EFFECTS.get((decision.kind, given.outcome), nothing_more)(case.application, decision, given)
    elsewhere = no_longer_asked(decision) if given.by.role is Role.OPS else []
    return _settle(case.application, decision, given, [*letters, *elsewhere], **fields)


def checked(case: Case, given: Answer) -> Decision:
    """The decision, if this answer will do; raises as `answer` does."""
    decision = answerable(case)
    check(case, decision, given)
    return decision


def expire(case: Case, now: datetime) -> Change:
    """The clock's answer to a decision whose date has passed; raises Moved where the clock has no say."""
    decision = answerable(case)
    if not decision.expires or now < decision.due:
        raise Moved("The clock has no say here.")
    application = case.application
    if decision.kind is not Kind.DISTRIBUTOR:
        return _settle(application, decision, Answer(outcome=Outcome.EXPIRED, by=CLOCK, at=now))
    passed_on = Letter(mail=Mail.REQUEST_PASSED_ON, to=decision.asked, role=Role.DISTRIBUTOR, decision=decision.id)
    silent = (*application.silent, decision.distributor)
    return _settle(application, decision, Answer(outcome=Outcome.EXPIRED, by=CLOCK, at=now), [passed_on], silent=silent)


def _settle(
    application: Application, decision: Decision, given: Answer, letters: Sequence[Letter] = (), **fields: Any
) -> Change:
    here = application.works_at
    stage = after(here, given.outcome, application.path, nothing_to_hand_over=application.nothing_to_hand_over)
    held = (here, given.outcome) in HOLDS
    holder = Role.OPS if held else Role.NOBODY if stage in FINAL else Role.VENDOR
    kept, done = accepted(application, given)
    return change(
        application,
        action=_words(decision, given),
        by=given.by,
        now=given.at,
        details={"decision": decision.id, "outcome": given.outcome.value, "note": given.note.strip()},
        letters=letters,
        settled=[settlement(decision, given), *kept],
        **{
            **placed(application, stage),
            **done,
            "holder": holder,
            "held": held,
            "due": None,
            "decision_open": False,
            **fields,
        },
    )


def _words(decision: Decision, given: Answer) -> str:
    if given.by.kind is ActorKind.CLOCK:
        return f"{decision.kind.value} {given.outcome.value}"
    return f"{decision.role.value} {given.outcome.value}"
