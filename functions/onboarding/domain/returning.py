"""“Not ready yet”: the gaps, a date to come back, and the invitation at that date."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from onboarding.domain.application import Application
from onboarding.domain.change import Change, change
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.messages import Letter, Mail
from onboarding.domain.people import CLOCK, Role
from onboarding.domain.stages import Outcome

LATEST = timedelta(days=730)
"""Nobody is told to come back later than this."""

_MORNING = time(8, tzinfo=UTC)


def come_back(evidence: Mapping[str, str], now: datetime) -> datetime:
    """The morning of the day named by `back` (ISO 8601); raises Refused at that field."""
    try:
        at = datetime.combine(date.fromisoformat(evidence.get("back", "").strip()), _MORNING)
    except ValueError:
        raise Refused("Please give the date from which the applicant may come back.", "back") from None
    if not now < at <= now + LATEST:
        raise Refused("Please give a date that is still to come, within two years.", "back")
    return at


def returning_at(evidence: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The fields of a case that is closed as not ready yet; raises Refused as `come_back` does."""
    back = come_back(evidence, now)
    return {"closed_as": Outcome.NOT_YET, "back": back, "look_at": back}


def invited_back(application: Application, now: datetime) -> Change:
    """The date has come: one mail with the link to submit again. Raises Moved where there is nobody to invite."""
    if application.closed_as is not Outcome.NOT_YET:
        raise Moved("This case is not one that comes back.")
    if application.look_at is None or now < application.look_at:
        raise Moved("It is not time yet.")
    return change(
        application,
        action="invited to come back",
        by=CLOCK,
        now=now,
        letters=[Letter(mail=Mail.COME_BACK, to=application.submission.applicant, role=Role.APPLICANT)],
        look_at=None,
    )
