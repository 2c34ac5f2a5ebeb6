"""Asking people: each function opens one decision, with its dates, its answers and its mail."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from onboarding.domain.account import Account, AccountState, Level
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change, change
from onboarding.domain.decision import ANSWERS, LISTED, SKIPPABLE, Decision, Kind, Settlement
from onboarding.domain.distribution import Choice
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import DecisionId
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import CLOCK, SYSTEM, Person, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import FINAL, HOLDS, Outcome, Stage

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

FRESH_EVERY = timedelta(minutes=10)
"""A fresh link can be asked for this often."""


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
    if kind is Kind.HOLD and application.stage in SKIPPABLE and not application.hits:
        answers = (Outcome.RETRY, Outcome.SKIP, Outcome.CLOSED)
    return Decision(
        id=id or DecisionId(f"{kind.value}-{application.decisions + 1}"),
        application=application.id,
        kind=kind,
        role=role,
        asked=asked,
        asked_at=now,
        due=now + wait.due,
        answers=answers,
        ladder=wait.ladder(now),
        about=dict(about or {}),
    )


def _asking(
    application: Application, decision: Decision, now: datetime, *, letters: Sequence[Letter] = (), **fields: Any
) -> Change:
    mail = ASK_MAIL.get(decision.kind)
    if mail is not None:
        letters = [Letter(mail=mail, to=decision.asked, role=decision.role, decision=decision.id), *letters]
    return change(
        application,
        action=f"{decision.role.value} asked",
        by=SYSTEM,
        now=now,
        details={"decision": decision.id, "due": decision.due.isoformat(timespec="seconds"), **decision.about},
        letters=letters,
        asked=[decision],
        decision=decision.id,
        decision_open=True,
        decisions=application.decisions + 1,
        holder=decision.role,
        due=decision.due,
        **fields,
    )


def ask_for_confirmation(application: Application, program: Program, now: datetime) -> Change:
    """Asks the applicant to prove the mailbox; a partner whom ops imported is invited, with what is known."""
    who = application.submission.applicant
    kind = Kind.CONFIRMATION if application.invited is None else Kind.INVITATION
    return _asking(application, opened(application, kind, Role.APPLICANT, who, program, now), now)


def ask_reviewer(application: Application, program: Program, now: datetime) -> Change:
    """Asks the vendor's reviewer for a judgement; first, if a list says so, whether this is a denied party."""
    who, kind, about = program.vendor.reviewer, Kind.REVIEW, {}
    if application.hits:
        kind, about = Kind.SCREENING, {"hits": " ".join(hit.key for hit in application.hits)}
    return _asking(application, opened(application, kind, Role.REVIEWER, who, program, now, about=about), now)


def ask_business_development(application: Application, program: Program, now: datetime) -> Change:
    """Asks business development whether the partner and the vendor have customers to serve together."""
    who = program.vendor.business
    return _asking(application, opened(application, Kind.BUSINESS, Role.REVIEWER, who, program, now), now)


def ask_distributor(application: Application, choice: Choice, program: Program, now: datetime) -> Change:
    """Asks the chosen distributor; where nobody is left, writes that down as a decision of its own, for ops."""
    if choice.distributor is None:
        return _nobody_left(application, choice, program, now)
    chosen = choice.distributor
    about = {"distributor": chosen.id, "name": chosen.name}
    decision = opened(application, Kind.DISTRIBUTOR, Role.DISTRIBUTOR, chosen.contact, program, now, about=about)
    return _asking(application, decision, now)


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


def ask_signer(application: Application, document: Mapping[str, str], program: Program, now: datetime) -> Change:
    """Asks the partner's signer; `document` is what `Signatures.prepare` gave."""
    decision = opened(application, Kind.AGREEMENT, Role.SIGNER, application.signs, program, now, about=document)
    return _asking(application, decision, now, signed=None, countersigned=None)


def agreement_number(application: Application) -> str:
    """The number of the agreement that this case's signer would be asked to sign next: nobody can guess it."""
    return f"{application.id}-{application.decisions + 1}"


def ask_countersigner(application: Application, signed: Decision, program: Program, now: datetime) -> Change:
    """Asks the person who signs for the vendor about the agreement that the partner has signed.

    Raises Moved where the vendor's side is sealed without a person.
    """
    who = program.vendor.countersigner
    if who is None:
        raise Moved("The vendor's side is sealed automatically.")
    signer = signed.decided_by.name if signed.decided_by else ""
    about = {**signed.about, "signer": signer, "title": signed.evidence.get("title", "")}
    decision = opened(application, Kind.COUNTERSIGNATURE, Role.COUNTERSIGNER, who, program, now, about=about)
    return _asking(application, decision, now)


def open_customer_gate(application: Application, program: Program, now: datetime, *, unnamed: int = 0) -> Change:
    """Opens the one decision that the workflow waits for while every customer account is asked alone.

    `unnamed` is for how many accounts the partner has still to name an admin: it is asked to.
    """
    who = application.submission.applicant
    gate = opened(application, Kind.CUSTOMERS, Role.CUSTOMER, who, program, now)
    letters = []
    if unnamed:
        letters = [Letter(mail=Mail.NAME_ADMINS, to=who, role=Role.APPLICANT, facts={"unnamed": str(unnamed)})]
    return _asking(application, gate, now, letters=letters, accounts_refused=0)


def ask_customer_admins(
    application: Application, accounts: Sequence[Account], program: Program, now: datetime
) -> Change:
    """Asks the nominees of these accounts, under the gate that is open.

    Raises Moved where there is nobody to ask, or no gate under which to ask.
    """
    gate = application.decision
    if not accounts or gate is None or not application.decision_open:
        raise Moved("There is nobody to ask.")
    if application.stage is not Stage.CUSTOMERS or application.held:
        raise Moved("The customers' stage is over, or held.")
    invited = [account.invited(gate) for account in accounts]
    decisions = [
        connecting(account, application, program, now)
        if account.level is Level.ATTESTED
        else nominating(account, application, program, now)
        for account in invited
    ]
    return change(
        application,
        action="customer admins asked",
        by=SYSTEM,
        now=now,
        details={"accounts": " ".join(account.id for account in invited)},
        letters=[asking_letter(one) for one in decisions],
        asked=decisions,
        accounts=invited,
    )


def nominating(account: Account, application: Application, program: Program, now: datetime) -> Decision:
    """The question to an account's nominee, in its present attempt."""
    return _of_account(Kind.ADMIN, account, application, program, now)


def connecting(account: Account, application: Application, program: Program, now: datetime) -> Decision:
    """The request to a nominee who has confirmed: connect the account, so that it can be seen."""
    return _of_account(Kind.PROOF, account, application, program, now)


def _of_account(kind: Kind, account: Account, application: Application, program: Program, now: datetime) -> Decision:
    about = {"account": account.id, "customer": account.customer}
    id = DecisionId(f"{kind.value}-{account.id}-{account.attempts}")
    return opened(application, kind, Role.CUSTOMER, account.nominee, program, now, about=about, id=id)


def asking_letter(decision: Decision) -> Letter:
    """The mail that asks for a decision."""
    return Letter(mail=ASK_MAIL[decision.kind], to=decision.asked, role=decision.role, decision=decision.id)


def no_longer_asked(decision: Decision | None) -> list[Letter]:
    """The mail to a distributor, signer or reviewer whose answer is not needed any more."""
    if decision is None or not decision.open or decision.role not in (Role.DISTRIBUTOR, Role.SIGNER, Role.REVIEWER):
        return []
    return [Letter(mail=Mail.NO_LONGER_ASKED, to=decision.asked, role=decision.role, facts={"customer": ""})]


def not_asked_yet(application: Application, accounts: Sequence[Account]) -> list[Account]:
    """Accounts that still need their nominee asked under the open gate."""
    return [one for one in accounts if one.named and not one.settled and one.gate != application.decision]


def hold(application: Application, outcome: str, error: str, program: Program, now: datetime) -> Change:
    """Opens a decision for ops: what happened (`outcome`, `error` of a step) and what they may do about it.

    Raises Moved where nothing is held and no step failed: then the case went on by itself.
    """
    failed = outcome == Outcome.FAILED
    if application.stage in FINAL or not (application.held or failed):
        raise Moved("Nothing is held here.")
    about = {"stage": application.stage.value, "happened": outcome, "error": error}
    decision = opened(application, Kind.HOLD, Role.OPS, program.vendor.ops, program, now, about=about)
    letters = []
    if application.stage is not Stage.EMAIL:
        letters = [Letter(mail=Mail.CASE_ON_HOLD, to=application.submission.applicant, role=Role.APPLICANT)]
    superseded = (
        [Settlement(application.decision, Outcome.FAILED, SYSTEM, now, error)]
        if application.decision_open and application.decision
        else []
    )
    return _asking(application, decision, now, letters=letters, held=True, settled=superseded)


def remind(case: Case, now: datetime) -> Change:
    """One reminder to whoever is asked; raises Moved where nobody waits for this answer any more."""
    decision = _live(case)
    after_it = decision.reminded_at(now)
    number = str(after_it.reminded)
    return change(
        case.application,
        action=f"{decision.role.value} reminded",
        by=CLOCK,
        now=now,
        details={"decision": decision.id, "number": number},
        letters=[
            Letter(
                mail=Mail.REMINDER,
                to=decision.asked,
                role=decision.role,
                decision=decision.id,
                facts={"number": number},
            )
        ],
        reminded=[after_it],
    )


def send_fresh_link(case: Case, now: datetime) -> Change:
    """Mails a new link to whoever is asked now, and to nobody else; at most one in ten minutes.

    Raises Moved where nobody is asked, Refused where one was sent just now.
    """
    application, decision = case.application, _live(case)
    mail = ASK_MAIL.get(decision.kind)
    if mail is None:
        raise Moved("Nobody is asked here.")
    if application.fresh_at and now - application.fresh_at < FRESH_EVERY:
        raise Refused("A fresh link was sent a moment ago. Please look into the mailbox, also among the spam.")
    return change(
        application,
        action="link sent again",
        by=SYSTEM,
        now=now,
        details={"decision": decision.id},
        letters=[Letter(mail=mail, to=decision.asked, role=decision.role, decision=decision.id)],
        fresh_at=now,
    )


def is_live(application: Application, decision: Decision, account: Account | None = None) -> bool:
    """Whether an answer to this decision still counts; of an account, where it is given, whether it still asks."""
    if not decision.open:
        return False
    if decision.kind in LISTED:
        return True
    if decision.kind in (Kind.DEADLINE, Kind.MISSED):
        return decision.id == application.deadline
    if decision.kind is Kind.CHECKIN:
        return application.stage is Stage.ACTIVE
    if decision.kind in (Kind.ADMIN, Kind.PROOF):
        return application.stage is Stage.CUSTOMERS and (account is None or _asks(account, decision))
    return decision.id == application.decision and application.decision_open


def _asks(account: Account, decision: Decision) -> bool:
    """Whether an account still waits for this decision: its nominee may be another, or have answered elsewhere."""
    attested = account.level is Level.ATTESTED
    right_step = attested if decision.kind is Kind.PROOF else not attested
    return account.state is AccountState.WAITING and decision.asked == account.nominee and right_step


def leads_to_hold(stage: Stage, outcome: Outcome) -> bool:
    """Whether ops must look before anything goes on."""
    return (stage, outcome) in HOLDS


def _live(case: Case) -> Decision:
    if case.decision is None or not is_live(case.application, case.decision, case.account):
        raise Moved("Nobody waits for this any more.")
    return case.decision
