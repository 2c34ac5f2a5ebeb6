"""Answers: a person's, or the clock's; each is one guarded change, and exactly one wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from onboarding.domain.account import Account, AccountState, Level
from onboarding.domain.application import Application, Case
from onboarding.domain.asking import asking_letter, connecting, is_live, leads_to_hold, no_longer_asked
from onboarding.domain.change import Change, change
from onboarding.domain.checkins import checked_in, task_done
from onboarding.domain.decision import EXPIRING, REASON_REQUIRED, Decision, Kind, Settlement
from onboarding.domain.effects import effect_of
from onboarding.domain.errors import AlreadyDecided, Moved, Refused
from onboarding.domain.gate import gate
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import CLOCK, SYSTEM, Actor, ActorKind, Role
from onboarding.domain.program import Program
from onboarding.domain.proving import answer_drift
from onboarding.domain.resellers import ResellerId, new_reseller_id
from onboarding.domain.signing import check_signature
from onboarding.domain.stages import FINAL, Outcome, after
from onboarding.domain.suspecting import judged


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered, by whom (the typed name), when, why, and with what evidence (title, consent …)."""

    outcome: Outcome
    by: Actor
    at: datetime
    note: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


def answer(case: Case, given: Answer, program: Program) -> Change:
    """The change that an answer makes.

    Raises AlreadyDecided where somebody was first, Moved where nobody waits for it any more, and Refused with the form
    field where the answer itself will not do.
    """
    decision = checked(case, given)
    check_signature(case.application, decision, given.outcome, given.by.email, given.evidence, program)
    if decision.kind is Kind.ADMIN:
        return _answer_admin(case, decision, given, program)
    if decision.kind is Kind.QUESTION:
        return _answer_question(case, decision, given)
    if decision.kind is Kind.CHECKIN:
        return checked_in(case, decision, given, program)
    if decision.kind is Kind.TASK:
        return task_done(case, decision, given)
    if decision.kind is Kind.DRIFT:
        return answer_drift(case, decision, given.outcome, given.by, given.note, given.at, program)
    if decision.kind is Kind.SUSPICION:
        return judged(case, decision, given)
    letters, fields = effect_of(case.application, decision, given)
    elsewhere = no_longer_asked(decision) if given.by.role is Role.OPS else []
    return _settle(case.application, decision, given, [*letters, *elsewhere], **fields)


def checked(case: Case, given: Answer) -> Decision:
    """The decision, if this answer will do; raises as `answer` does."""
    decision = _answerable(case)
    _check(case, decision, given)
    return decision


def expire(case: Case, now: datetime) -> Change:
    """The clock's answer to a decision whose date has passed; raises Moved where the clock has no say."""
    decision = _answerable(case)
    if decision.kind not in EXPIRING or now < decision.due:
        raise Moved("The clock has no say here.")
    application = case.application
    if decision.kind is not Kind.DISTRIBUTOR:
        return _settle(application, decision, Answer(outcome=Outcome.EXPIRED, by=CLOCK, at=now))
    passed_on = Letter(mail=Mail.REQUEST_PASSED_ON, to=decision.asked, role=Role.DISTRIBUTOR, decision=decision.id)
    silent = (*application.silent, decision.distributor)
    return _settle(application, decision, Answer(outcome=Outcome.EXPIRED, by=CLOCK, at=now), [passed_on], silent=silent)


def activated(
    application: Application,
    accounts: Sequence[Account],
    program: Program,
    now: datetime,
    reseller: ResellerId | None = None,
) -> Change:
    """Makes the partner active if the accounts, read again just now, are what the program requires; else ops look.

    `reseller` is the id that it gets, unless it has one; storing it fails where another partner has the same.
    While a hit of a denied-party list waits for a person's word, nobody becomes active.
    """
    unproven = [one.id for one in accounts if one.counted and not _proven(one, program)]
    holds = application.hits or (unproven and not application.waived)
    outcome = Outcome.UNPROVEN if holds else Outcome.ACTIVATED
    active = outcome is Outcome.ACTIVATED
    applicant = application.submission.applicant
    return change(
        application,
        action=outcome.value,
        by=SYSTEM,
        now=now,
        details={"unproven": " ".join(unproven)} if unproven else {},
        letters=[Letter(mail=Mail.PARTNER_ACTIVE, to=applicant, role=Role.APPLICANT)] if active else [],
        stage=after(application.stage, outcome, application.path),
        holder=Role.NOBODY if active else Role.OPS,
        due=None,
        held=not active,
        reseller=application.reseller or (reseller or new_reseller_id() if active else None),
        look_at=now + program.checkins[0] if active and program.checkins else None,
    )


_NOT_THEIR_OWN = frozenset({Kind.REVIEW, Kind.SCREENING, Kind.BUSINESS, Kind.DISTRIBUTOR, Kind.ADMIN})


def _answerable(case: Case) -> Decision:
    decision = case.decision
    if decision is None:
        raise Moved("Nobody was asked this.")
    if not decision.open:
        raise AlreadyDecided("This has been decided already.")
    if not is_live(case.application, decision, case.account):
        raise Moved("Nobody waits for this answer any more.")
    return decision


def _check(case: Case, decision: Decision, given: Answer) -> None:
    if given.outcome not in decision.answers:
        raise Refused("Please choose one of the answers.", "answer")
    if not given.by.name.strip():
        raise Refused("Please type your name.", "name")
    if given.outcome in REASON_REQUIRED and not given.note.strip():
        raise Refused("Please say why, in a sentence.", "note")
    own = case.application.submission.applicant.email.casefold()
    if decision.kind in _NOT_THEIR_OWN and given.by.email.casefold() == own:
        raise Refused("Nobody decides on their own application.", "answer")


def _settlement(decision: Decision, given: Answer) -> Settlement:
    return Settlement(decision.id, given.outcome, given.by, given.at, given.note.strip(), dict(given.evidence))


def _settle(
    application: Application, decision: Decision, given: Answer, letters: Sequence[Letter] = (), **fields: Any
) -> Change:
    stage = after(
        application.stage, given.outcome, application.path, nothing_to_hand_over=application.accounts_total == 0
    )
    held = leads_to_hold(application.stage, given.outcome)
    holder = Role.OPS if held else Role.NOBODY if stage in FINAL else Role.VENDOR
    return change(
        application,
        action=_words(decision, given),
        by=given.by,
        now=given.at,
        details={"decision": decision.id, "outcome": given.outcome.value, "note": given.note.strip()},
        letters=letters,
        settled=[_settlement(decision, given)],
        **{"stage": stage, "holder": holder, "held": held, "due": None, "decision_open": False, **fields},
    )


def _words(decision: Decision, given: Answer) -> str:
    if given.by.kind is ActorKind.CLOCK:
        return f"{decision.kind.value} {given.outcome.value}"
    return f"{decision.role.value} {given.outcome.value}"


def _proven(account: Account, program: Program) -> bool:
    return account.state is AccountState.DONE and account.level.reaches(program.required_level)


def _answer_admin(case: Case, decision: Decision, given: Answer, program: Program) -> Change:
    application, account = case.application, case.account
    if account is None or account.state is not AccountState.WAITING:
        raise Moved("This customer account is settled already.")
    if decision.asked != account.nominee:
        raise Moved("Somebody else at this customer is asked now.")
    confirmed = given.outcome is Outcome.CONFIRMED
    done = confirmed and Level.ATTESTED.reaches(program.required_level)
    if confirmed:
        state = AccountState.DONE if done else AccountState.WAITING
        account = replace(account, state=state, level=Level.ATTESTED)
    else:
        account = replace(account, state=AccountState.REFUSED, level=Level.NONE, note=given.note.strip())
    account = replace(account, settled_by=given.by.name, settled_at=given.at)
    counted = replace(
        application,
        accounts_done=application.accounts_done + done,
        accounts_refused=application.accounts_refused + (not confirmed),
    )
    proof = [connecting(account, application, program, given.at)] if confirmed and not done else []
    mail = Mail.ADMIN_CONFIRMED if confirmed else Mail.ACCOUNT_REFUSED
    facts = {"customer": account.customer, "nominee": account.nominee.name, "note": given.note.strip()}
    letter = Letter(mail=mail, to=application.submission.applicant, role=Role.APPLICANT, facts=facts)
    settled = [_settlement(decision, given)]
    closed, fields = gate(counted, given.by, given.at)
    return change(
        application,
        action=f"customer {given.outcome.value}",
        by=given.by,
        now=given.at,
        details={
            "decision": decision.id,
            "account": account.id,
            "level": account.level.value,
            "note": given.note.strip(),
        },
        letters=[letter, *(asking_letter(one) for one in proof)],
        asked=proof,
        settled=[*settled, *closed],
        accounts=[account],
        accounts_done=counted.accounts_done,
        accounts_refused=counted.accounts_refused,
        **fields,
    )


def _answer_question(case: Case, decision: Decision, given: Answer) -> Change:
    application = case.application
    facts = {"question": decision.about.get("question", ""), "answer": given.note.strip()}
    to = application.submission.applicant
    return change(
        application,
        action="question answered",
        by=given.by,
        now=given.at,
        details={"decision": decision.id},
        letters=[Letter(mail=Mail.QUESTION_ANSWERED, to=to, role=Role.APPLICANT, facts=facts)],
        settled=[_settlement(decision, given)],
    )
