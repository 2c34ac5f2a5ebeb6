"""The last look before a partner is active."""

from collections.abc import Sequence
from datetime import datetime

from onboarding.domain.account import Account, AccountState
from onboarding.domain.application import Application
from onboarding.domain.change import Change, change
from onboarding.domain.ids import ResellerId
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import SYSTEM, Role
from onboarding.domain.program import Program
from onboarding.domain.resellers import new_reseller_id
from onboarding.domain.stages import Outcome, after


def activated(
    application: Application,
    accounts: Sequence[Account],
    program: Program,
    now: datetime,
    reseller: ResellerId | None = None,
) -> Change:
    """Makes the partner active if the accounts, read again just now, are what the program requires; else ops look.

    `reseller` is the id that it gets, unless it has one; storing it fails where another partner has the same.
    While a hit of a denied-party list waits for a person's word, nobody becomes active.
    """
    unproven = [one.id for one in accounts if one.counted and not _proven(one, program)]
    holds = application.hits or (unproven and not application.waived)
    outcome = Outcome.UNPROVEN if holds else Outcome.ACTIVATED
    active = outcome is Outcome.ACTIVATED
    applicant = application.submission.applicant
    return change(
        application,
        action=outcome.value,
        by=SYSTEM,
        now=now,
        details={"unproven": " ".join(unproven)} if unproven else {},
        letters=[Letter(mail=Mail.PARTNER_ACTIVE, to=applicant, role=Role.APPLICANT)] if active else [],
        stage=after(application.stage, outcome, application.path),
        holder=Role.NOBODY if active else Role.OPS,
        due=None,
        held=not active,
        reseller=application.reseller or (reseller or new_reseller_id() if active else None),
        look_at=now + program.checkins[0] if active and program.checkins else None,
    )


def _proven(account: Account, program: Program) -> bool:
    return account.state is AccountState.DONE and account.level.reaches(program.required_level)
