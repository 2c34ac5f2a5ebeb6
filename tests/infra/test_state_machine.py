"""The journey's definition: complete, recoverable at every state, and the same list as the functions'."""

import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest
from jsonata import Jsonata  # type: ignore[import-untyped]

from infra.functions import SPECS, STEPS
from infra.journey import DEFINITION, WAIT_ATTRIBUTES
from onboarding.domain.stages import Stage
from tests.infra.synthesis import Assembly, every_value

MACHINE: dict[str, Any] = json.loads(DEFINITION.read_text())
STATES: dict[str, dict[str, Any]] = MACHINE["States"]
OPS = "Hold for ops"

LAMBDA = "arn:aws:states:::lambda:invoke"
WAIT = "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken"

TASKS = {name: state for name, state in STATES.items() if state["Type"] == "Task"}
CALLS = {name: state for name, state in TASKS.items() if state["Resource"] == LAMBDA}
WAITS = {name: state for name, state in TASKS.items() if state["Resource"] == WAIT}
LONGEST_TASK = 15 * 60  # seconds; no Lambda function can run longer


def placeholders() -> set[str]:
    return set(re.findall(r"\$\{(\w+)\}", DEFINITION.read_text()))


def nexts(state: dict[str, Any]) -> Iterator[str]:
    for value in every_value(state):
        if isinstance(value, dict):
            yield from (value[key] for key in ("Next", "Default") if key in value)


def test_placeholders_are_the_table_and_the_steps() -> None:
    assert placeholders() == {"table", *(spec.name for spec in STEPS)}


def test_every_placeholder_is_filled_in_the_template(either: Assembly) -> None:
    filled = either.only("AWS::StepFunctions::StateMachine")["DefinitionSubstitutions"]
    assert set(filled) == placeholders()
    functions = {name: properties["Handler"] for name, properties in either.of_type("AWS::Lambda::Function").items()}
    for spec in STEPS:
        assert functions[filled[spec.name]["Fn::GetAtt"][0]] == spec.handler


@pytest.mark.parametrize("handler", [spec.handler for spec in SPECS])
def test_every_handler_is_a_module_of_ours(handler: str) -> None:
    assert find_spec(handler.rpartition(".")[0]) is not None


def test_every_step_module_is_a_function() -> None:
    steps = find_spec("onboarding.steps")
    assert steps is not None
    assert steps.submodule_search_locations is not None
    (folder,) = steps.submodule_search_locations
    modules = {
        file.stem
        for file in DEFINITION.parent.parent.joinpath(folder).glob("*.py")
        if "def handler(" in file.read_text(encoding="utf-8")
    }
    assert modules == {spec.name for spec in STEPS}


@pytest.mark.parametrize("name", CALLS)
def test_a_state_that_calls_is_named_like_the_module_that_it_calls(name: str) -> None:
    assert CALLS[name]["Arguments"]["FunctionName"] == f"${{{name.lower().replace(' ', '_')}}}"


def test_every_step_is_called_by_one_state() -> None:
    assert len(CALLS) == len(STEPS)
    assert len(TASKS) == len(CALLS) + len(WAITS)


def test_the_machine_speaks_jsonata_everywhere() -> None:
    assert MACHINE["QueryLanguage"] == "JSONata"
    assert not any("QueryLanguage" in state for state in STATES.values())


def test_it_starts_by_asking_where_the_case_stands() -> None:
    first = STATES[MACHINE["StartAt"]]
    assert first["Type"] == "Choice"
    asked = set(re.findall(r"stage = '(\w+)'", json.dumps(first)))
    assert asked == {stage.value for stage in Stage} | {"held"}
    assert first["Default"] == OPS


def test_every_state_says_what_it_is() -> None:
    assert all(len(state["Comment"]) > 20 for state in [MACHINE, *STATES.values()])


def test_every_next_is_a_state_and_every_state_is_reached() -> None:
    targets = {target for state in STATES.values() for target in nexts(state)} | {MACHINE["StartAt"]}
    assert targets == set(STATES)


def test_it_ends_active_or_closed() -> None:
    ends = {name for name, state in STATES.items() if state["Type"] in {"Succeed", "Fail"} or state.get("End")}
    assert ends == {"Active", "Closed"}
    assert {STATES[name]["Type"] for name in ends} == {"Succeed"}


@pytest.mark.parametrize("name", WAITS)
def test_a_wait_has_a_last_resort_in_time_that_leads_to_ops(name: str) -> None:
    state = WAITS[name]
    assert isinstance(state["TimeoutSeconds"], int), "the local engine fails on an expression here"
    assert state["TimeoutSeconds"] > 24 * 60 * 60
    assert leads_to_ops(state)


@pytest.mark.parametrize("name", WAITS)
def test_a_wait_that_timed_out_is_not_waited_again(name: str) -> None:
    first = WAITS[name]["Retry"][0]
    assert first == {"ErrorEquals": ["States.Timeout"], "MaxAttempts": 0}


@pytest.mark.parametrize("name", WAITS)
def test_a_wait_stores_its_token_on_an_existing_decision_and_touches_nothing_else(name: str) -> None:
    arguments = WAITS[name]["Arguments"]
    assert arguments["TableName"] == "${table}"
    assert arguments["ConditionExpression"] == "attribute_exists(PK)"
    words = set(re.findall(r"\b[a-z]+_[a-z]+\b|\bwoken\b", arguments["UpdateExpression"])) - {"if_not_exists"}
    assert words <= set(WAIT_ATTRIBUTES)
    assert arguments["ExpressionAttributeValues"][":token"] == {"S": "{% $states.context.Task.Token %}"}


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_tried_again_with_growing_scattered_capped_pauses(name: str) -> None:
    retry = TASKS[name]["Retry"][-1]
    assert retry["ErrorEquals"] == ["States.ALL"]
    assert retry["MaxAttempts"] >= 3
    assert retry["IntervalSeconds"] >= 1
    assert retry["BackoffRate"] > 1
    assert retry["JitterStrategy"] == "FULL"
    assert retry["MaxDelaySeconds"] <= 300


@pytest.mark.parametrize("name", sorted(set(CALLS) - {OPS}))
def test_a_call_that_fails_for_good_leads_to_ops(name: str) -> None:
    assert leads_to_ops(CALLS[name])


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_hangs_is_given_up(name: str) -> None:
    step = next(spec for spec in STEPS if CALLS[name]["Arguments"]["FunctionName"] == f"${{{spec.name}}}")
    assert step.timeout < CALLS[name]["TimeoutSeconds"] <= LONGEST_TASK


def test_only_the_hold_itself_fails_loudly() -> None:
    assert "Catch" not in CALLS[OPS]


@pytest.mark.parametrize("name", WAITS)
def test_a_wait_is_asked_before_and_chosen_after(name: str) -> None:
    before = [asks for asks, state in CALLS.items() if state.get("Next") == name]
    assert len(before) == 1
    assert STATES[WAITS[name]["Next"]]["Type"] == "Choice"


def test_every_choice_knows_what_to_do_with_the_unexpected() -> None:
    for name, state in STATES.items():
        if state["Type"] == "Choice":
            assert state["Default"] in {MACHINE["StartAt"], OPS}, name


@pytest.mark.parametrize("name", WAITS)
def test_an_answer_leads_back_to_its_own_question_only_while_the_case_stands_there(name: str) -> None:
    # Else a case that was closed meanwhile is asked, not waited for, and asked again for ever.
    question = next(asks for asks, state in CALLS.items() if state.get("Next") == name)
    for choice in STATES[WAITS[name]["Next"]]["Choices"]:
        if choice["Next"] == question:
            alternatives = choice["Condition"].split(" or ")
            assert all("$states.input.stage = " in one for one in alternatives), choice["Condition"]


def test_every_expression_parses() -> None:
    expressions = [
        value.removeprefix("{%").removesuffix("%}")
        for value in every_value(MACHINE)
        if isinstance(value, str) and "{%" in value
    ]
    assert len(expressions) > 50
    for expression in expressions:
        Jsonata(expression)


def test_expressions_stand_alone_in_their_string() -> None:
    for value in every_value(MACHINE):
        if isinstance(value, str) and ("{%" in value or "%}" in value):
            assert re.fullmatch(r"\{% .+ %\}", value), value


def test_only_the_case_s_id_and_its_place_travel() -> None:
    for state in CALLS.values():
        assert set(state["Arguments"]["Payload"]) <= {"id", "outcome", "error"}


def test_the_engine_s_gaps_are_stayed_clear_of() -> None:
    for name, state in STATES.items():
        assert state["Type"] not in {"Parallel", "Map", "Wait"}, name
        assert "Assign" not in state, name
        assert "HeartbeatSeconds" not in state, name
        assert not (state["Type"] == "Succeed" and "Output" in state), name
    assert "TimeoutSeconds" not in MACHINE


def leads_to_ops(state: dict[str, Any]) -> bool:
    (catch,) = state["Catch"]
    return bool(catch["ErrorEquals"] == ["States.ALL"] and catch["Next"] == OPS and "id" in catch["Output"])
