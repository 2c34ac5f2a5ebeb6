"""Proof: what an account's connection shows, the first time, again later, and when it shows it no longer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from onboarding.domain.account import Account, AccountState, Grant, HandOver, Level, Proof
from onboarding.domain.application import Application, Case
from onboarding.domain.asking import asking_letter, opened
from onboarding.domain.asking_customers import question_of
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision, Kind, Settlement
from onboarding.domain.ending import end_relation
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.gate import gate
from onboarding.domain.ids import DecisionId
from onboarding.domain.live import ASKS_CUSTOMERS
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import SYSTEM, Actor, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.team import Verdict

SOON = timedelta(days=1)
"""How long until another look at what could not be proved yet."""

AT_ONCE = 60
"""Accounts in one transaction: one write each, of DynamoDB's hundred."""


def may_connect(application: Application, account: Account, role: Role, program: Program) -> bool:
    """Whether somebody in this role may connect the account now: who confirmed, or the partner where it may."""
    if program.required_level is not Level.VERIFIED or role.value not in program.connects:
        return False
    waits = account.state is AccountState.WAITING and account.level is Level.ATTESTED
    lost = account.state is AccountState.DONE and account.level is not Level.VERIFIED
    return application.stage is not Stage.CLOSED and (waits or lost)


def connected(
    application: Application, account: Account, grant: Grant, *, hand_over: bool, by: Actor, program: Program
) -> Change:
    """Keeps the right to look, and has the clock look at once; raises Refused where nobody may connect now."""
    if not may_connect(application, account, grant.role, program):
        raise Refused("This account needs no connection now.")
    consented = hand_over and program.hand_over and grant.role is Role.CUSTOMER
    agreed = HandOver.AGREED if consented else account.hand_over
    account = replace(account, grant=grant, hand_over=agreed, finding="", look_at=grant.given)
    details = {"account": account.id, "team": grant.team[:16], "hand over": agreed.value}
    return change(application, action="account connected", by=by, now=grant.given, details=details, accounts=[account])


def looked(application: Application, account: Account, verdict: Verdict, program: Program, now: datetime) -> Change:
    """What one look at outside truth changes; raises Moved where the account is not looked at any more."""
    if account.grant is None or not account.counted or application.stage is Stage.CLOSED:
        raise Moved("Nobody looks at this account any more.")
    if verdict.proof is None:
        return _lost(application, account, verdict, program, now)
    seen = replace(
        account, proof=verdict.proof, level=Level.VERIFIED, finding="", drift=None, look_at=now + program.recheck
    )
    if account.level is Level.VERIFIED:
        details = {"account": account.id, "admin": verdict.proof.admin}
        return change(application, action="account seen again", by=SYSTEM, now=now, details=details, accounts=[seen])
    return _verified(application, account, seen, verdict.proof, now)


def watched_again(application: Application, accounts: Sequence[Account], now: datetime) -> Change:
    """Has the clock look again at what was proved, and let go while the case was closed: some at a time.

    Raises Moved where nothing was let go.
    """
    let_go = [one for one in accounts if one.level is Level.VERIFIED and one.counted and _let_go(one, now)]
    if not let_go:
        raise Moved("Whatever was proved is looked at again.")
    return change(
        application,
        action="proofs looked at again",
        by=SYSTEM,
        now=now,
        details={"accounts": " ".join(one.id for one in let_go[:AT_ONCE])},
        accounts=[replace(one, look_at=now) for one in let_go[:AT_ONCE]],
    )


def _let_go(account: Account, now: datetime) -> bool:
    return account.grant is not None and (account.look_at is None or account.look_at < now - SOON)


def _verified(application: Application, before: Account, seen: Account, proof: Proof, now: datetime) -> Change:
    first = before.state is not AccountState.DONE
    seen = replace(seen, state=AccountState.DONE)
    counted = replace(application, accounts_done=application.accounts_done + first)
    settled, fields = gate(counted, SYSTEM, now)
    if before.drift is not None:
        settled.append(Settlement(before.drift, Outcome.VERIFIED, SYSTEM, now))
    asked = question_of(before)
    if asked is not None:
        settled.append(Settlement(asked, Outcome.VERIFIED, SYSTEM, now))
    applicant = application.submission.applicant
    facts = {"customer": seen.customer, "admin": proof.admin}
    if application.stage is Stage.ACTIVE:
        facts["active"] = "yes"
    letter = Letter(mail=Mail.ACCOUNT_VERIFIED, to=applicant, role=Role.APPLICANT, facts=facts)
    return change(
        application,
        action="account verified",
        by=SYSTEM,
        now=now,
        details={
            "account": seen.id,
            "level": seen.level.value,
            "admin": proof.admin,
            "admin hash": proof.admin_hash,
            "team": proof.team[:16],
            "admins": str(proof.admins),
            "members": str(proof.members),
        },
        letters=[letter],
        settled=settled,
        accounts=[seen],
        accounts_done=counted.accounts_done,
        **fields,
    )


def _lost(application: Application, account: Account, verdict: Verdict, program: Program, now: datetime) -> Change:
    """Nothing to see: a customer who still connects is told what is missing; a proof that is gone is ops' task."""
    news = verdict.finding != account.finding
    after = replace(
        account,
        finding=verdict.finding,
        grant=None if verdict.lost else account.grant,
        look_at=None if verdict.lost else now + SOON,
    )
    if account.level is Level.VERIFIED:
        return _drifted(application, after, program, now)
    waits = application.stage in ASKS_CUSTOMERS and after.state is AccountState.WAITING
    letters = []
    if news and waits:
        facts = {"customer": account.customer, "finding": verdict.finding}
        to, role = account.nominee, Role.CUSTOMER
        letters = [
            Letter(mail=Mail.PROOF_MISSING, to=to, role=role, decision=account.asked_by(Kind.PROOF), facts=facts)
        ]
    return change(
        application,
        action="account not proved",
        by=SYSTEM,
        now=now,
        details={"account": account.id, "finding": verdict.finding},
        letters=letters,
        accounts=[after],
    )


def _drifted(application: Application, account: Account, program: Program, now: datetime) -> Change:
    """A proof that held does not hold any more: nothing is taken from anybody, a person looks."""
    number = account.drifts + 1
    about = {
        "account": account.id,
        "customer": account.customer,
        "finding": account.finding,
        "seen": account.proof.admin if account.proof else "",
        "seen_at": account.proof.seen.isoformat(timespec="seconds") if account.proof else "",
        "stage": application.stage.value,
    }
    id = DecisionId(f"{Kind.DRIFT.value}-{account.id}-{number}")
    drift = opened(application, Kind.DRIFT, Role.OPS, program.vendor.ops, program, now, about=about, id=id)
    if account.grant is None:  # the customer took it back: there is nothing that could be looked at again
        drift = replace(drift, answers=(Outcome.SKIP, Outcome.ENDED))
    account = replace(account, level=Level.ATTESTED, look_at=None, drift=drift.id, drifts=number)
    return change(
        application,
        action="account's proof lost",
        by=SYSTEM,
        now=now,
        details={"decision": drift.id, "account": account.id, "finding": account.finding},
        letters=[asking_letter(drift)],
        asked=[drift],
        accounts=[account],
    )


def answer_drift(
    case: Case, decision: Decision, outcome: Outcome, by: Actor, note: str, now: datetime, program: Program
) -> Change:
    """What ops decide about a lost proof: look again, leave it as it is, or end the relation."""
    application, account = case.application, case.account
    if account is None or account.drift != decision.id:
        raise Moved("This account's proof has been settled in another way.")
    if outcome is Outcome.ENDED:
        return end_relation(application, account, by, note, now, program)
    if outcome is Outcome.RETRY and account.grant is None:
        raise Moved("The customer has taken the access back, so there is nothing to look at.")
    settled = [Settlement(decision.id, outcome, by, now, note.strip())]
    again = now if outcome is Outcome.RETRY else now + program.recheck
    account = replace(account, drift=None, look_at=again if account.grant else None)
    return change(
        application,
        action=f"lost proof: {outcome.value}",
        by=by,
        now=now,
        details={"decision": decision.id, "account": account.id, "note": note.strip()},
        settled=settled,
        accounts=[account],
    )


def handed_over(application: Application, account: Account, *, lowered: int, now: datetime) -> Change:
    """The partner's admin role was lowered, or kept because nobody else would be left; both sides are told."""
    if account.hand_over is not HandOver.AGREED:
        raise Moved("Nothing is to be handed over here.")
    outcome = HandOver.DONE if lowered else HandOver.KEPT
    facts = {"customer": account.customer, "nominee": account.nominee.name, "result": outcome.value}
    people = [(application.submission.applicant, Role.APPLICANT), (account.nominee, Role.CUSTOMER)]
    return change(
        application,
        action="partner's admin role lowered" if lowered else "partner's admin role kept",
        by=SYSTEM,
        now=now,
        details={"account": account.id, "lowered": str(lowered)},
        letters=[Letter(mail=Mail.HANDED_OVER, to=to, role=role, facts=facts) for to, role in people],
        accounts=[replace(account, hand_over=outcome)],
    )
