"""The promises in their order, each with its full form for `make soak` and a small one for `make test`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from tests.soak import (
    bad_days,
    canaries,
    crash_points,
    deliveries,
    described,
    forgeries,
    golden,
    hostile,
    links,
    mutants,
    page_headers,
    privacy,
    races,
    stateful,
    time_passes,
)
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
        partial(bad_days.check, 12),
    ),
    Promise(
        3,
        "a crash anywhere heals",
        [partial(crash_points.check, [journey]) for journey in JOURNEYS],
        partial(crash_points.check, JOURNEYS[1:2], 29),
    ),
    Promise(
        4,
        "one decision under race, and one application however often the form is sent (4 and 14)",
        [partial(races.check, 1_000, 100)],
        partial(races.check, 4, 1),
    ),
    Promise(5, "a link works at most once", [partial(links.replays, 1_000, 100)], partial(links.replays, 6, 2)),
    Promise(6, "scanners are harmless", [partial(links.scanners, 10_000)], partial(links.scanners, 12)),
    Promise(
        8,
        "the audit cannot be rewritten",
        [partial(forgeries.unseen, JOURNEYS), forgeries.forbidden],
        partial(forgeries.unseen, JOURNEYS[:1]),
    ),
    Promise(
        9,
        "no forfeiture without a person",
        [time_passes.silence],
        partial(time_passes.silence, JOURNEYS[:1]),
    ),
    Promise(10, "a late answer is honoured or explained", [partial(links.late, 1_000)], partial(links.late, 18)),
    Promise(
        11, "all executions lost at once", [partial(time_passes.mass_loss, 5_000)], partial(time_passes.mass_loss, 8)
    ),
    Promise(
        12,
        "wake-ups lost after the decision",
        [partial(time_passes.lost_wake_ups, 1_000)],
        partial(time_passes.lost_wake_ups, 8),
    ),
    Promise(
        13,
        "redeploy while people think, old with new",
        [deliveries.redeployed, golden.check],
        golden.check,
    ),
    Promise(
        15,
        "duplicate, reordered, poison events",
        [partial(deliveries.disorder, 25)],
        partial(deliveries.disorder, 1),
    ),
    Promise(
        19,
        "stateful properties",
        [partial(stateful.check, 500, 50)],
        partial(stateful.check, 5, 25),
    ),
    Promise(
        20,
        "guards are tested",
        [partial(mutants.check, [module]) for module in mutants.PATH],
        partial(mutants.check, ["onboarding/domain/live.py"], 40),
    ),
    Promise(
        21,
        "no 5xx on bad input",
        [partial(hostile.fuzz, 50_000, 1), partial(hostile.fuzz, 50_000, 2), partial(described.check, 200)],
        partial(hostile.fuzz, 500),
    ),
    Promise(22, "no injection", [hostile.injection], hostile.injection),
    Promise(23, "no enumeration", [hostile.strangers, hostile.elsewhere], hostile.strangers),
    Promise(
        25,
        "no token or personal data in logs, executions, metrics, queues",
        [partial(canaries.check, 20)],
        partial(canaries.check, 2),
    ),
    Promise(
        26,
        "erasure and retention: nobody is left in any store, the audit is whole",
        [partial(privacy.check, [journey], 1) for journey in JOURNEYS if not journey.file],
        partial(privacy.check, JOURNEYS[:1], 2),
    ),
    Promise(28, "page headers", [page_headers.check], page_headers.check),
)
