"""What applicants do with their own case: submit it, withdraw it, submit it again, ask a question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from onboarding.domain import questions
from onboarding.domain.account import Account, AccountState
from onboarding.domain.application import Application, Submission
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import AccountId, ApplicationId
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.nudging import no_longer_asked
from onboarding.domain.people import Actor, Role, person
from onboarding.domain.program import Program
from onboarding.domain.questions import Asker
from onboarding.domain.stages import FINAL, Outcome, Stage, after
from onboarding.domain.stopping import stopped

MOST_ACCOUNTS = 50
"""Customer accounts on one form: what fits in one transaction together with the rest."""


def submit(application: ApplicationId, submission: Submission, program: Program, now: datetime) -> Change:
    """A new application on its track's way, by somebody who consented to our writing to the people it names."""
    blank = begun(application, submission, program, now)
    return change(
        blank,
        action="submitted",
        by=_applicant(blank),
        now=now,
        details={"track": submission.track, "accounts": str(len(submission.customers)), "consent": "yes"},
        accounts=_accounts(application, submission),
    )


def begun(application: ApplicationId, submission: Submission, program: Program, now: datetime) -> Application:
    """A case before its first change: nothing has been written yet."""
    return Application(
        id=application,
        submission=submission,
        submitted=now,
        stage=Stage.EMAIL,
        holder=Role.VENDOR,
        since=now,
        path=program.track(submission.track).stages,
        accounts_total=len(submission.customers),
        start=True,
    )


def withdraw(
    application: Application, by: Actor, now: datetime, reason: str = "", asked_now: Decision | None = None
) -> Change:
    """Closes the case at the applicant's wish, whatever it waits for; whoever is asked just now is told.

    Raises Moved where there is nothing left to withdraw.
    """
    if application.stage in FINAL:
        raise Moved("This application is not under way, so there is nothing to withdraw.")
    letters = [
        Letter(mail=Mail.CASE_CLOSED, to=application.submission.applicant, role=Role.APPLICANT),
        *(one for one in no_longer_asked(asked_now) if one.to != application.submission.applicant),
    ]
    return stopped(application, Outcome.WITHDRAWN, by, now, reason=reason, letters=letters)


def resubmit(application: Application, submission: Submission, previous: Sequence[Account], now: datetime) -> Change:
    """Submits a closed case again, under its own id; the mailbox stays the one that was proved.

    `previous` are the accounts as they are. Those that the form had shown begin again as the new form has them, or
    are waived where it leaves them out; all others stay as they are. Raises Moved for an open case and Refused for
    another mailbox or track.
    """
    if application.stage is not Stage.CLOSED or application.erased is not None:
        raise Moved("This application is under way or erased; there is nothing to submit again.")
    if submission.applicant.email != application.submission.applicant.email:
        raise Refused("The e-mail address of a case stays the same.", "email")
    if submission.track != application.submission.track:
        raise Refused("What a case was begun as stays the same.", "track")
    accounts = _again_on_form(application.id, submission, previous)
    dropped = [_left_out(one) for one in on_form(previous) if one.id not in {account.id for account in accounts}]
    kept = [one for one in previous if one.counted and one.key]
    return change(
        application,
        action="resubmitted",
        by=_applicant(application),
        now=now,
        details={"after": str(application.closed_as), "accounts": str(len(accounts))},
        accounts=[*accounts, *dropped],
        submission=submission,
        stage=after(application.stage, Outcome.RESUBMITTED, application.path),
        holder=Role.VENDOR,
        due=None,
        decision_open=False,
        accounts_refused=0,
        accounts_total=len(accounts) + len(kept),
        accounts_done=sum(one.state is AccountState.DONE for one in kept),
        waived=False,
        **_again(application),
    )


def ask_question(application: Application, text: str, program: Program, now: datetime) -> Change:
    """Opens a task for ops with a clock on it; the case itself goes on as it was."""
    return questions.ask(application, text, Asker(application.submission.applicant, Role.APPLICANT), program, now)


def on_form(accounts: Sequence[Account]) -> list[Account]:
    """The accounts that the form of a closed case shows: at most MOST_ACCOUNTS, because forms brought them.

    What a file brought, what was waived, and whose relation has ended stays out of the form's reach.
    """
    return [one for one in accounts if one.counted and not one.key]


def _again(application: Application) -> dict[str, Any]:
    return {
        "signer": None,
        "signed": None,
        "countersigned": None,
        "score": None,
        "reasons": (),
        "tier": "",
        "twins": (),
        "distributor": None,
        "distributor_name": "",
        "silent": (),
        "closed_as": None,
        "reason": "",
        "back": None,
        "look_at": None,
        "generation": application.generation + 1,
        "start": True,
    }


def _applicant(application: Application) -> Actor:
    who = application.submission.applicant
    return person(who.name, Role.APPLICANT, who.email)


def _accounts(application: ApplicationId, submission: Submission) -> list[Account]:
    return [
        Account(id=AccountId(str(number)), application=application, customer=customer.name, nominee=customer.nominee)
        for number, customer in enumerate(submission.customers, start=1)
    ]


def _again_on_form(application: ApplicationId, submission: Submission, previous: Sequence[Account]) -> list[Account]:
    """The form's customers, each in the place of the account of its name, else of one that was left out, else anew.

    Places are taken again because one transaction holds fifty accounts, and not as many left out besides. The numbers
    of earlier questions go on, because their decisions are kept.
    """
    free, last = on_form(previous), max((int(one.id) for one in previous), default=0)
    by_row = {row: _take(free, customer.name) for row, customer in enumerate(submission.customers)}
    found: list[Account] = []
    for row, customer in enumerate(submission.customers):
        before = by_row[row] or (free.pop(0) if free else None)
        last += before is None
        found.append(
            Account(
                id=before.id if before else AccountId(str(last)),
                application=application,
                customer=customer.name,
                nominee=customer.nominee,
                attempts=before.attempts if before else 0,
                drifts=before.drifts if before else 0,
            )
        )
    return found


def _take(free: list[Account], name: str) -> Account | None:
    """The account of this name, taken out of those that are free."""
    same = next((one for one in free if one.customer.casefold() == name.casefold()), None)
    if same is not None:
        free.remove(same)
    return same


def _left_out(account: Account) -> Account:
    note = "left out when the case was submitted again"
    return replace(account, state=AccountState.WAIVED, note=note, settled_by="", settled_at=None, look_at=None)
