"""Read, decide, commit; and again from the start where somebody else was faster."""

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Conflict, Unavailable
from onboarding.domain.tongues import remembered
from onboarding.speaking import read_here

if TYPE_CHECKING:
    from onboarding.ports.cases import Applications

TRIES = 12
"""How often a lost race is run again: each round has one winner, so sixteen at once settle well within these."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.4


def decide(applications: "Applications", read: Callable[[], Case], rule: Callable[[Case], Change]) -> Change:
    """The change that was committed. What the rule refuses passes through; raises Unavailable if every race is lost.

    Whoever decides on a page is written to in that page's language from then on.
    """
    for attempt in range(TRIES):
        case = read()
        change = remembered(rule(case), read_here(), case.decision)
        try:
            applications.commit(change)
        except Conflict:
            pause = min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE)
            time.sleep(random.uniform(0, pause))  # noqa: S311 - spreads colliding writers, keeps no secret
        else:
            return change
    raise Unavailable("too many people are changing this case at once")
