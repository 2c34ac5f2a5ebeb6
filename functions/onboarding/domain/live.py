"""Which answers still count: a decision may be open, and nobody wait for it any more."""

from onboarding.domain.account import Account, AccountState, Level
from onboarding.domain.application import Application, Case
from onboarding.domain.decision import LISTED, Decision, Kind
from onboarding.domain.errors import Moved
from onboarding.domain.stages import Stage

ASKS_CUSTOMERS = frozenset({Stage.CUSTOMERS, Stage.ACTIVATION, Stage.ACTIVE})
"""Where a customer's answer counts: ops may have gone on without it, and it is as welcome as before."""


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
        return application.stage in ASKS_CUSTOMERS and (account is None or _asks(account, decision))
    return decision.id == application.decision and application.decision_open


def live(case: Case) -> Decision:
    """The decision, while an answer to it still counts; raises Moved where nobody waits for it any more."""
    if case.decision is None or not is_live(case.application, case.decision, case.account):
        raise Moved("Nobody waits for this any more.")
    return case.decision


def _asks(account: Account, decision: Decision) -> bool:
    """Whether an account still waits for this decision: its nominee may be another, or have answered elsewhere."""
    attested = account.level is Level.ATTESTED
    right_step = attested if decision.kind is Kind.PROOF else not attested
    return account.state is AccountState.WAITING and decision.asked == account.nominee and right_step
