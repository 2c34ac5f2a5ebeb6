"""Releasing customer accounts that a partner lost its claim to: only by a person, by name, with a reason."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

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
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.notices import Notice, Unpublished, official
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome

SAFE = (AccountState.DONE, AccountState.WAIVED, AccountState.RELEASED, AccountState.ENDED)
"""Accounts that no deadline can touch: they have an admin of the customer's own, or are not the partner's any more."""

_OF_ACCOUNTS = (Kind.ADMIN, Kind.PROOF, Kind.DRIFT)

MOST_WRITES = 90
"""For accounts, what their nominees are asked and what these are told, of the hundred that DynamoDB takes at once."""


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

    `decisions` are the case's own, so that nominees of released accounts are told that they are not asked any more.
    Raises as `answering.answer` does, and Refused where a name is missing or safe already, or where the partner would
    not hear of it.
    """
    decision = checked(case, given)
    if given.outcome is not Outcome.RELEASED:
        raise Moved("Accounts are released after a missed deadline only.")
    going = [one for one in at_risk(accounts) if one.id in named]
    taken = _about(going, decisions)
    told = _no_longer_asked(taken)
    _check_named(named, going, writes=len(going) + len(taken) + len(told))
    _check_announced(decision, notice)
    counted = _counted(case.application, going)
    settled = [Settlement(decision.id, given.outcome, given.by, given.at, given.note.strip())]
    settled += [Settlement(one.id, Outcome.RELEASED, given.by, given.at) for one in taken]
    nobody_else, fields = gate(counted, given.by, given.at)  # where nobody else is waited for, the stage is over
    names = ", ".join(one.customer for one in going)
    return change(
        case.application,
        action="accounts released",
        by=given.by,
        now=given.at,
        details={"decision": decision.id, "accounts": " ".join(sorted(named)), "note": given.note.strip()},
        letters=[*decided_letter(case.application, decision, Outcome.RELEASED, given.note, notice, names), *told],
        settled=[*settled, *nobody_else],
        accounts=[_released(one, given) for one in going],
        **{
            "accounts_total": counted.accounts_total,
            "accounts_refused": counted.accounts_refused,
            "deadline": None,
            "deadline_at": None,
            **fields,
        },
    )


def _check_named(named: Collection[AccountId], going: Sequence[Account], *, writes: int) -> None:
    if writes > MOST_WRITES:
        raise Refused("Please release fewer accounts at once.", "accounts")
    if not named or len(going) != len(named):
        raise Refused("Please name accounts of this partner that are not safe yet, by their numbers.", "accounts")


def _check_announced(decision: Decision, notice: Notice | None) -> None:
    try:
        official(notice, date.fromisoformat(decision.about["announced"]))
    except Unpublished as silent:
        unheard = "No account is released unless the partner hears of it."
        raise Refused(f"{unheard} {silent.message} Extend the deadline or waive it.", "answer") from silent


def _no_longer_asked(taken: Sequence[Decision]) -> list[Letter]:
    """One mail to each nominee who was asked about a released account."""
    asked = {(one.account, one.asked): one for one in taken if one.role is Role.CUSTOMER}
    about = [(one, {"customer": one.about.get("customer", "")}) for one in asked.values()]
    return [Letter(mail=Mail.NO_LONGER_ASKED, to=one.asked, role=one.role, facts=facts) for one, facts in about]


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
