"""A list that was dropped or taken away: what is in force of it afterwards, whatever order word of it comes in."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from onboarding.domain.errors import NotFound
from onboarding.importing.dialects import Unreadable
from onboarding.screening import sweeping
from onboarding.screening.editions import written
from onboarding.screening.lists import ACCEPTED, DeniedList
from onboarding.screening.parsing import Reading, entries
from onboarding.world import World

_DIGITS = 8


def taken(world: World, file: str) -> DeniedList | None:
    """Looks at the file as it is now, writes what became of it, and screens everybody where a list in force changed.

    None for what is no list. Raises Conflict where somebody else looked at the same time: looked at again, it is right.
    """
    if file.startswith(ACCEPTED) or file.endswith("/"):
        return None
    # Its record first: whoever reads an older file than somebody else then cannot write over theirs.
    before = next((one for one in world.denied_lists.listed() if one.file == file), None)
    after = _looked_at(world, file, before)
    if after is not None and after != before:
        world.denied_lists.keep(before, after)
    sweeping.ensure(world)
    return after or before


def _looked_at(world: World, file: str, before: DeniedList | None) -> DeniedList | None:
    """The list's record after this look; None for a file that never was one and is not there."""
    now = world.clock.now()
    known = before or DeniedList(file=file, at=now)
    try:
        found = world.list_files.found(file)
    except NotFound:
        gone = replace(known, etag="", accepted="", problem="", number=known.number + 1, at=now)
        return gone if before is not None and before.etag else before
    if found.etag == known.etag:
        return before
    seen = replace(known, etag=found.etag, number=known.number + 1, at=now, problem="")
    counted, accepted = Reading(), f"{ACCEPTED}{found.etag}.csv"
    try:
        pieces = world.list_files.read(found, 0)
        world.list_files.write(accepted, _in_batches(written(entries(pieces, counted))))
    except Unreadable as problem:
        return replace(seen, problem=str(problem))
    version = f"{now:%Y-%m-%d} {found.etag[:_DIGITS]}"
    return replace(seen, accepted=accepted, version=version, names=counted.names, left_out=counted.left_out)


def _in_batches(pieces: Iterator[bytes]) -> Iterator[bytes]:
    while batch := b"".join(islice(pieces, 1000)):
        yield batch
