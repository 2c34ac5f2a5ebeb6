"""One customer account alone: asked again, another nominee, waived."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from onboarding.domain.account import Account, AccountState, Level
from onboarding.domain.application import Application, Case
from onboarding.domain.asking import asking_letter
from onboarding.domain.asking_customers import asks_under, connecting, nominating, question_of
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision, Kind, Settlement
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.gate import gate, refused_without
from onboarding.domain.live import ASKS_CUSTOMERS, is_live
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import CLOCK, Actor, Person, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage

AGAIN_EVERY = timedelta(days=1)
"""A nominee can be asked again at somebody's wish this often; the ladder's reminders come besides."""


def may_change(application: Application, account: Account) -> bool:
    """Whether the account still waits, or was refused, so that somebody else can be asked."""
    return application.stage in ASKS_CUSTOMERS and account.state in (AccountState.WAITING, AccountState.REFUSED)


def may_ask_again(application: Application, account: Account) -> bool:
    """Whether the account's nominee can be asked once more; past the customers' stage also who never was."""
    asked = account.level in (Level.INVITED, Level.ATTESTED) or application.stage is not Stage.CUSTOMERS
    waits = account.state is AccountState.WAITING and account.named
    return waits and asked and asks_under(application) is not None


def replace_nominee(
    case: Case, account: Account, nominee: Person, by: Actor, program: Program, now: datetime
) -> Change:
    """Asks somebody else at the customer; the old link dies, and whoever had it is told.

    `case` has the decision that the workflow waits for. While ops hold the case the new nominee is asked once it goes
    on: at once where the dispute that held it is over, or where ops named the nominee. Raises Moved where nobody is
    asked any more, Refused where the nominee is the same.
    """
    application = case.application
    if not may_change(application, account):
        raise Moved("Nobody is asked about this account now.")
    if nominee.email.casefold() == account.nominee.email.casefold():
        raise Refused("This person has been asked already. To ask once more, use the other button.", "email")
    settled, told = _let_go(account, Outcome.REPLACED, by, now)
    refused = refused_without(application, account)
    fresh = _anew(account, nominee)
    asked: list[Decision] = []
    fields: dict[str, Any] = {"accounts_refused": refused}
    gate_id = asks_under(application)
    if application.stage is Stage.CUSTOMERS and application.held:
        more, resumed = _resumed(case, refused, by, now)
        settled += more
        fields |= resumed
    elif gate_id:
        fresh = fresh.invited(gate_id)
        asked = [nominating(fresh, application, program, now)]
    return change(
        application,
        action="nominee replaced",
        by=by,
        now=now,
        details={"account": account.id, "attempt": str(fresh.attempts)},
        letters=[*(asking_letter(one) for one in asked), *told],
        asked=asked,
        settled=settled,
        accounts=[fresh],
        **fields,
    )


def _anew(account: Account, nominee: Person) -> Account:
    """The account as if this nominee had been named first: nothing asked, answered or seen of it yet."""
    return replace(
        account,
        nominee=nominee,
        state=AccountState.WAITING,
        level=Level.NONE,
        gate=None,
        overtaken=False,
        note="",
        grant=None,
        finding="",
        look_at=None,
        settled_by="",
        settled_at=None,
    )


def ask_again(application: Application, account: Account, by: Actor, program: Program, now: datetime) -> Change:
    """Asks the nominee of one account once more, with new dates; what was asked before is settled.

    Raises Moved where nobody is asked now, Refused where it was done a moment ago.
    """
    gate_id = asks_under(application)
    if not may_ask_again(application, account) or gate_id is None:
        raise Moved("Nobody is asked about this account now.")
    if account.asked_at and now - account.asked_at < AGAIN_EVERY:
        raise Refused("This person was asked less than a day ago. Please give them a little time.", "again")
    settled, _ = _let_go(account, Outcome.RETRY, by, now)
    again = replace(account.invited(gate_id), asked_at=now)
    ask = connecting if again.level is Level.ATTESTED else nominating
    decision = ask(again, application, program, now)
    return change(
        application,
        action="nominee asked again",
        by=by,
        now=now,
        details={"account": account.id, "attempt": str(again.attempts)},
        letters=[asking_letter(decision)],
        asked=[decision],
        settled=settled,
        accounts=[again],
    )


def waive(application: Application, account: Account, by: Actor, reason: str, now: datetime) -> Change:
    """Lets an account go unproved, for a reason: it does not count any more, and nothing is taken from anybody.

    Raises Moved where it is settled, Refused without a reason.
    """
    if account.settled and not _holds_activation(application, account):
        raise Moved("This account is settled already.")
    if application.stage not in ASKS_CUSTOMERS:
        raise Moved("This account need not be settled now.")
    if not reason.strip():
        raise Refused("Please say why, in a sentence.", "note")
    settled, told = _let_go(account, Outcome.WAIVED, by, now)
    counted = replace(
        application,
        accounts_total=application.accounts_total - 1,
        accounts_done=application.accounts_done - (account.state is AccountState.DONE),
        accounts_refused=refused_without(application, account),
    )
    closed, fields = gate(counted, by, now)
    waived = replace(
        account,
        state=AccountState.WAIVED,
        note=reason.strip(),
        settled_by=by.name,
        settled_at=now,
        look_at=None,
    )
    return change(
        application,
        action="account waived",
        by=by,
        now=now,
        details={"account": account.id, "note": reason.strip()},
        letters=told,
        settled=[*settled, *closed],
        accounts=[waived],
        accounts_total=counted.accounts_total,
        accounts_done=counted.accounts_done,
        accounts_refused=counted.accounts_refused,
        **fields,
    )


def overtaken(case: Case, now: datetime) -> Change:
    """Settles an account's question that nobody waits for any more, and tells whoever was asked, instead of a reminder.

    Whoever was asked anew since hears it by the last question only. Raises Moved where the question is of another kind,
    or still asked.
    """
    application, decision, account = case.application, case.decision, case.account
    if decision is None or decision.kind not in (Kind.ADMIN, Kind.PROOF) or not decision.open:
        raise Moved("This is settled where it was asked.")
    if is_live(application, decision, account):
        raise Moved("Somebody still waits for this.")
    theirs = account if account is not None and account.nominee == decision.asked else None
    heard = theirs is not None and (theirs.settled or decision.id != theirs.asked_by(decision.kind))
    asks = account is not None and question_of(account) == decision.id
    facts = {"customer": decision.about.get("customer", "")}
    letter = Letter(mail=Mail.NO_LONGER_ASKED, to=decision.asked, role=decision.role, facts=facts)
    return change(
        application,
        action=f"{decision.role.value} not asked any more",
        by=CLOCK,
        now=now,
        details={"decision": decision.id},
        letters=[] if heard else [letter],
        settled=[Settlement(decision.id, Outcome.OVERTAKEN, CLOCK, now)],
        accounts=[replace(account, overtaken=True)] if account is not None and asks else [],
    )


def _holds_activation(application: Application, account: Account) -> bool:
    return application.stage is Stage.ACTIVATION and application.held and account.state is AccountState.DONE


def _let_go(account: Account, outcome: Outcome, by: Actor, now: datetime) -> tuple[list[Settlement], list[Letter]]:
    """Settles what the account's nominee is still asked, and the letter that says so."""
    asked = question_of(account)
    if asked is None:
        return [], []
    facts = {"customer": account.customer}
    letter = Letter(mail=Mail.NO_LONGER_ASKED, to=account.nominee, role=Role.CUSTOMER, facts=facts)
    return [Settlement(asked, outcome, by, now)], [letter]


def _resumed(case: Case, refused: int, by: Actor, now: datetime) -> tuple[list[Settlement], dict[str, Any]]:
    """Whether a held case goes on with the new nominee: the workflow then asks everybody who is still to be asked."""
    application, waits = case.application, case.decision
    happened = (waits.about.get("happened") if waits.kind is Kind.HOLD else waits.outcome) if waits else None
    if refused or not (by.role is Role.OPS or happened == Outcome.DISPUTED):
        return [], {}
    settled = []
    if application.waits_for:
        settled = [Settlement(application.waits_for, Outcome.RETRY, by, now, "another nominee was named")]
    return settled, {"held": False, "holder": Role.VENDOR, "due": None, "decision_open": False}
