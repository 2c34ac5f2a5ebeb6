"""What Step Functions charges for does not grow with customers, reminders or days."""

import copy

import pytest

from bench import transitions
from bench.journey import Journey, play
from bench.rehearsal import rehearsal


def test_a_plain_journey_enters_at_most_twenty_two_states() -> None:
    assert transitions.longest(transitions.definition()) <= transitions.AT_MOST


def test_three_more_states_on_the_way_would_be_seen() -> None:
    machine = copy.deepcopy(dict(transitions.definition()))
    states = machine["States"]
    for number in range(3):
        states[f"Extra {number}"] = {"Type": "Pass", "Next": states["Activate"]["Next"]}
        states["Activate"]["Next"] = f"Extra {number}"
    assert transitions.longest(machine) > transitions.AT_MOST


def test_ops_detour_is_three_states_and_leads_to_an_end() -> None:
    machine = transitions.definition()
    assert all(way[-1] == "Closed" for way in transitions.ways(machine, end="Closed"))
    held = [way for way in transitions.ways(machine, end="Closed") if "Hold for ops" in way]
    assert {tuple(way[way.index("Hold for ops") :]) for way in held} == {
        ("Hold for ops", "Wait for ops", "Ops' answer?", "Closed")
    }


@pytest.mark.slow
@pytest.mark.parametrize("journey", [Journey(1), Journey(12), Journey(2, days=40)], ids=str)
def test_a_played_journey_enters_what_the_definition_says(journey: Journey) -> None:
    with rehearsal() as cloud:
        play(cloud, journey)
        assert len(cloud.machine.entered()) == transitions.longest(transitions.definition())
