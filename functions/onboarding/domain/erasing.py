"""Erasing a case: what it says of people goes, what was done stays, and the audit's chain still fits."""

from dataclasses import replace
from datetime import datetime, timedelta

from onboarding.domain.application import Application, Submission
from onboarding.domain.change import Change, change
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.people import Actor, Person
from onboarding.domain.stages import Stage

ACTION = "personal data erased"
"""What the audit calls it; whoever checks an export looks for it behind events that were emptied."""

SETTLES = timedelta(days=1)
"""After the end of a case its last mails go out and its workflow ends; before that nothing is taken away."""

_NOBODY = Person("", "")


def may_erase(application: Application, now: datetime) -> None:
    """Raises Moved where it is done already, and Refused with the reason and what to do where the data is needed."""
    if application.erased is not None:
        raise Moved("What this case said of people is erased already.")
    if application.stage is Stage.ACTIVE:
        raise Refused(
            "This is an active partner: its agreement cannot be kept without knowing with whom. End the partnership "
            "first; its data can be erased a day later, and the sealed agreement stays as evidence."
        )
    if application.stage is not Stage.CLOSED:
        raise Refused("This case is under way, and people are asked about it. Close it first; a day later it can go.")
    over = application.reached[-1].at + SETTLES
    if now < over:
        raise Refused(
            "This case ended less than a day ago, and its last mails are on their way. "
            f"Please wait until {over:%d %B, %H:%M} UTC."
        )


def erase(application: Application, by: Actor, reason: str, now: datetime) -> Change:
    """The case without anybody in it: its stages, dates, outcomes and the fingerprints of its agreements stay.

    Raises Moved and Refused as `may_erase`, and Refused where nobody says why, or who.
    """
    may_erase(application, now)
    if not reason.strip():
        raise Refused("Please say why, in a sentence.", "reason")
    if not by.name.strip():
        raise Refused("Please give your name.", "name")
    return change(
        application,
        action=ACTION,
        by=by,
        now=now,
        details={"reason": reason.strip()},
        erased=now,
        submission=_blank(application.submission),
        signer=None,
        reasons=tuple(replace(one, why="") for one in application.reasons),
        twins=(),
        tongues={},
        hits=(),
        cleared=(),
        reason="",
        look_at=None,
        back=None,
    )


def _blank(form: Submission) -> Submission:
    """The track, the country and the language tell about nobody."""
    return Submission(
        track=form.track,
        company="",
        website="",
        domain="",
        country=form.country,
        applicant=_NOBODY,
        signer=_NOBODY,
        people=0,
        services=(),
        customers=(),
        language=form.language,
    )
