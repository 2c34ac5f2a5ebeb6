"""Other systems hear of every stage that a case reaches: by schema, at least once, and not a word about anybody."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from onboarding import clock
from onboarding.adapters.event_bus import DETAIL_TYPE, SOURCE
from onboarding.domain.errors import Unavailable
from onboarding.domain.people import Role
from onboarding.domain.stage_change import published
from onboarding.domain.stages import Outcome, Stage
from tests.soak.journeys import JOURNEYS, Journey, form, travelled
from tests.soak.town import town
from tests.support import journey
from tests.support.journey import home, stream
from tests.support.samples import submission

EVENTS = Path(__file__).parents[2] / "docs" / "events"
SCHEMA = json.loads((EVENTS / "stage-changed.v1.schema.json").read_text(encoding="utf-8"))
CLOSING = Journey(
    "closed by ops",
    answers={"agreement-3": {"answer": "declined", "name": "Ann Becker", "note": "Not these terms."}},
    ops={"answer": "closed", "reason": "They want other terms.", "name": "Olga Ops"},
    stage=Stage.CLOSED,
)


def strict() -> jsonschema_rs.Validator:
    """The schema, with whatever it does not name refused: a property that nobody described is seen here."""
    return jsonschema_rs.validator_for({**SCHEMA, "additionalProperties": False}, validate_formats=True)


@pytest.fixture(scope="module")
def sent() -> list[dict[str, Any]]:
    """All events of one journey of each kind."""
    told: list[dict[str, Any]] = []
    with town() as here:
        for one in (*JOURNEYS, CLOSING):
            here.begin(one.program, one.distributors)
            travelled(here, one)
            reached = [each.stage.value for each in here.application(one.id).reached]
            assert [event["stage"] for event in here.aws.told] == reached, one.name
            assert [event.get("before", "") for event in here.aws.told] == ["", *reached[:-1]], one.name
            told += here.aws.told
    return told


def test_whatever_is_sent_is_as_its_schema_says(sent: list[dict[str, Any]]) -> None:
    schema = strict()
    for event in sent:
        schema.validate(event)
    assert {event["stage"] for event in sent} == {stage.value for stage in Stage}
    assert set(SCHEMA["$defs"]["stage"]["enum"]) == {stage.value for stage in Stage}


def test_a_property_that_the_schema_does_not_describe_would_be_seen(sent: list[dict[str, Any]]) -> None:
    with pytest.raises(jsonschema_rs.ValidationError):
        strict().validate({**sent[0], "company": "Becker IT GmbH"})


def test_every_stage_has_an_example_like_what_is_really_sent(sent: list[dict[str, Any]]) -> None:
    shapes = {(event["stage"], frozenset(event)) for event in sent}
    schema = strict()
    examples = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in EVENTS.glob("examples/*.json")}
    assert set(examples) == {stage.value for stage in Stage}
    for stage, example in examples.items():
        assert (example["source"], example["detail-type"]) == (SOURCE, DETAIL_TYPE)
        schema.validate(example["detail"])
        assert example["detail"]["stage"] == stage
        assert (stage, frozenset(example["detail"])) in shapes, stage


def test_nobody_is_named_to_other_systems(sent: list[dict[str, Any]]) -> None:
    words = json.dumps(sent).casefold()
    for typed in (form()["company"], form()["name"], form()["email"], form()["website"], "sommer"):
        assert str(typed).casefold() not in words


def test_an_event_that_the_bus_did_not_take_is_sent_by_the_clock_under_the_same_id() -> None:
    with home() as world:
        world.listeners.failing = Unavailable("away")
        one = journey.Journey(world)
        stream(world)
        assert world.listeners.told == []
        world.listeners.failing = None
        done = clock.run(world, world.clock.move(minutes=2))
        assert done["told"] == 1
        (told,) = world.listeners.told
        assert told.id == f"{one.id}-1"
        assert clock.run(world, world.clock.move(minutes=9))["told"] == 0


def test_the_stream_delivered_again_tells_nobody_twice() -> None:
    with home() as world:
        journey.Journey(world).to_active()
        stream(world)
        told = [change.stage for change in world.listeners.told]
        assert told[-1] == "active"
        assert len(told) == len(set(told))
        journey.replay(world)
        clock.run(world, world.clock.move(hours=1))
        assert [change.stage for change in world.listeners.told] == told


def test_what_is_known_grows_with_the_case() -> None:
    with home() as world:
        one = journey.Journey(world).to_active()
        stream(world)
        first, *_, last = [published(change) for change in world.listeners.told]
        assert not {"before", "tier", "distributor", "reseller", "closedAs"} & set(first)
        assert last["distributor"] == "north"
        assert last["reseller"] == one.now.reseller
        assert last["tier"]


def test_a_case_that_stays_at_its_stage_is_no_news() -> None:
    with home() as world:
        one = journey.Journey(world).to_distributor()
        stream(world)
        before = len(world.listeners.told)
        one.answer(Outcome.DECLINED, Role.DISTRIBUTOR, note="Too small for us.")
        stream(world)
        assert len(world.listeners.told) == before


def test_a_closed_case_says_how_and_a_reopened_one_does_not() -> None:
    with town() as here:
        here.begin(CLOSING.program, CLOSING.distributors)
        travelled(here, CLOSING)
        closed = here.aws.told[-1]
        assert (closed["stage"], closed["closedAs"]) == ("closed", "closed")
    with home() as world:
        one = journey.Journey(world, **vars(replace(submission(), people=1)))
        stream(world)
        assert all(not change.closed_as for change in world.listeners.told), one.id
