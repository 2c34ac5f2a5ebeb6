"""New versions of the agreement as the clock meets them: some partners a pass, so that a large program takes hours."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice

from onboarding import relay
from onboarding.deciding import decide
from onboarding.domain.application import Application
from onboarding.domain.errors import Moved
from onboarding.domain.notices import Notice, Unpublished, official
from onboarding.domain.renewal_terms import RenewalTerms
from onboarding.domain.renewing import begin
from onboarding.world import World


def ask_some(world: World, now: datetime) -> Counter[str]:
    """Begins with the next partners of each version whose day has come and whose notice is published.

    It reads those who are to be asked and nobody else: whoever has been asked is listed elsewhere.
    """
    done: Counter[str] = Counter()
    for terms in world.program.renewals:
        notice = _announced(world, terms) if terms.opens(now) else None
        if notice is not None:
            for one in islice(to_be_asked(world, terms), terms.per_pass):
                begun = relay.guarded(partial(_begin, world, one, terms, notice, now), one.id, "renewal not begun")
                done["renewing" if begun else "failed"] += 1
    return done


def _announced(world: World, terms: RenewalTerms) -> Notice | None:
    try:
        return official(world.notices.find(terms.notice), terms.by)
    except Unpublished:
        return None


def to_be_asked(world: World, terms: RenewalTerms) -> Iterator[Application]:
    """Active partners who are still to be asked for this version."""
    for version in terms.replaces:
        for track in terms.tracks:
            yield from world.applications.agreed(version, track)


def _begin(world: World, one: Application, terms: RenewalTerms, notice: Notice, now: datetime) -> None:
    """One guarded change; the workflow is started by the relay, as for a new case."""
    try:
        decide(
            world.applications,
            lambda: world.applications.case(one.id),
            lambda case: begin(case.application, terms, notice, world.program, now),
        )
    except Moved:
        return
