"""Mail that did not arrive: each is one task for ops, who see to it that whoever was meant hears of it."""

from datetime import datetime
from enum import StrEnum

from onboarding.domain.application import Application
from onboarding.domain.asking import opened
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Kind
from onboarding.domain.ids import DecisionId, MessageId
from onboarding.domain.messages import Letter, Mail, Message, MessageState
from onboarding.domain.people import SYSTEM, Role
from onboarding.domain.program import Program


class Failure(StrEnum):
    """What became of a mail instead of being read."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"
    SUPPRESSED = "suppressed"
    REFUSED = "refused"


STATES = {
    Failure.BOUNCED: MessageState.BOUNCED,
    Failure.SUPPRESSED: MessageState.BOUNCED,
    Failure.COMPLAINED: MessageState.COMPLAINED,
    Failure.REFUSED: MessageState.FAILED,
}
"""What is noted on the message."""


def task_of(message: MessageId) -> DecisionId:
    """The id of the task about a message, always the same: an event that comes twice makes one task."""
    number, _, place = message.partition("-")
    return DecisionId(f"{Kind.TASK.value}-{int(number)}-{int(place) + 1}")


def undelivered(
    application: Application, message: Message, failure: Failure, why: str, program: Program, now: datetime
) -> Change:
    """Opens the task. Ops are mailed about it, unless it is ops' own mailbox that cannot be reached."""
    letter, ops = message.letter, program.vendor.ops
    about = {
        "happened": failure.value,
        "mail": letter.mail.value,
        "to": letter.to.email,
        "name": letter.to.name,
        "role": letter.role.value,
        "note": why[:500],
    }
    task = opened(application, Kind.TASK, Role.OPS, ops, program, now, about=about, id=task_of(message.id))
    told = [Letter(mail=Mail.DECIDE_TASK, to=ops, role=Role.OPS, decision=task.id)]
    return change(
        application,
        action=f"mail {failure.value}",
        by=SYSTEM,
        now=now,
        details={"decision": task.id, "message": message.id, "mail": letter.mail.value, "why": about["note"]},
        letters=[] if letter.to.email == ops.email else told,
        asked=[task],
    )
