"""Releasing customer accounts that a partner lost its claim to: only by a person, by name, with a reason."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from onboarding.domain.account import Account, AccountState
from onboarding.domain.answer import Answer
from onboarding.domain.answering import checked
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change, change
from onboarding.domain.deadline_letters import decided_letter
from onboarding.domain.decision import Decision, Kind, Settlement
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.gate import gate
from onboarding.domain.ids import AccountId
from onboarding.domain.notices import Notice
from onboarding.domain.stages import Outcome

SAFE = (AccountState.DONE, AccountState.WAIVED, AccountState.RELEASED, AccountState.ENDED)
"""Accounts that no deadline can touch: they have an admin of the customer's own, or are not the partner's any more."""

_OF_ACCOUNTS = (Kind.ADMIN, Kind.PROOF, Kind.DRIFT)

AT_ONCE = 30
"""Accounts in one transaction: at most three writes each, of DynamoDB's hundred."""


def at_risk(accounts: Sequence[Account]) -> list[Account]:
    """The accounts that would be in question if the deadline were today."""
    return [one for one in accounts if one.state not in SAFE]


def release(
    case: Case,
    given: Answer,
    named: Collection[AccountId],
    accounts: Sequence[Account],
    decisions: Sequence[Decision],
    notice: Notice | None,
) -> Change:
    """Releases the named accounts and lets the deadline go; all others stay with the partner as they are.

    `decisions` are the case's own, so that nominees of released accounts are not asked any more. Raises as
    `answering.answer` does, and Refused where a name is missing or safe already.
    """
    decision = checked(case, given)
    if given.outcome is not Outcome.RELEASED:
        raise Moved("Accounts are released after a missed deadline only.")
    going = [one for one in at_risk(accounts) if one.id in named]
    if len(named) > AT_ONCE:
        raise Refused(f"Please release at most {AT_ONCE} accounts.", "accounts")
    if not named or len(going) != len(named):
        raise Refused("Please name accounts of this partner that are not safe yet, by their numbers.", "accounts")
    released = [_released(one, given) for one in going]
    counted = _counted(case.application, going)
    settled = [Settlement(decision.id, given.outcome, given.by, given.at, given.note.strip())]
    settled += [Settlement(one.id, Outcome.RELEASED, given.by, given.at) for one in _about(going, decisions)]
    gate, fields = _stage(counted, given)
    names = ", ".join(one.customer for one in going)
    return change(
        case.application,
        action="accounts released",
        by=given.by,
        now=given.at,
        details={"decision": decision.id, "accounts": " ".join(sorted(named)), "note": given.note.strip()},
        letters=decided_letter(case.application, decision, Outcome.RELEASED, given.note, notice, names),
        settled=[*settled, *gate],
        accounts=released,
        **{
            "accounts_total": counted.accounts_total,
            "accounts_refused": counted.accounts_refused,
            "deadline": None,
            "deadline_at": None,
            **fields,
        },
    )


def _released(account: Account, given: Answer) -> Account:
    return replace(
        account,
        state=AccountState.RELEASED,
        settled_by=given.by.name,
        settled_at=given.at,
        note=given.note.strip(),
        grant=None,
        drift=None,
        look_at=None,
    )


def _counted(application: Application, going: Sequence[Account]) -> Application:
    refused = sum(one.state is AccountState.REFUSED for one in going)
    return replace(
        application,
        accounts_total=application.accounts_total - len(going),
        accounts_refused=max(0, application.accounts_refused - refused),
    )


def _about(going: Sequence[Account], decisions: Sequence[Decision]) -> list[Decision]:
    ids = {one.id for one in going}
    return [one for one in decisions if one.kind in _OF_ACCOUNTS and one.open and one.account in ids]


def _stage(counted: Application, given: Answer) -> tuple[list[Settlement], dict[str, Any]]:
    """Where nobody else is waited for, the customers' stage is over."""
    return gate(counted, given.by, given.at)
