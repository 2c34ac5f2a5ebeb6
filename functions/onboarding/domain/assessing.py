"""Readiness assessed: the score with its reasons, who else looks like the same company, and where the case goes."""

from collections.abc import Sequence
from datetime import datetime

from onboarding.domain.application import Application, Twin
from onboarding.domain.change import Change, change
from onboarding.domain.people import SYSTEM, Role
from onboarding.domain.readiness import Assessment
from onboarding.domain.screening import Hit
from onboarding.domain.stages import Outcome, after
from onboarding.domain.suspecting import evidence, uncleared


def assessed(
    application: Application,
    assessment: Assessment,
    now: datetime,
    *,
    twins: Sequence[Twin] = (),
    hits: Sequence[Hit] = (),
) -> Change:
    """Stores the score with its reasons; a good one goes on by itself, unless the company seems to be known already.

    `twins` are the other cases of what may be the same company, `hits` what denied-party lists say: a person judges
    then, whatever the score.
    """
    hits = uncleared(application, hits)
    outcome = Outcome.READY if assessment.ready and not twins and not hits else Outcome.REVIEW
    details = {"score": str(assessment.score), "outcome": outcome.value, "tier": assessment.tier}
    if twins:
        details["twins"] = " ".join(twin.application for twin in twins)
    details |= evidence(hits)
    return change(
        application,
        action="readiness assessed",
        by=SYSTEM,
        now=now,
        details=details,
        stage=after(application.stage, outcome, application.path),
        holder=Role.VENDOR,
        due=None,
        score=assessment.score,
        reasons=assessment.reasons,
        tier=assessment.tier,
        twins=tuple(twins),
        hits=hits,
    )
