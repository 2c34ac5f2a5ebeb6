"""Cold starts are held against the floor of their own moment."""

import random

import pytest

from bench import cold_start
from bench.cold_start import Pair, Start, in_turns, middle

WORK = {"floor": 300.0, "web": 330.0, "relay": 660.0}
FLOOR, WEB, RELAY = (Start(name, []) for name in WORK)


def test_a_machine_that_is_twice_as_fast_a_minute_later_changes_no_ratio() -> None:
    chance, started = random.Random(1), 0  # noqa: S311 - how fast a machine is, no secret

    def start(one: Start) -> tuple[float, str]:
        nonlocal started
        started += 1
        speed = 2.0 if (started // 7) % 2 else 1.0
        return WORK[one.name] / speed * chance.uniform(0.95, 1.05), one.name

    pairs, told = in_turns(FLOOR, [WEB, RELAY], start)
    assert middle(pairs["web"]).ratio == pytest.approx(1.1, rel=0.1)
    assert middle(pairs["relay"]).ratio == pytest.approx(2.2, rel=0.1)
    assert told == {"web": "web", "relay": "relay"}


def test_what_is_clear_is_not_started_again_and_what_is_not_is_tried_to_the_end() -> None:
    pairs, _ = in_turns(FLOOR, [WEB, RELAY], lambda one: (WORK[one.name], ""))
    assert len(pairs["web"]) == cold_start.LEAST_ROUNDS
    assert len(pairs["relay"]) == cold_start.MOST_ROUNDS, "2.2 is above its limit of 1.9"


def test_the_round_in_the_middle_counts_and_of_two_the_worse() -> None:
    pairs = [Pair(ours, 100.0) for ours in (300.0, 90.0, 110.0)]
    assert middle(pairs).ratio == 1.1
    assert middle(pairs[:2]).ratio == 3.0
