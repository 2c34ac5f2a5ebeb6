"""The promises in their order, each with its full form for `make soak` and a small one for `make test`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from tests.soak import bad_days, crash_points
from tests.soak.journeys import JOURNEYS

type Check = Callable[[], str]


@dataclass(frozen=True)
class Promise:
    """What is promised. Checks give their figure, and raise AssertionError where it is broken.

    The full form is of parts that can run side by side.
    """

    number: int
    says: str
    full: Sequence[Check]
    fast: Check


PROMISES: Sequence[Promise] = (
    Promise(
        1,
        "no application is lost, none is decided twice, no mail storm (1, 2 and 17)",
        [partial(bad_days.check, 2_500, part * 1_000) for part in range(4)],
        partial(bad_days.check, 20),
    ),
    Promise(
        3,
        "a crash anywhere heals",
        [partial(crash_points.check, [journey]) for journey in JOURNEYS],
        partial(crash_points.check, JOURNEYS[1:2], 29),
    ),
)
