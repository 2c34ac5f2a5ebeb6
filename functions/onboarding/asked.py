"""What an account's nominee is really asked, whatever release wrote the account."""

from dataclasses import replace

from onboarding.domain.account import Account
from onboarding.domain.asking_customers import question_of
from onboarding.world import World


def as_asked(world: World, account: Account) -> Account:
    """The account, marked where its question was settled without an answer: earlier releases did not note that."""
    asked = question_of(account)
    if asked is None:
        return account
    decision = world.applications.case(account.application, asked).decision
    return account if decision is not None and decision.open else replace(account, overtaken=True)
