"""A form that is being filled in: kept for whoever holds its link, on any device, until it is sent or forgotten."""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from onboarding.domain.ids import ApplicationId
from onboarding.domain.link import hash_of
from onboarding.domain.stages import Stage
from onboarding.domain.tracks import Track

type Typed = Mapping[str, Sequence[str]]
"""Form fields as they were typed, right or wrong."""


class Group(StrEnum):
    """The questions, a page at a time."""

    COMPANY = "company"
    PEOPLE = "people"
    QUESTIONS = "questions"
    CUSTOMERS = "customers"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """`application` is the id of the case that it will become; `sent` is when it did.

    Of the tokens that open it, only the SHA-256 is kept: `author` is the first browser's, `mailed` the newest mail's.
    """

    application: ApplicationId
    track: str
    author: str
    mailed: str = ""
    answers: Mapping[Group, Typed] = field(default_factory=dict)
    expires: datetime
    sent: datetime | None = None

    def opened_by(self, token: str) -> bool:
        """Whether this token is one of the form's own."""
        found = hash_of(token)
        return any(hmac.compare_digest(found, one) for one in (self.author, self.mailed) if one)

    @property
    def fields(self) -> dict[str, Sequence[str]]:
        """Everything typed so far."""
        return {name: values for typed in self.answers.values() for name, values in typed.items()}

    def first(self, name: str) -> str:
        """The first value of a field, empty where nothing was typed."""
        return next(iter(self.fields.get(name, ())), "")

    def after(self, group: Group, groups: Sequence[Group], wrong: Collection[Group | None] = ()) -> Group | None:
        """The next page that nobody has filled in, or was left with something `wrong` on it; None for sending."""
        left = [one for one in groups if one is not group and (one not in self.answers or one in wrong)]
        return left[0] if left else None


def groups_of(track: Track) -> list[Group]:
    """The pages of a track's form, in order."""
    asked = {Group.QUESTIONS: bool(track.questions), Group.CUSTOMERS: track.has(Stage.CUSTOMERS)}
    return [group for group in Group if asked.get(group, True)]
