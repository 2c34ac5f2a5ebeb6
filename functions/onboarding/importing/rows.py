"""What all kinds of rows share: how they are read, and how a lost race is run again."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onboarding.domain.errors import Conflict, Unavailable
from onboarding.domain.people import Actor, ActorKind, Role
from onboarding.importing.cells import BadRow
from onboarding.importing.dialects import Dialect, values
from onboarding.importing.records import Record
from onboarding.importing.runs import Claim, Result, Run, What
from onboarding.world import World

TRIES = 12
_LONGEST_PAUSE = 0.5


@dataclass(frozen=True)
class Row:
    """One row of a file: its number as a spreadsheet shows it, and its values by field."""

    number: int
    values: Mapping[str, str]

    @property
    def about(self) -> str:
        """Whom it names, for the report."""
        named = self.values.get("company") or self.values.get("customer") or self.values.get("name") or ""
        return " ".join(named.split())[:120]

    def refused(self, why: str) -> Result:
        """The row cannot be taken."""
        return Result(row=self.number, what=What.REFUSED, about=self.about, why=why)


def row(number: int, record: Record, dialect: Dialect) -> Row:
    """A record as a row; raises BadRow for one that is broken."""
    if record.broken:
        raise BadRow(record.broken)
    return Row(number, values(record, dialect))


def parsed[T](rows: Sequence[Row], parse: Callable[[Row], T], results: list[Result]) -> Iterator[tuple[Row, T]]:
    """The rows that can be taken; what is wrong with the others is added to `results`."""
    for one in rows:
        try:
            yield one, parse(one)
        except BadRow as bad:
            results.append(one.refused(str(bad)))


def by(run: Run) -> Actor:
    """Who the audit says did it."""
    return Actor(ActorKind.SYSTEM, f"import {run.id}", Role.OPS)


def claimed(world: World, scope: str, claims: Sequence[Claim]) -> Mapping[str, Claim]:
    """Who has each of these identities now."""
    return again(lambda: world.imports.claim(scope, claims, world.clock.now()))


def again[T](action: Callable[[], T]) -> T:
    """Runs an action until it meets no other transaction; raises Unavailable if it always does."""
    for attempt in range(TRIES):
        try:
            return action()
        except Conflict:
            time.sleep(random.uniform(0, min(0.02 * 2**attempt, _LONGEST_PAUSE)))  # noqa: S311 - it spreads writers
    raise Unavailable("too many rows are written at once")
