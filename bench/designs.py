"""Other designs of an onboarding, priced by their transitions alone: the least that each of them costs."""

from collections.abc import Iterator
from dataclasses import dataclass

from infra import prices

ONBOARDINGS = 1000


@dataclass(frozen=True)
class Rival:
    """Another design, priced by its transitions alone: the least that it costs."""

    name: str
    transitions: float

    @property
    def dollars(self) -> float:
        """For a thousand onboardings."""
        return self.transitions * prices.TRANSITION.dollars * ONBOARDINGS


def rivals(accounts: int, days: int) -> Iterator[Rival]:
    """A loop that polls hourly (Wait, look, Choice), one token for each account, and the least that decides."""
    yield Rival("polling every hour", 20 + 3 * 24 * days)
    yield Rival("a token for each account", 17 + 4 * accounts)
    yield Rival("floor: five waits and nothing else", 5)
