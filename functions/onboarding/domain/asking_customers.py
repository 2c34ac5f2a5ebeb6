"""Asking customers' nominees, each alone, under the one gate that the workflow waits for."""

from collections.abc import Sequence
from datetime import datetime

from onboarding.domain.account import Account, AccountState, Level
from onboarding.domain.application import Application
from onboarding.domain.asking import ask, asking_letter, opened
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import Moved
from onboarding.domain.ids import DecisionId
from onboarding.domain.live import ASKS_CUSTOMERS
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import SYSTEM, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Stage


def open_customer_gate(application: Application, program: Program, now: datetime, *, unnamed: int = 0) -> Change:
    """Opens the one decision that the workflow waits for while every customer account is asked alone.

    `unnamed` is for how many accounts the partner has still to name an admin: it is asked to.
    """
    who = application.submission.applicant
    gate = opened(application, Kind.CUSTOMERS, Role.CUSTOMER, who, program, now)
    letters = []
    if unnamed:
        letters = [Letter(mail=Mail.NAME_ADMINS, to=who, role=Role.APPLICANT, facts={"unnamed": str(unnamed)})]
    return ask(application, gate, now, letters=letters, accounts_refused=0)


def ask_customer_admins(
    application: Application, accounts: Sequence[Account], program: Program, now: datetime
) -> Change:
    """Asks the nominees of these accounts, under the gate that is open.

    Raises Moved where there is nobody to ask, or no gate under which to ask.
    """
    gate = application.waits_for
    if not accounts or gate is None:
        raise Moved("There is nobody to ask.")
    if application.stage is not Stage.CUSTOMERS or application.held:
        raise Moved("The customers' stage is over, or held.")
    return ask_under(gate, application, accounts, program, now)


def asks_under(application: Application) -> DecisionId | None:
    """The decision under which somebody at a customer can be asked at once; None where that must wait, or is over.

    While the customers are asked that is the open gate; once ops have gone on without some of them, what was last
    waited for: nothing waits for these answers any more.
    """
    if application.stage is Stage.CUSTOMERS:
        return None if application.held else application.waits_for
    return application.decision if application.stage in ASKS_CUSTOMERS else None


def question_of(account: Account) -> DecisionId | None:
    """The question that an account's nominee has not answered."""
    kind = {Level.INVITED: Kind.ADMIN, Level.ATTESTED: Kind.PROOF}.get(account.level)
    if kind is None or account.state is not AccountState.WAITING or account.overtaken:
        return None
    return account.asked_by(kind)


def ask_under(
    gate: DecisionId, application: Application, accounts: Sequence[Account], program: Program, now: datetime
) -> Change:
    """Asks the nominees of these accounts."""
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
    id = account.asked_by(kind)
    return opened(application, kind, Role.CUSTOMER, account.nominee, program, now, about=about, id=id)


def not_asked_yet(application: Application, accounts: Sequence[Account]) -> list[Account]:
    """Accounts that still need their nominee asked under the open gate."""
    return [one for one in accounts if one.named and not one.settled and one.gate != application.decision]
