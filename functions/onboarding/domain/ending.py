"""The end of a relation between a partner and one customer, at the wish of either, or of ops."""

from dataclasses import replace
from datetime import datetime

from onboarding.domain.account import Account, AccountState, Level
from onboarding.domain.application import Application
from onboarding.domain.asking_customers import question_of
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Settlement
from onboarding.domain.errors import Moved
from onboarding.domain.gate import refused_without
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import Actor, Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage


def may_end(application: Application, account: Account) -> bool:
    """Whether there is a relation to end: before it is settled, the customer's no or the partner's change does it.

    Of an active partner, whom ops took on without this customer's answer, any relation can end.
    """
    unsettled = application.stage is Stage.ACTIVE and account.state in (AccountState.WAITING, AccountState.REFUSED)
    return application.stage is not Stage.CLOSED and (account.state is AccountState.DONE or unsettled)


def end_relation(
    application: Application, account: Account, by: Actor, reason: str, now: datetime, program: Program
) -> Change:
    """Takes the account out of the case; the customer, the partner and ops are told who ended it.

    Raises Moved where there is nothing to end.
    """
    if not may_end(application, account):
        raise Moved("There is nothing to end here.")
    ended = replace(
        account,
        state=AccountState.ENDED,
        level=Level.NONE,
        settled_by=by.name,
        settled_at=now,
        note=reason.strip(),
        grant=None,
        drift=None,
        look_at=None,
    )
    facts = {"customer": account.customer, "by": by.name, "side": by.role.value, "note": reason.strip()}
    people = [
        (application.submission.applicant, Role.APPLICANT),
        (account.nominee, Role.CUSTOMER),
        (program.vendor.ops, Role.OPS),
    ]
    over = [id for id in (account.drift, question_of(account)) if id]
    return change(
        application,
        action="relation ended",
        by=by,
        now=now,
        details={"account": account.id, "reason": reason.strip()},
        letters=[Letter(mail=Mail.RELATION_ENDED, to=to, role=role, facts=facts) for to, role in people],
        settled=[Settlement(id, Outcome.ENDED, by, now, reason.strip()) for id in over],
        accounts=[ended],
        accounts_total=application.accounts_total - 1,
        accounts_done=application.accounts_done - (account.state is AccountState.DONE),
        accounts_refused=refused_without(application, account),
    )
