"""How long what the program knows of people is kept once nobody works with it any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from onboarding.domain.application import Application
from onboarding.domain.checked import need, only
from onboarding.domain.errors import ProgramError
from onboarding.domain.stages import Stage
from onboarding.domain.waits import duration

LEAST = timedelta(days=2)
"""Shorter than this the last mails of a case might not have gone out."""


@dataclass(frozen=True)
class Retention:
    """Counted from the end of a case, or from the last change of a form that nobody has sent (`drafts`).

    `unconfirmed` is for those who never proved their mailbox, `refused` for cases that ended without an agreement,
    `ended` for those that had one.
    """

    drafts: timedelta
    unconfirmed: timedelta
    refused: timedelta
    ended: timedelta

    @property
    def shortest(self) -> timedelta:
        """No case goes earlier."""
        return min(self.unconfirmed, self.refused, self.ended)

    def of(self, application: Application) -> timedelta:
        """How long this case is kept after its end."""
        if application.agreement is not None:
            return self.ended
        confirmed = any(one.stage not in (Stage.EMAIL, Stage.CLOSED) for one in application.reached)
        return self.refused if confirmed else self.unconfirmed

    def over_at(self, application: Application) -> datetime | None:
        """When a closed case goes by itself; None while it is under way."""
        return application.reached[-1].at + self.of(application) if application.stage is Stage.CLOSED else None

    def is_over(self, application: Application, now: datetime) -> bool:
        """Whether that time has come. Who was told to come back on a date is kept until then."""
        at = self.over_at(application)
        return at is not None and now >= max(at, application.back or at)


def retention(table: Mapping[str, Any]) -> Retention:
    """The section `retention`; raises ProgramError naming the key that is wrong."""
    names = ("drafts", "unconfirmed", "refused", "ended")
    only(table, set(names), "retention")
    found = {name: duration(need(table, name, str, "retention"), f"retention.{name}") for name in names}
    for name, length in found.items():
        if length < LEAST:
            raise ProgramError(f"retention.{name}: at least {LEAST.days} days")
    return Retention(**found)
