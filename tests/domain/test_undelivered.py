"""Mail that did not arrive: one task for ops, who are mailed about it unless they are the ones who get none."""

from dataclasses import replace

import pytest

from onboarding.domain.asking import ask_reviewer
from onboarding.domain.messages import Mail, Message
from onboarding.domain.people import Person
from onboarding.domain.undelivered import Failure, undelivered
from tests.support.samples import PROGRAM, Walk


def bounced(to: Person) -> tuple[Walk, Message]:
    """A reviewer's mail to this mailbox bounced."""
    walk = Walk.of().to_readiness()
    (sent,) = walk.do(ask_reviewer, PROGRAM).messages
    return walk, replace(sent, letter=replace(sent.letter, to=to))


def test_ops_get_one_task_and_one_mail_about_it() -> None:
    walk, message = bounced(PROGRAM.vendor.reviewer)
    told = walk.do(lambda one, now: undelivered(one, message, Failure.BOUNCED, "550", PROGRAM, now))
    (task,) = told.asked
    assert (task.about["to"], task.about["happened"]) == (PROGRAM.vendor.reviewer.email, "bounced")
    assert [(one.letter.mail, one.letter.to, one.letter.decision) for one in told.messages] == [
        (Mail.DECIDE_TASK, PROGRAM.vendor.ops, task.id)
    ]


@pytest.mark.parametrize("failure", list(Failure))
def test_a_mailbox_of_ops_that_gets_no_mail_is_not_mailed_about_it(failure: Failure) -> None:
    walk, message = bounced(PROGRAM.vendor.ops)
    told = walk.do(lambda one, now: undelivered(one, message, failure, "550", PROGRAM, now))
    assert (told.messages, len(told.asked)) == ((), 1)
