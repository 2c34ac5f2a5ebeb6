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

    `previous` are the accounts as they are; those that the new form leaves out are waived. Raises Moved for an open
    case and Refused for another mailbox or track.
    """
    if application.stage is not Stage.CLOSED or application.erased is not None:
        raise Moved("This application is under way or erased; there is nothing to submit again.")
    if submission.applicant.email != application.submission.applicant.email:
        raise Refused("The e-mail address of a case stays the same.", "email")
    if submission.track != application.submission.track:
        raise Refused("What a case was begun as stays the same.", "track")
    attempts = {one.id: one for one in previous}
    accounts = [
        # The numbers of earlier questions go on, because their decisions are kept.
        replace(one, attempts=attempts[one.id].attempts, drifts=attempts[one.id].drifts) if one.id in attempts else one
        for one in _accounts(application.id, submission)
    ]
    dropped = [
        replace(one, state=AccountState.WAIVED, note="left out when the case was submitted again")
        for one in previous
        if one.id not in {account.id for account in accounts}
    ]
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
        accounts_done=0,
        waived=False,
        **_again(application, len(accounts)),
    )


def ask_question(application: Application, text: str, program: Program, now: datetime) -> Change:
    """Opens a task for ops with a clock on it; the case itself goes on as it was."""
    return questions.ask(application, text, Asker(application.submission.applicant, Role.APPLICANT), program, now)


def _again(application: Application, accounts: int) -> dict[str, Any]:
    return {
        "accounts_total": accounts,
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
