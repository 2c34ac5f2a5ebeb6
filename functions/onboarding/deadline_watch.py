"""Deadlines as the clock and the relay meet them: put on a new case, announced, missed, and held against the notice."""

from datetime import datetime

from onboarding.deciding import decide
from onboarding.domain import deadlines
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.deadline_letters import may_go_out, notice_of
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Moved
from onboarding.domain.messages import Mail, Message
from onboarding.domain.stages import Outcome
from onboarding.world import World

ABOUT_DEADLINES = frozenset({Mail.DEADLINE_NEAR, Mail.DEADLINE_DECIDED, Mail.ACCEPT_AGREEMENT})
"""Mails that may go out only while their notice is published."""


def begin(world: World, application: Application) -> None:
    """Puts the program's deadline on a case that lacks it; one that has it, or needs none, is fine."""
    if deadlines.term_to_begin(application, world.program, world.clock.now()) is None:
        return
    try:
        decide(
            world.applications,
            lambda: world.applications.case(application.id),
            lambda case: deadlines.begin(case.application, world.program, world.clock.now()),
        )
    except Moved:
        return


def look(world: World, decision: Decision, now: datetime) -> None:
    """Does what is due at a running deadline: a mail of the ladder, or, past the date, a decision for ops.

    Raises Moved where it does not run any more.
    """

    def rule(case: Case) -> Change:
        if now >= decision.due:
            return deadlines.pass_by(case, world.program, now)
        return deadlines.approach(case, world.notices.find(notice_of(decision.about)), now)

    decide(world.applications, lambda: world.applications.case(decision.application, decision.id), rule)


def silenced(world: World, message: Message, case: Case, now: datetime) -> bool:
    """Whether a mail that was queued must not go out after all: its notice was withdrawn, or its day is over.

    That accounts were released a partner hears in any case: the notice stood when it was decided.
    """
    letter = message.letter
    if letter.facts.get("decided") == Outcome.RELEASED:
        return False
    if letter.mail not in ABOUT_DEADLINES or "announced" not in letter.facts:
        return False
    notice = world.notices.find(notice_of(letter.facts))
    return not may_go_out(letter, case, notice, message.queued_at, now)
