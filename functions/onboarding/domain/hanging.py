"""Cases that hang: something should have happened by itself, and has not."""

from datetime import datetime, timedelta

from onboarding.domain.decision import EXPIRING, Kind
from onboarding.domain.people import Role
from onboarding.domain.standing import Standing

PATIENCE = timedelta(hours=1)
"""How long a step, its retries and a pass of clock and reconciler may take together."""

_BY_THE_CLOCK = frozenset(kind.value for kind in EXPIRING) - {Kind.CHECKIN.value}


def why_hung(application: Standing, now: datetime) -> str:
    """Why the case hangs, as a sentence for ops; empty where somebody is rightly waited for."""
    if application.idle:
        return ""
    begun = max(application.since, application.invited or application.since)
    waited = now - begun > PATIENCE
    waits_for = application.waits_for
    if waits_for is None and application.held:
        return "It is held, and nobody has been asked to decide." if waited else ""
    if waits_for is None:
        return "It is the workflow's turn, and the workflow does not go on." if waited else ""
    if application.holder in (Role.VENDOR, Role.NOBODY):
        return "A decision is open, and nobody holds it." if waited else ""
    if application.renewal is not None:
        return ""  # the question stays open past the partner's date, which has a clock of its own
    kind = waits_for.partition("-")[0]
    if kind in _BY_THE_CLOCK and application.due and now - application.due > PATIENCE:
        return "Its date has passed, and the clock has not acted."
    return ""
