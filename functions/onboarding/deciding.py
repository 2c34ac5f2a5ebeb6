"""Read, decide, commit; and again from the start where somebody else was faster."""

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from onboarding.ports.cases import Applications

TRIES = 12
"""How often a lost race is run again: each round has one winner, so sixteen at once settle well within these."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.4


def decide(applications: "Applications", read: Callable[[], Case], rule: Callable[[Case], Change]) -> Change:
    """The change that was committed. What the rule refuses passes through; raises Unavailable if every race is lost."""
    for attempt in range(TRIES):
        change = rule(read())
        try:
            applications.commit(change)
        except Conflict:
            pause = min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE)
            time.sleep(random.uniform(0, pause))  # noqa: S311 - spreads colliding writers, keeps no secret
        else:
            return change
    raise Unavailable("too many people are changing this case at once")
