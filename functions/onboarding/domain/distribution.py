"""Distributors: who may be asked for a partner, and who is asked next."""

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onboarding.domain.application import Application
from onboarding.domain.ids import DistributorId
from onboarding.domain.people import Person

SAME_LANGUAGE = 2
"""How many times the weight of another one whose contact reads the partner's language."""


@dataclass(frozen=True, kw_only=True)
class Distributor:
    """A distributor: where (ISO 3166-1 alpha-2) and for which tracks it is authorised, and its relative capacity.

    `language` is what its contact reads, until the contact chooses on a page; empty where nobody said.
    `webhook` is the address of a system of its own that wants to know where its partners stand.
    """

    id: DistributorId
    name: str
    contact: Person
    countries: tuple[str, ...]
    tracks: tuple[str, ...]
    capacity: int = 1
    authorised: bool = True
    language: str = ""
    webhook: str = ""


@dataclass(frozen=True)
class Choice:
    """The distributor to ask next, or None; `why_not` says for every other one why it was passed over."""

    distributor: Distributor | None
    why_not: Mapping[str, str]


def choose(application: Application, distributors: Iterable[Distributor], *, most_asked: int) -> Choice:
    """Weighted by capacity and fit, stable for one application; never a decliner, nor more than `most_asked` silent.

    Who is not authorised for the country and the track is no candidate; of those who are, one fits twice as well whose
    contact reads the language in which the partner signs.
    """
    why_not: dict[str, str] = {}
    candidates: list[Distributor] = []
    for distributor in distributors:
        reason = objection(application, distributor)
        if reason:
            why_not[distributor.id] = reason
        else:
            candidates.append(distributor)
    if len(application.silent) >= most_asked:
        return Choice(None, why_not | {one.id: f"{most_asked} were silent already" for one in candidates})
    return Choice(min(candidates, key=lambda one: _draw(application, one), default=None), why_not)


def objection(application: Application, distributor: Distributor) -> str:
    """Why the distributor may not be asked for this partner, as the end of a sentence; empty where it may."""
    submission = application.submission
    if distributor.id in application.declined:
        return "declined"
    if distributor.id in application.silent:
        return "did not answer"
    if not distributor.authorised or distributor.capacity < 1:
        return "takes no partners now"
    if submission.country not in distributor.countries:
        return f"not in {submission.country}"
    if submission.track not in distributor.tracks:
        return f"not for the track {submission.track}"
    if distributor.contact.email.casefold() == submission.applicant.email.casefold():
        return "the applicant's own company"
    return ""


def _draw(application: Application, distributor: Distributor) -> float:
    """Weighted rendezvous hashing: each candidate draws a number, the smallest is asked; weight makes it smaller."""
    digest = hashlib.sha256(f"{application.id}/{distributor.id}".encode()).digest()
    uniform = (int.from_bytes(digest[:8]) + 1) / (2**64 + 1)
    fit = SAME_LANGUAGE if distributor.language == application.submission.language else 1
    return -math.log(uniform) / (distributor.capacity * fit)
