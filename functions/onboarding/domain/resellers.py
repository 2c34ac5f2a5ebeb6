"""Reseller ids: short, with a check character, and what anybody may know about whoever has one."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from onboarding.domain.application import Application
from onboarding.domain.ids import ApplicationId, ResellerId
from onboarding.domain.stages import Stage

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 characters, a prime number of them, without those that look like others (0, 1, I, L, O)."""

_DRAWN = 6
_SHAPE = re.compile(f"[{_ALPHABET}]{{{_DRAWN + 1}}}")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What the check page shows: `since` is when the partner became active, `ended` when it ceased to be."""

    reseller: ResellerId
    application: ApplicationId
    company: str
    country: str
    distributor: str
    since: datetime
    ended: datetime | None = None


def new_reseller_id() -> ResellerId:
    """Six random characters, 887 million possibilities, and the check character; who stores it looks for a clash."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_DRAWN))
    return ResellerId(drawn + _check(drawn))


def reseller_id(text: str) -> ResellerId | None:
    """The id in what somebody typed, in either case, with spaces or hyphens; None where the check does not hold."""
    bare = re.sub(r"[\s-]", "", text).upper()
    fits = _SHAPE.fullmatch(bare) is not None and _check(bare[:_DRAWN]) == bare[_DRAWN]
    return ResellerId(bare) if fits else None


def listing(application: Application) -> Listing | None:
    """The entry of a partner that has a reseller id."""
    if application.reseller is None:
        return None
    # It may leave and apply again: what counts is when it was active last, and what came after that.
    active = [at for at, reached in enumerate(application.reached) if reached.stage is Stage.ACTIVE]
    return Listing(
        reseller=application.reseller,
        application=application.id,
        company=application.submission.company,
        country=application.submission.country,
        distributor=application.distributor_name,
        since=application.reached[active[-1]].at,
        ended=None if application.stage is Stage.ACTIVE else application.reached[active[-1] + 1].at,
    )


def _check(drawn: str) -> str:
    """Weights that differ, modulo a prime: one wrong character, or any two that changed places, do not fit."""
    total = sum(weight * _ALPHABET.index(character) for weight, character in enumerate(drawn, start=2))
    return _ALPHABET[-total % len(_ALPHABET)]
