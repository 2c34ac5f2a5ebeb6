"""What follows from ops closing a held case."""

from onboarding.domain import asking
from onboarding.domain.answering import expire
from onboarding.domain.messages import Mail
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from tests.support.samples import PROGRAM, Walk


def closed_by_ops(walk: Walk) -> list[Mail]:
    change = walk.answer(Outcome.CLOSED, Role.OPS, note="Nobody answers.")
    assert change.application.place == "closed"
    return [message.letter.mail for message in change.messages]


def test_an_applicant_whose_mailbox_is_proved_is_told() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.hold, "failed", "States.Timeout", PROGRAM)
    assert closed_by_ops(walk) == [Mail.CASE_CLOSED]


def test_nobody_is_written_to_at_a_mailbox_that_was_never_proved() -> None:
    walk = Walk.of()
    walk.do(asking.ask_for_confirmation, PROGRAM)
    walk._keep(expire(walk.case(), walk.pass_time(days=14)))
    walk.do(asking.hold, "expired", "", PROGRAM)
    assert closed_by_ops(walk) == []
