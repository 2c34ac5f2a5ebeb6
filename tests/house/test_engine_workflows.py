"""What the product leans on in the local engine's Step Functions and its Lambda, fact by fact.

Each test is named after its fact and says what in the product rests on it, so that an engine upgrade that changes one
fails here by its name. A fact that is worse than AWS and becomes better fails too: what the product does about it can
go then.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.story import until
from tests.support.engine import Engine, keys, wait_for_answer

pytestmark = pytest.mark.house

RAISES = "class Odd(Exception): pass\ndef handler(event, context): raise Odd('words')\n"
AT_ONCE, ROUNDS = 8, 30
DONE = {"Type": "Pass", "End": True}


def token_of(engine: Engine, table: str, key: str) -> str:
    stored = until(lambda: engine.item(table, key), lambda found: "task_token" in found, patience=15)
    return str(stored["task_token"]["S"])


def invoke(function: str, **more: Any) -> dict[str, Any]:
    """The product's way to ask: a state that calls a function."""
    arguments = {"FunctionName": function, "Payload": {}}
    return {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": arguments, **more}


def caught(next_state: str, *errors: str) -> dict[str, Any]:
    return {"ErrorEquals": list(errors), "Output": {"error": "{% $states.errorOutput.Error %}"}, "Next": next_state}


def test_of_successes_at_the_same_moment_more_than_one_may_be_taken_and_one_of_these_counts(engine: Engine) -> None:
    """AWS takes the first. So the table decides an outcome, and the relay wakes a workflow once, by a guarded write."""
    table, key = engine.table(), "twice"
    machine = engine.machine(Wait=wait_for_answer(table, key))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(ROUNDS):
            engine.dynamodb.put_item(TableName=table, Item=keys(key))
            execution = engine.begin(machine)
            succeed = partial(taken, engine, token_of(engine, table, key))
            outcomes = [outcome for outcome in pool.map(succeed, range(AT_ONCE)) if outcome is not None]
            assert json.loads(engine.ended(execution)["output"]) in outcomes
            if len(outcomes) > 1:
                return
    pytest.skip(f"of {AT_ONCE} at once one was taken, {ROUNDS} times: a busy machine, or an engine as strict as AWS")


def taken(engine: Engine, token: str, outcome: int) -> int | None:
    """The outcome, if the engine took it."""
    try:
        engine.states.send_task_success(taskToken=token, output=str(outcome))
    except engine.states.exceptions.TaskDoesNotExist:
        return None
    return outcome


def test_every_exception_of_python_is_a_runtime_handler_error_and_is_never_matched_by_its_class(engine: Engine) -> None:
    """On AWS it is matched. So outcomes are data, and every step catches States.ALL alone (the workflow's Catch)."""
    ask = invoke(engine.function(RAISES), Catch=[caught("Mine", "Odd"), caught("Any", "States.ALL")], End=True)
    ended = engine.ended(engine.begin(engine.machine(Ask=ask, Mine={**DONE, "Output": "by class"}, Any=DONE)))
    assert ended["status"] == "SUCCEEDED"
    assert json.loads(ended["output"]) == {"error": "Runtime.HandlerError"}


def test_a_function_that_raises_while_its_token_is_waited_for_is_swallowed(engine: Engine) -> None:
    """AWS fails the state at once. So a state asks with `lambda:invoke`, and another waits with `updateItem`."""
    arguments = {"FunctionName": engine.function(RAISES), "Payload": {"token": "{% $states.context.Task.Token %}"}}
    ask = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Arguments": arguments,
        "TimeoutSeconds": 2,
        "Catch": [caught("Any", "States.ALL")],
        "End": True,
    }
    ended = engine.ended(engine.begin(engine.machine(Ask=ask, Any=DONE)))
    assert json.loads(ended["output"]) == {"error": "States.Timeout"}, "only the time-out ended it"


def test_a_literal_time_out_of_a_state_is_kept_and_caught(engine: Engine) -> None:
    """The backstop of each wait and of each call of a step; dates themselves are the clock's."""
    table, began = engine.table(), time.monotonic()
    wait = wait_for_answer(table, "late", TimeoutSeconds=1, Catch=[caught("Over", "States.ALL")])
    ended = engine.ended(engine.begin(engine.machine(Wait=wait, Over=DONE)))
    assert json.loads(ended["output"]) == {"error": "States.Timeout"}
    assert time.monotonic() - began >= 1


def test_a_time_out_by_an_expression_fails(engine: Engine) -> None:
    """AWS works it out. So the workflow's time-outs are numbers, and no due date travels in it."""
    wait = wait_for_answer(engine.table(), "late", TimeoutSeconds="{% 600 %}")
    try:
        ended = engine.ended(engine.begin(engine.machine(Wait=wait)))
    except ClientError:
        return
    assert ended["status"] == "FAILED"


def test_the_output_of_a_state_that_succeeds_is_ignored(engine: Engine) -> None:
    """AWS writes it. So nothing reads the outputs of the workflow's states Active and Closed."""
    machine = engine.machine(End={"Type": "Succeed", "Output": {"outcome": "made up"}})
    assert json.loads(engine.ended(engine.begin(machine))["output"]) == {}


def test_a_kill_loses_executions_and_nothing_else(tmp_path: Path) -> None:
    """Executions are FAILED with States.ServiceRestart after it and their tokens are dead, but tables, functions and
    machines are there: `make run` brings everything back with the reconciler, from what local/engine.py saved.
    """
    engine = Engine(tmp_path)
    engine.start()
    try:
        table, function = engine.table(), engine.function("def handler(event, context): return {'said': 'here'}\n")
        machine = engine.machine(Wait=wait_for_answer(table, "lost"))
        execution = engine.begin(machine)
        token = token_of(engine, table, "lost")
        known = time.time()
        assert until(lambda: engine.saved_since(known), bool, patience=20), "state is saved soon after it changed"
        engine.kill()
        engine.start()
        after = engine.described(execution)
        assert (after["status"], after["error"]) == ("FAILED", "States.ServiceRestart")
        assert engine.item(table, "lost")["task_token"] == {"S": token}
        with pytest.raises(ClientError):
            engine.states.send_task_success(taskToken=token, output="{}")
        answer = engine.client("lambda").invoke(FunctionName=function)["Payload"].read()
        assert json.loads(answer) == {"said": "here"}
        again = engine.begin(machine)
        assert until(lambda: token_of(engine, table, "lost"), lambda found: found != token, patience=15) != token
        assert engine.described(again)["status"] == "RUNNING"
    finally:
        engine.kill()
