"""The promises in their order, each with its full form for `make soak` and a small one for `make test`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tests.soak import (
    bad_days,
    bursts,
    canaries,
    checkers,
    crash_points,
    deliveries,
    described,
    forgeries,
    golden,
    hangs,
    hostile,
    infrastructure,
    injected,
    links,
    mutants,
    page_headers,
    privacy,
    races,
    stateful,
    time_passes,
    unread,
)
from tests.soak.figures import Figures
from tests.soak.journeys import JOURNEYS

type Check = Callable[[], Figures]


@dataclass(frozen=True)
class Held:
    """What one check holds: each promise by its number, in words.

    Checks give their figures, and raise AssertionError where something is broken; `Broken` says which promise is. The
    full form is of parts that can run side by side. Where there is no small form, the test suite has the same in full.
    """

    says: Mapping[int, str]
    full: Sequence[Check]
    fast: Check | None


CHECKS: Sequence[Held] = (
    Held(
        {1: "no application is lost", 2: "never two outcomes", 7: "every state change is audited", 17: "no mail storm"},
        [partial(bad_days.check, 2_500, part * 1_000) for part in range(4)],
        partial(bad_days.check, 12),
    ),
    Held(
        {3: "a crash anywhere heals"},
        [partial(crash_points.check, [journey]) for journey in JOURNEYS],
        partial(crash_points.check, JOURNEYS[1:2], 29),
    ),
    Held(
        {4: "one decision under race", 14: "the same form sent 50× at once"},
        [partial(races.check, 1_000, 100)],
        partial(races.check, 4, 1),
    ),
    Held({5: "a link works at most once"}, [partial(links.replays, 1_000, 100)], partial(links.replays, 6, 2)),
    Held({6: "scanners are harmless"}, [partial(links.scanners, 10_000)], partial(links.scanners, 12)),
    Held(
        {8: "the audit cannot be rewritten"},
        [partial(forgeries.unseen, JOURNEYS), forgeries.forbidden],
        partial(forgeries.unseen, JOURNEYS[:1]),
    ),
    Held(
        {9: "no forfeiture without a person"},
        [time_passes.silence],
        partial(time_passes.silence, JOURNEYS[:1]),
    ),
    Held({10: "a late answer is honoured or explained"}, [partial(links.late, 1_000)], partial(links.late, 18)),
    Held(
        {11: "all executions lost at once"}, [partial(time_passes.mass_loss, 5_000)], partial(time_passes.mass_loss, 8)
    ),
    Held(
        {12: "wake-ups lost after the decision"},
        [partial(time_passes.lost_wake_ups, 1_000)],
        partial(time_passes.lost_wake_ups, 8),
    ),
    Held(
        {13: "redeploy while people think, old with new"},
        [deliveries.redeployed, golden.check],
        golden.check,
    ),
    Held(
        {15: "duplicate, reordered, poison events"},
        [partial(deliveries.disorder, 25)],
        partial(deliveries.disorder, 1),
    ),
    Held(
        {16: "bounces, complaints, suppressed addresses"},
        [partial(unread.check, JOURNEYS, 2)],
        partial(unread.check, JOURNEYS[:1], 9),
    ),
    Held({18: "hangs are seen"}, [partial(hangs.check, 50, 10_000, 200)], partial(hangs.check, 50, 500, 3)),
    Held(
        {19: "stateful properties", 7: "every state change is audited"},
        [partial(stateful.check, 500, 50)],
        partial(stateful.check, 5, 25),
    ),
    Held(
        {20: "guards are tested"},
        [mutants.path, partial(mutants.overall, 0.2, 10)],
        partial(mutants.path, ["onboarding/domain/confirming.py"], ["tests/domain/test_confirming.py"]),
    ),
    Held(
        {21: "no 5xx on bad input"},
        [partial(hostile.fuzz, 50_000, 1), partial(hostile.fuzz, 50_000, 2), partial(described.check, 200)],
        partial(hostile.fuzz, 500),
    ),
    Held({22: "no injection"}, [injected.check], injected.check),
    Held({23: "no enumeration"}, [hostile.strangers, hostile.elsewhere], hostile.strangers),
    Held({24: "abuse is bounded"}, [partial(bursts.check, 200)], partial(bursts.check, 40)),
    Held(
        {25: "no token or personal data in logs, executions, metrics, queues"},
        [partial(canaries.check, 20)],
        partial(canaries.check, 2),
    ),
    Held(
        {26: "erasure and retention: nobody is left in any store, the audit is whole"},
        [partial(privacy.check, [journey], 1) for journey in JOURNEYS],
        partial(privacy.check, JOURNEYS[:1], 2),
    ),
    Held({27: "infrastructure"}, [infrastructure.check, checkers.check], None),
    Held({28: "page headers"}, [page_headers.check], page_headers.check),
)
