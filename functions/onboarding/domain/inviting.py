"""Existing partners: invited with what is known, corrected and confirmed by themselves, never vetted from zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from onboarding.domain.account import Account
from onboarding.domain.answer import Answer
from onboarding.domain.answering import answer
from onboarding.domain.application import Application, Case, Submission
from onboarding.domain.applying import begun
from onboarding.domain.asking_customers import ask_customer_admins
from onboarding.domain.change import Change, change, renamed
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import AccountId, ApplicationId
from onboarding.domain.people import Actor, Person, Role, person
from onboarding.domain.program import Program
from onboarding.domain.stages import Stage

TRACK = "existing"

MOST_AT_ONCE = 90
"""Customer accounts in one change: DynamoDB takes a hundred items in one transaction, the case's own included."""

_TAKES_ACCOUNTS = frozenset({Stage.EMAIL, Stage.READINESS, Stage.DISTRIBUTOR, Stage.AGREEMENT})
"""Until the customers are asked, a file may still bring accounts."""

NOBODY = Person("", "")
"""The nominee of an account for which nobody has been named yet."""


@dataclass(frozen=True)
class KnownAccount:
    """A customer account that the vendor knows the partner to manage; `key` is the vendor's own name for it."""

    key: str
    customer: str
    nominee: Person = NOBODY


def invite(
    id: ApplicationId, submission: Submission, program: Program, by: Actor, now: datetime, *, invited: datetime
) -> Change:
    """An existing partner's case with what is known; its invitation goes out at `invited`, and nothing before."""
    blank = replace(begun(id, replace(submission, track=TRACK, customers=()), program, now), invited=invited)
    details = {"track": TRACK, "invited": invited.isoformat(timespec="seconds")}
    return change(blank, action="imported", by=by, now=now, details=details)


def add_accounts(
    application: Application, new: Sequence[KnownAccount], present: Sequence[Account], by: Actor, now: datetime
) -> Change:
    """Adds those accounts that the case does not have, and names nominees where nobody has named one.

    `present` are the accounts as they are: what somebody has named or answered is never written over. At most
    MOST_AT_ONCE are taken; call it again for the rest. Raises Moved where there is nothing to add, or where the
    customers are being asked already.
    """
    if application.stage not in _TAKES_ACCOUNTS:
        raise Moved(f"The partner is past the stage at which accounts are added: it is at “{application.stage}”.")
    known = {account.key: account for account in present if account.key}
    number = max((int(account.id) for account in present), default=0)
    changed: list[Account] = []
    for one in {account.key: account for account in new}.values():
        before = known.get(one.key)
        if before is None and len(changed) < MOST_AT_ONCE:
            number += 1
            id = AccountId(str(number))
            changed.append(
                Account(id=id, application=application.id, customer=one.customer, nominee=one.nominee, key=one.key)
            )
        elif before is not None and not before.named and one.nominee.email and len(changed) < MOST_AT_ONCE:
            changed.append(replace(before, nominee=one.nominee))
    added = sum(account.key not in known for account in changed)
    if not changed:
        raise Moved("The case has all of these accounts already.")
    return change(
        application,
        action="accounts imported",
        by=by,
        now=now,
        details={"added": str(added), "named": str(len(changed) - added)},
        accounts=changed,
        accounts_total=application.accounts_total + added,
    )


def join(
    case: Case, corrected: Submission, nominees: Mapping[AccountId, Person], accounts: Sequence[Account],
    given: Answer, program: Program,
) -> Change:  # fmt: skip
    """The partner's answer to the invitation: mailbox, data and nominees in one change, access untouched.

    The mailbox stays the one that was invited. What `answer` refuses, this refuses.
    """
    before = case.application.submission
    if corrected.applicant.email != before.applicant.email:
        raise Refused("The e-mail address stays the one that was invited.", "email")
    kept = replace(corrected, track=before.track, customers=before.customers)
    differs = [one.name for one in fields(Submission) if getattr(kept, one.name) != getattr(before, one.name)]
    named = _named(accounts, nominees)
    evidence = {**given.evidence, "corrected": " ".join(differs), "named": str(len(named))}
    application = replace(case.application, submission=kept)
    made = answer(replace(case, application=application), replace(given, evidence=evidence), program)
    return replace(made, accounts=(*made.accounts, *named), renamed=renamed(case.application, application))


def name_nominees(
    application: Application,
    nominees: Mapping[AccountId, Person],
    accounts: Sequence[Account],
    program: Program,
    now: datetime,
) -> Change:
    """Names people for accounts that had nobody; while the customers are being asked, these are asked at once.

    Raises Moved where nobody is missing, or the case is over.
    """
    named = _named(accounts, nominees)
    if not named or application.stage in {Stage.ACTIVATION, Stage.ACTIVE, Stage.CLOSED}:
        raise Moved("There is nobody left to name.")
    if application.stage is Stage.CUSTOMERS and application.decision_open and not application.held:
        return ask_customer_admins(application, named, program, now)
    who = application.submission.applicant
    return change(
        application,
        action="nominees named",
        by=person(who.name, Role.APPLICANT, who.email),
        now=now,
        details={"accounts": " ".join(account.id for account in named)},
        accounts=named,
    )


def unnamed(accounts: Sequence[Account]) -> list[Account]:
    """The accounts for which the partner has still to name somebody."""
    return [one for one in accounts if not one.named and not one.settled]


def _named(accounts: Sequence[Account], nominees: Mapping[AccountId, Person]) -> list[Account]:
    return [replace(one, nominee=nominees[one.id]) for one in unnamed(accounts) if one.id in nominees]
