"""What other systems are told when a case reaches a stage: numbers and codes, and not a word about anybody.

An event bus, its archive and whoever listens keep what they are sent: no person and no company is named in it, so that
nothing there has to be erased.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onboarding.domain.application import Application
from onboarding.domain.events import Event
from onboarding.domain.ids import ApplicationId

VERSION = 1
"""Of the event's shape. What is added keeps it; whatever is renamed or left out is a new one, sent beside the old."""


@dataclass(frozen=True, kw_only=True)
class StageChange:
    """One case has reached a stage. `number` is that of the audit event: of two, the higher one came later.

    `before` is empty for a new case; `country`, `tier`, `distributor`, `reseller` and `closed_as` until they are known.
    """

    application: ApplicationId
    number: int
    at: datetime
    stage: str
    before: str
    track: str
    country: str
    tier: str = ""
    distributor: str = ""
    reseller: str = ""
    closed_as: str = ""

    @property
    def id(self) -> str:
        """The same however often it is sent: whoever has seen it leaves it alone."""
        return f"{self.application}-{self.number}"


def stage_change(before: Application, after: Application, event: Event) -> StageChange | None:
    """What this event means to others; None where the case stays at its stage."""
    new = before.version == 0
    if after.stage is before.stage and not new:
        return None
    return StageChange(
        application=after.id,
        number=event.number,
        at=event.at,
        stage=after.stage.value,
        before="" if new else before.stage.value,
        track=after.submission.track,
        country=after.submission.country,
        tier=after.tier,
        distributor=after.distributor or "",
        reseller=after.reseller or "",
        closed_as=after.closed_as.value if after.closed_as else "",
    )


def published(change: StageChange) -> Mapping[str, Any]:
    """The event as it is sent (docs/events/stage-changed.v1.schema.json): what is not known yet is not in it.

    `at` is in UTC, to the millisecond.
    """
    known = {
        "before": change.before,
        "country": change.country,
        "tier": change.tier,
        "distributor": change.distributor,
        "reseller": change.reseller,
        "closedAs": change.closed_as,
    }
    return {
        "version": VERSION,
        "id": change.id,
        "application": change.application,
        "number": change.number,
        "at": change.at.isoformat(timespec="milliseconds"),
        "stage": change.stage,
        "track": change.track,
        **{name: value for name, value in known.items() if value},
    }
