"""A nominee's answer about one customer account, and what it means for the gate over all of them."""

from dataclasses import replace

from onboarding.domain.account import Account, AccountState, Level
from onboarding.domain.answer import Answer, settlement
from onboarding.domain.application import Case
from onboarding.domain.asking import asking_letter
from onboarding.domain.asking_customers import connecting
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Moved
from onboarding.domain.gate import gate
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import Role
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage


def answer_admin(case: Case, decision: Decision, given: Answer, program: Program) -> Change:
    """The change that a nominee's yes or no makes to the account and, where it is the last one, to the stage.

    Raises Moved where the account is settled, or somebody else at this customer is asked now.
    """
    application, account = case.application, case.account
    if account is None or account.state is not AccountState.WAITING:
        raise Moved("This customer account is settled already.")
    if decision.asked != account.nominee:
        raise Moved("Somebody else at this customer is asked now.")
    confirmed = given.outcome is Outcome.CONFIRMED
    account = _after(account, given, program)
    done = account.state is AccountState.DONE
    counted = replace(
        application,
        accounts_done=application.accounts_done + done,
        accounts_refused=application.accounts_refused + (not confirmed),
    )
    proof = [connecting(account, application, program, given.at)] if confirmed and not done else []
    mail = Mail.ADMIN_CONFIRMED if confirmed else Mail.ACCOUNT_REFUSED
    facts = {"customer": account.customer, "nominee": account.nominee.name, "note": given.note.strip()}
    if application.stage is Stage.ACTIVE:  # said in the letter, which may go out late
        facts["active"] = "yes"
    letter = Letter(mail=mail, to=application.submission.applicant, role=Role.APPLICANT, facts=facts)
    closed, fields = gate(counted, given.by, given.at)
    return change(
        application,
        action=f"customer {given.outcome.value}",
        by=given.by,
        now=given.at,
        details={
            "decision": decision.id,
            "account": account.id,
            "level": account.level.value,
            "note": given.note.strip(),
        },
        letters=[letter, *(asking_letter(one) for one in proof)],
        asked=proof,
        settled=[settlement(decision, given), *closed],
        accounts=[account],
        accounts_done=counted.accounts_done,
        accounts_refused=counted.accounts_refused,
        **fields,
    )


def _after(account: Account, given: Answer, program: Program) -> Account:
    """The account after the nominee's answer: done only where the nominee's word is all that the program asks."""
    account = replace(account, settled_by=given.by.name, settled_at=given.at)
    if given.outcome is not Outcome.CONFIRMED:
        return replace(account, state=AccountState.REFUSED, level=Level.NONE, note=given.note.strip())
    done = Level.ATTESTED.reaches(program.required_level)
    return replace(account, state=AccountState.DONE if done else AccountState.WAITING, level=Level.ATTESTED)
