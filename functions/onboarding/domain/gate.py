"""The gate over all customer accounts: what the last of them decides for the whole stage."""

from datetime import datetime
from typing import Any

from onboarding.domain.account import Account, AccountState
from onboarding.domain.application import Application
from onboarding.domain.decision import Settlement
from onboarding.domain.people import Actor, Role
from onboarding.domain.stages import HOLDS, Outcome, Stage, after


def gate(application: Application, by: Actor, now: datetime) -> tuple[list[Settlement], dict[str, Any]]:
    """The stage is done, or disputed, once nobody is left to answer; late answers end a hold as well.

    Gives what to settle and the application's fields; nothing where somebody is still asked.
    """
    if application.stage is not Stage.CUSTOMERS or application.accounts_open > 0:
        return [], {}
    outcome = Outcome.DISPUTED if application.accounts_refused else Outcome.DONE
    if application.held and outcome is Outcome.DISPUTED:
        return [], {}
    settled = []
    if application.waits_for:
        settled = [Settlement(application.waits_for, outcome, by, now)]
    held = (application.stage, outcome) in HOLDS
    return settled, {
        "stage": after(application.stage, outcome, application.path),
        "held": held,
        "holder": Role.OPS if held else Role.VENDOR,
        "due": None,
        "decision_open": False,
    }


def refused_without(application: Application, account: Account) -> int:
    """How many have been refused without this one; a gate that was just opened counts anew, from nothing."""
    return max(0, application.accounts_refused - (account.state is AccountState.REFUSED))
