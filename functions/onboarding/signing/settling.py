"""What a request outside comes to: one answer, through the same guarded change as everybody's.

Webhook, poll, clock and ops race for one write.
"""

from aws_lambda_powertools import Logger

from onboarding.deciding import decide
from onboarding.domain.answer import Answer
from onboarding.domain.answering import answer
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import AlreadyDecided, Moved, Refused
from onboarding.domain.people import SYSTEM
from onboarding.domain.stages import Outcome
from onboarding.world import World

logger = Logger()


def is_outside(decision: Decision | None) -> bool:
    """Whether this decision is signed at a provider outside; it stays so whatever the program says later."""
    return decision is not None and decision.kind is Kind.AGREEMENT and bool(decision.about.get("provider"))


def failed(world: World, why: str) -> Answer:
    """Not signed, for a reason that only ops can do something about; the system says so, and ops read why."""
    return Answer(outcome=Outcome.DECLINED, by=SYSTEM, at=world.clock.now(), note=why)


def settle(world: World, decision: Decision, given: Answer) -> None:
    """The same guarded change as everybody's; whoever was first has won. What the rules refuse is for ops to read."""
    extra = {"application": decision.application, "decision": decision.id, "outcome": given.outcome.value}
    try:
        decide(
            world.applications,
            lambda: world.applications.case(decision.application, decision.id),
            lambda case: answer(case, given, world.program),
        )
        logger.info("settled outside", extra=extra)
    except (AlreadyDecided, Moved) as late:
        logger.warning("settled outside, but too late", extra={**extra, "why": late.message})
    except Refused as refused:
        if given.by == SYSTEM:
            raise
        settle(world, decision, failed(world, f"Answered at the provider, but it does not count: {refused.message}"))
