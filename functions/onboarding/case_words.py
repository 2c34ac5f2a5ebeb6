"""The table's words in the words of people in ops: stages, roles, ages, what happened, what may be done."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from onboarding.answer_words import answer, effect
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.marking import N_
from onboarding.domain.people import Actor, ActorKind, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage
from onboarding.speaking import say
from onboarding.task_words import task
from onboarding.templating import day

# Templates say `words.answer` and `words.effect`.
__all__ = ["answer", "effect"]

STAGES: Mapping[str, str] = {
    Stage.EMAIL: N_("Confirm e-mail"),
    Stage.READINESS: N_("Readiness"),
    Stage.DISTRIBUTOR: N_("Find distributor"),
    Stage.BUSINESS: N_("Business review"),
    Stage.AGREEMENT: N_("Sign agreement"),
    Stage.SEAL: N_("Seal agreement"),
    Stage.CUSTOMERS: N_("Customer admins"),
    Stage.ACTIVATION: N_("Activation"),
    Stage.ACTIVE: N_("Active"),
    Stage.CLOSED: N_("Closed"),
}

ROLES: Mapping[Role, str] = {
    Role.APPLICANT: "applicant",
    Role.REVIEWER: "reviewer",
    Role.DISTRIBUTOR: "distributor",
    Role.SIGNER: "signer",
    Role.COUNTERSIGNER: "countersigner",
    Role.CUSTOMER: "customers",
    Role.OPS: "ops",
    Role.VENDOR: "workflow",
    Role.NOBODY: "nobody",
}
"""Who is waited for; where the vendor holds the ball, its workflow is about to go on by itself."""


def stage(application: Application) -> str:
    """Where a case stands; an active partner that is asked for a new agreement stands there."""
    return say("New agreement") if application.renewal else say(STAGES[application.stage])


KINDS: Mapping[str, str] = {
    Kind.CONFIRMATION: "E-mail confirmation",
    Kind.INVITATION: "Invitation",
    Kind.REVIEW: "Review",
    Kind.DISTRIBUTOR: "Distributor",
    Kind.BUSINESS: "Business review",
    Kind.AGREEMENT: "Signature",
    Kind.COUNTERSIGNATURE: "Countersignature",
    Kind.CUSTOMERS: "All customers",
    Kind.ADMIN: "Customer admin",
    Kind.HOLD: "Hold",
    Kind.QUESTION: "Question",
    Kind.CHECKIN: "Check-in",
    Kind.TASK: "Task",
    Kind.WITHDRAWAL: "Withdrawal",
    Kind.DEADLINE: "Deadline",
    Kind.MISSED: "Missed deadline",
    Kind.PROOF: "Proof of the admin",
    Kind.DRIFT: "Proof lost",
    Kind.SCREENING: "Screening",
    Kind.SUSPICION: "Screening",
}

HAPPENED: Mapping[tuple[Stage, Outcome], str] = {
    (Stage.EMAIL, Outcome.EXPIRED): "The applicant did not confirm the e-mail address in time.",
    (Stage.READINESS, Outcome.EXPIRED): "The reviewer did not decide in time.",
    (Stage.DISTRIBUTOR, Outcome.NOBODY): "No distributor is left to ask.",
    (Stage.BUSINESS, Outcome.EXPIRED): "Business development did not decide in time.",
    (Stage.AGREEMENT, Outcome.DECLINED): "The signer declined to sign the agreement.",
    (Stage.AGREEMENT, Outcome.EXPIRED): "The agreement was not signed in time.",
    (Stage.SEAL, Outcome.DECLINED): "The agreement was not signed for us; the partner has signed it.",
    (Stage.SEAL, Outcome.EXPIRED): "The agreement was not signed for us in time; the partner has signed it.",
    (Stage.CUSTOMERS, Outcome.DISPUTED): "A customer said no to the hand-over of its account.",
    (Stage.CUSTOMERS, Outcome.EXPIRED): "Not every customer named its own admin in time.",
    (Stage.ACTIVATION, Outcome.UNPROVEN): "A customer account has no proven admin any more.",
}


def holder(application: Application, decision: Decision | None, program: Program) -> str:
    """Who holds the ball, by name where there is one; the open decision knows the distributor's."""
    submission, role = application.submission, application.holder
    if role is Role.CUSTOMER:
        return f"{application.accounts_open} of {application.accounts_total} customers"
    names = {
        Role.APPLICANT: submission.applicant.name,
        Role.SIGNER: application.signs.name,
        Role.COUNTERSIGNER: decision.asked.name if decision else "",
        Role.REVIEWER: (
            program.vendor.business if application.stage is Stage.BUSINESS else program.vendor.reviewer
        ).name,
        Role.DISTRIBUTOR: decision.about.get("name", "") if decision else "",
        Role.OPS: program.vendor.ops.name,
    }
    return names.get(role) or ROLES[role].capitalize()


def length(span: timedelta, *, nearest: bool = False) -> str:
    """A length of time in its largest unit, whole or rounded: `3 days`; under a minute `moments`."""
    minutes = abs(span).total_seconds() / 60
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = round(minutes / size) if nearest else int(minutes // size)
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "moments"


def due(at: datetime, now: datetime) -> str:
    """`in 2 days`, or `overdue by 3 hours`."""
    return f"in {length(at - now, nearest=True)}" if at >= now else f"overdue by {length(at - now)}"


_HAPPENED_OF: Mapping[Kind, str] = {
    Kind.BUSINESS: "A technology partner: is there something that both would do for customers they share?",
    Kind.SCREENING: "A name is like one on a denied-party list: is it the same party?",
    Kind.SUSPICION: "A name is like one on a denied-party list: is it the same party?",
}


def happened(application: Application, decision: Decision | None, program: Program) -> str:
    """Why this is ops' turn, in one sentence (a question: in the words of whoever asked)."""
    if decision is None:
        return "Held; the workflow is about to ask for a decision. If this stays, look at its execution."
    if decision.kind in _HAPPENED_OF:
        return _HAPPENED_OF[decision.kind]
    if decision.kind is Kind.QUESTION:
        return decision.about.get("question", "")
    if decision.kind is Kind.MISSED and "renewal" in decision.about:
        return _not_accepted(decision)
    if decision.kind is Kind.MISSED:
        of_date = f" of {day(date.fromisoformat(decision.about['date']))}" if "date" in decision.about else ""
        return f"The deadline{of_date} has passed. Every account is still the partner's."
    if decision.kind is Kind.DRIFT:
        return (
            f"The proof of {decision.about.get('customer', 'a customer')} is lost. {decision.about.get('finding', '')}"
        )
    if decision.kind is Kind.REVIEW:
        rubric = program.described(application.submission.track).rubric
        score = f"{application.score or 0} points, where {rubric.pass_mark if rubric else 0} pass by themselves"
        known = "It may be known already: see the other cases. " if application.twins else ""
        return f"{known}Readiness gave {score}: this needs a person's judgement."
    if decision.kind is Kind.TASK:
        return task(decision)
    return _held(application, decision)


def _held(application: Application, decision: Decision) -> str:
    stage, outcome = decision.about.get("stage", ""), decision.about.get("happened", "")
    if outcome == Outcome.FAILED:
        return f"A step of the workflow failed ({decision.about.get('error') or 'no error was named'})."
    if application.hits and outcome == Outcome.UNPROVEN:
        return "A denied-party list has a name like one of this case. Decide that first; then this goes on by itself."
    told = {(where.value, what.value): text for (where, what), text in HAPPENED.items()}
    unknown = f"Held at the stage “{STAGES.get(stage, stage)}”; the audit shows what led here."
    return told.get((stage, outcome), unknown)


def _not_accepted(decision: Decision) -> str:
    version = decision.about["renewal"]
    if decision.about.get("happened") == Outcome.DECLINED:
        words = decision.about.get("note", "")
        return f"The signer did not accept the new agreement, version {version}. In their words: {words}"
    on = day(date.fromisoformat(decision.about["date"]))
    return f"The new agreement, version {version}, was not accepted by {on}. The present one still holds."


def actor(actor: Actor) -> str:
    """Who did something: a person by name and role, or the clock, or the system."""
    if actor.kind is ActorKind.PERSON:
        return f"{actor.name} ({actor.role.value})"
    return f"the {actor.kind.value}"
