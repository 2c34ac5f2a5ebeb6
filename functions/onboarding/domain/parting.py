"""The end of a partnership, by a person's decision: the agreement is kept as ended, and whoever is asked is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from onboarding.domain.application import Application
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Settlement
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import Actor, Role
from onboarding.domain.stages import Outcome, Stage, after

NOTHING_ASKED: Mapping[str, Any] = {
    "due": None,
    "decision_open": False,
    "deadline": None,
    "deadline_at": None,
    "held": False,
}


def parted(
    application: Application,
    by: Actor,
    reason: str,
    now: datetime,
    *,
    details: Mapping[str, str],
    settled: Sequence[Settlement] = (),
) -> Change:
    """Ends what an active partner has with the vendor; the partner may come back as the same case."""
    asked, letters = taken_back(application, Outcome.ENDED, by, now)
    told = Letter(mail=Mail.CASE_CLOSED, to=application.submission.applicant, role=Role.APPLICANT)
    return change(
        application,
        action="partnership ended",
        by=by,
        now=now,
        details={**details, "note": reason.strip()},
        letters=[told, *letters],
        settled=[*settled, *asked],
        stage=after(application.stage, Outcome.ENDED),
        closed_as=Outcome.ENDED,
        reason=reason.strip(),
        look_at=None,
        holder=Role.NOBODY,
        **NOTHING_ASKED,
    )


def taken_back(
    application: Application, outcome: Outcome, by: Actor, now: datetime
) -> tuple[list[Settlement], list[Letter]]:
    """What is still open, and where that is the signer's question, the word that it need not be answered any more."""
    asked = application.decision if application.decision_open else None
    if asked is None:
        return [], []
    done = [Settlement(asked, outcome, by, now)]
    if application.held or application.works_at is not Stage.AGREEMENT:
        return done, []
    facts = {"customer": ""}
    return done, [Letter(mail=Mail.NO_LONGER_ASKED, to=application.signs, role=Role.SIGNER, facts=facts)]
