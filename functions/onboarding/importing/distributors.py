"""Rows that name distributors: each is written under its own id, as the file says."""

import re
from collections.abc import Mapping

from onboarding.domain.distribution import Distributor
from onboarding.domain.ids import DistributorId
from onboarding.domain.program import Program
from onboarding.importing import cells
from onboarding.importing.cells import BadRow

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def distributor(values: Mapping[str, str], program: Program) -> Distributor:
    """A row read and checked; raises BadRow for an unknown country or track, and for what is missing."""
    id = values.get("id", "").strip().lower()
    if not _ID.fullmatch(id):
        raise BadRow("the id must be made of letters, digits and “-”, such as “north-1”")
    name = cells.line(values.get("name", ""), "name", cells.MOST_COMPANY)
    if not name:
        raise BadRow("the name is missing")
    contact = values.get("contact_name", "")
    capacity = values.get("capacity", "").strip()
    if capacity and not capacity.isdecimal():
        raise BadRow(f"the capacity “{capacity[:20]}” is no whole number")
    return Distributor(
        id=DistributorId(id),
        name=name,
        contact=cells.person(contact or name, values.get("contact_email", ""), "contact"),
        countries=_countries(values.get("countries", ""), program),
        tracks=_tracks(values.get("tracks", ""), program),
        capacity=int(capacity or 1),
        authorised=cells.yes(values.get("authorised", "") or "yes"),
    )


def _countries(value: str, program: Program) -> tuple[str, ...]:
    found = {part: cells.country(part, program.countries) for part in cells.several(value)}
    unknown = [part for part, code in found.items() if not code]
    if not found:
        raise BadRow("no country is named")
    if unknown:
        raise BadRow(f"the country “{unknown[0][:40]}” is not one of the program's")
    return tuple(dict.fromkeys(found.values()))


def _tracks(value: str, program: Program) -> tuple[str, ...]:
    """The tracks that are named, or all of them where none is."""
    named = [part.lower() for part in cells.several(value)]
    unknown = [part for part in named if part not in program.tracks]
    if unknown:
        raise BadRow(f"the track “{unknown[0][:40]}” is not one of the program's")
    return tuple(named or program.tracks)
