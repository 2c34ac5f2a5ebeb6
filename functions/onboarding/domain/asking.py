"""Asking people: each function opens one decision, with its dates, its answers and its mail."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from onboarding.domain.application import Application
from onboarding.domain.change import Change, change
from onboarding.domain.decision import ANSWERS, SKIPPABLE, Decision, Kind, Settlement
from onboarding.domain.distribution import Choice, Distributor
from onboarding.domain.errors import Moved
from onboarding.domain.ids import DecisionId
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import SYSTEM, Person, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage

ASK_MAIL: Mapping[Kind, Mail] = {
    Kind.CONFIRMATION: Mail.CONFIRM_EMAIL,
    Kind.INVITATION: Mail.INVITE_PARTNER,
    Kind.REVIEW: Mail.REVIEW_APPLICATION,
    Kind.SCREENING: Mail.REVIEW_SCREENING,
    Kind.DISTRIBUTOR: Mail.ACCEPT_PARTNER,
    Kind.BUSINESS: Mail.REVIEW_BUSINESS,
    Kind.AGREEMENT: Mail.SIGN_AGREEMENT,
    Kind.COUNTERSIGNATURE: Mail.COUNTERSIGN_AGREEMENT,
    Kind.ADMIN: Mail.CONFIRM_ADMIN,
    Kind.HOLD: Mail.DECIDE_HOLD,
    Kind.QUESTION: Mail.ANSWER_QUESTION,
    Kind.CHECKIN: Mail.ANSWER_CHECKIN,
    Kind.TASK: Mail.DECIDE_TASK,
    Kind.PROOF: Mail.CONNECT_ACCOUNT,
    Kind.DRIFT: Mail.DECIDE_DRIFT,
}
"""The mail that asks for each kind of decision; the gate over all customers has none of its own."""


def asking_mail(decision: Decision) -> Mail | None:
    """The mail that asks for this decision; of an agreement that takes the place of another one, a mail of its own."""
    return Mail.ACCEPT_AGREEMENT if "renewal" in decision.about else ASK_MAIL.get(decision.kind)


def opened(
    application: Application,
    kind: Kind,
    role: Role,
    asked: Person,
    program: Program,
    now: datetime,
    *,
    about: Mapping[str, str] | None = None,
    id: DecisionId | None = None,
) -> Decision:
    """A new open decision of this kind, with the program's dates, counted from now."""
    wait = program.wait(kind)
    answers = ANSWERS[kind]
    if kind is Kind.HOLD and application.works_at in SKIPPABLE and not application.hits:
        answers = (Outcome.RETRY, Outcome.SKIP, Outcome.CLOSED)
    return Decision(
        id=id or DecisionId(f"{kind.value}-{application.decisions + 1}"),
        application=application.id,
        kind=kind,
        role=role,
        asked=asked,
        asked_at=now,
        due=wait.until(now),
        answers=answers,
        ladder=wait.ladder(now),
        about=dict(about or {}),
    )


def ask(
    application: Application, decision: Decision, now: datetime, *, letters: Sequence[Letter] = (), **fields: Any
) -> Change:
    """The change that asks a decision for which the case then waits, with its mail and these `letters`."""
    mail = asking_mail(decision)
    if mail is not None:
        letters = [Letter(mail=mail, to=decision.asked, role=decision.role, decision=decision.id), *letters]
    # An agreement's words are on the decision, and behind the hash of the document.
    about = {name: said for name, said in decision.about.items() if name != "text"}
    return change(
        application,
        action=f"{decision.role.value} asked",
        by=SYSTEM,
        now=now,
        details={"decision": decision.id, "due": decision.due.isoformat(timespec="seconds"), **about},
        letters=letters,
        asked=[decision],
        decision=decision.id,
        decision_open=True,
        decisions=application.decisions + 1,
        holder=decision.role,
        due=decision.due,
        **fields,
    )


def asking_letter(decision: Decision) -> Letter:
    """The mail that asks for a decision."""
    return Letter(mail=ASK_MAIL[decision.kind], to=decision.asked, role=decision.role, decision=decision.id)


def ask_for_confirmation(application: Application, program: Program, now: datetime) -> Change:
    """Asks the applicant to prove the mailbox; a partner whom ops imported is invited, with what is known."""
    who = application.submission.applicant
    kind = Kind.CONFIRMATION if application.invited is None else Kind.INVITATION
    return ask(application, opened(application, kind, Role.APPLICANT, who, program, now), now)


def ask_reviewer(application: Application, program: Program, now: datetime) -> Change:
    """Asks the vendor's reviewer for a judgement; first, if a list says so, whether this is a denied party."""
    who, kind, about = program.vendor.reviewer, Kind.REVIEW, {}
    if application.hits:
        kind, about = Kind.SCREENING, {"hits": " ".join(hit.key for hit in application.hits)}
    return ask(application, opened(application, kind, Role.REVIEWER, who, program, now, about=about), now)


def ask_business_development(application: Application, program: Program, now: datetime) -> Change:
    """Asks business development whether the partner and the vendor have customers to serve together."""
    who = program.vendor.business
    return ask(application, opened(application, Kind.BUSINESS, Role.REVIEWER, who, program, now), now)


def ask_distributor(application: Application, choice: Choice, program: Program, now: datetime) -> Change:
    """Asks the chosen distributor; where nobody is left, writes that down as a decision of its own, for ops."""
    if choice.distributor is None:
        return _nobody_left(application, choice, program, now)
    chosen = choice.distributor
    about = {"distributor": chosen.id, "name": chosen.name}
    decision = opened(application, Kind.DISTRIBUTOR, Role.DISTRIBUTOR, chosen.contact, program, now, about=about)
    return ask(application, decision, now, tongues=tongues_with(application, chosen))


def tongues_with(application: Application, chosen: Distributor) -> Mapping[str, str]:
    """Who reads which language, the contact of this distributor among them, unless they chose one themselves."""
    contact = chosen.contact.email.casefold()
    known = application.tongues.get(contact) or chosen.language
    return {**application.tongues, contact: known} if known else application.tongues


def _nobody_left(application: Application, choice: Choice, program: Program, now: datetime) -> Change:
    decision = replace(
        opened(
            application,
            Kind.DISTRIBUTOR,
            Role.DISTRIBUTOR,
            program.vendor.ops,
            program,
            now,
            about=dict(choice.why_not),
        ),
        answers=(),
        ladder=(),
        outcome=Outcome.NOBODY,
        decided_by=SYSTEM,
        decided_at=now,
    )
    return change(
        application,
        action="no distributor left",
        by=SYSTEM,
        now=now,
        details={"decision": decision.id, **choice.why_not},
        asked=[decision],
        decision=decision.id,
        decision_open=False,
        decisions=application.decisions + 1,
        holder=Role.OPS,
        due=None,
        held=True,
    )


def hold(application: Application, outcome: str, error: str, program: Program, now: datetime) -> Change:
    """Opens a decision for ops: what happened (`outcome`, `error` of a step) and what they may do about it.

    Raises Moved where nothing is held and no step failed: then the case went on by itself.
    """
    failed = outcome == Outcome.FAILED
    if application.idle or not (application.held or failed):
        raise Moved("Nothing is held here.")
    about = {"stage": application.works_at.value, "happened": outcome, "error": error}
    decision = opened(application, Kind.HOLD, Role.OPS, program.vendor.ops, program, now, about=about)
    letters = []
    if application.stage is not Stage.EMAIL:
        letters = [Letter(mail=Mail.CASE_ON_HOLD, to=application.submission.applicant, role=Role.APPLICANT)]
    waits = application.waits_for
    superseded = [Settlement(waits, Outcome.FAILED, SYSTEM, now, error)] if waits else []
    return ask(application, decision, now, letters=letters, held=True, settled=superseded)
