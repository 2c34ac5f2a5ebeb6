"""Cases that hang and cases that rightly wait, at each place where a case can be."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from onboarding.domain import asking
from onboarding.domain.application import Application
from onboarding.domain.decision import EXPIRING, Kind
from onboarding.domain.distribution import Choice
from onboarding.domain.hanging import PATIENCE
from onboarding.domain.ids import DecisionId
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from tests.support.samples import NORTH, NOW, PROGRAM, Walk

type Seen = tuple[Application, datetime]
"""A case, and when somebody looks at it."""


def walks() -> list[Application]:
    """A case at each place where it can wait, by the real rules."""
    reached: list[Walk] = [Walk.of(), Walk.of(), Walk.of().to_readiness(), Walk.of().to_distributor()]
    reached[1].do(asking.ask_for_confirmation, PROGRAM)
    asked = Walk.of().to_distributor()
    asked.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    held = Walk.of().to_distributor()
    held.do(asking.ask_distributor, Choice(None, {}), PROGRAM)
    held.do(asking.hold, Outcome.NOBODY.value, "", PROGRAM)
    low = Walk.of(people=1, services=(), customers=()).to_readiness()
    low.do(asking.ask_reviewer, PROGRAM)
    reached += [asked, held, low, Walk.of().to_agreement(), Walk.of().to_customers(), Walk.of().to_active()]
    return [walk.application for walk in reached]


def healthy(one: Application, draw: random.Random) -> Seen:
    """The case at a moment at which all that should have happened by itself has happened."""
    kind = (one.decision or "").partition("-")[0]
    if not one.decision_open:
        return one, one.since + draw.random() * PATIENCE
    by_the_clock = kind in {each.value for each in EXPIRING}
    longest = one.due - one.since + PATIENCE if by_the_clock and one.due else timedelta(days=400)
    return one, one.since + draw.random() * longest


PLANTS: Sequence[Callable[[Application], Seen]] = (
    # The workflow was lost, or its step never ran.
    lambda one: (replace(one, decision_open=False, held=False, holder=Role.VENDOR), one.since + PATIENCE * 1.01),
    # The hold was never opened.
    lambda one: (replace(one, decision_open=False, held=True, holder=Role.OPS), one.since + PATIENCE * 1.01),
    # The clock passed it over.
    lambda one: (
        replace(one, decision=DecisionId(f"{Kind.DISTRIBUTOR}-1"), decision_open=True, held=False, due=NOW),
        NOW + PATIENCE * 1.01,
    ),
    # A decision that was left to nobody.
    lambda one: (replace(one, decision_open=True, held=False, holder=Role.NOBODY), one.since + PATIENCE * 1.01),
)


def planted_and_others(planted: int, others: int) -> tuple[list[Seen], list[Seen]]:
    """So many that hang, and so many that do not; the same ones each time."""
    draw = random.Random(18)  # noqa: S311 - repeatable, no secret
    places = walks()
    under_way = [one for one in places if one.stage not in ("active", "closed")]
    hung = [PLANTS[at % len(PLANTS)](draw.choice(under_way)) for at in range(planted)]
    return hung, [healthy(draw.choice(places), draw) for _ in range(others)]
