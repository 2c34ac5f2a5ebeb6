"""Step Functions in memory: plays the real definition, state by state, with its retries and its catches."""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.faults.door import Died
from tests.soak.aws import Answered
from tests.support.table import NAME

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DEFINITION = Path(__file__).parents[2] / "statemachines" / "partner_onboarding.asl.json"
_STATES: dict[str, dict[str, Any]] = json.loads(_DEFINITION.read_text(encoding="utf-8"))["States"]
_START = "Where does it stand?"
_SAYS = re.compile(r"\$states\.input\.(\w+) = '(\w+)'")
_LONGEST = 60
"""States that one execution may enter before somebody comes to answer: more is a loop."""

type Payload = dict[str, Any]


@dataclass
class Execution:
    """One execution: where it is, with what, and the token that wakes it."""

    name: str
    state: str
    input: Payload
    begun: Payload
    status: str = "RUNNING"
    token: str = ""
    entered: list[str] = field(default_factory=list)


@dataclass
class Machine:
    """All executions; `call` runs a step by its name, and raises as the function would."""

    call: Callable[[str, Payload], Payload]
    dynamodb: "DynamoDBClient"
    executions: dict[str, Execution] = field(default_factory=dict)

    def answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What Step Functions' own API answers."""
        match operation:
            case "StartExecution":
                return self._start(asked["name"], json.loads(asked["input"]))
            case "DescribeExecution":
                return {"status": self.executions[asked["executionArn"].rpartition(":")[2]].status}
            case "ListExecutions":
                running = [one.name for one in self.executions.values() if one.status == "RUNNING"]
                return {"executions": [{"name": name, "executionArn": f"arn:{name}"} for name in running]}
            case "StopExecution":
                stopped = self.executions[asked["executionArn"].rpartition(":")[2]]
                stopped.status, stopped.token = "ABORTED", ""
                return {}
            case "SendTaskSuccess":
                return self._wake(asked["taskToken"], json.loads(asked["output"]))
        raise AssertionError(operation)

    def work(self) -> bool:
        """Takes every execution as far as it comes; whether any moved."""
        moved = False
        for execution in list(self.executions.values()):
            if execution.status == "RUNNING" and not execution.token:
                self._go(execution)
                moved = True
        return moved

    def lose(self, most: int | None = None) -> int:
        """So many executions are gone, the oldest first, or all; and their tokens with them."""
        lost = [one for one in self.executions.values() if one.status == "RUNNING"][:most]
        for one in lost:
            one.status, one.token = "FAILED", ""
        return len(lost)

    def _start(self, name: str, input: Payload) -> dict[str, Any]:
        before = self.executions.get(name)
        if before is not None and not (before.status == "RUNNING" and before.begun == input):
            raise Answered("ExecutionAlreadyExists")
        self.executions.setdefault(name, Execution(name, _START, input, input))
        return {"executionArn": f"arn:{name}"}

    def _wake(self, token: str, output: Payload) -> dict[str, Any]:
        for one in self.executions.values():
            if one.status == "RUNNING" and one.token == token:
                one.token, one.input = "", output
                one.state = str(_STATES[one.state]["Next"])
                return {}
        raise Answered("TaskTimedOut")

    def _go(self, execution: Execution) -> None:
        for _ in range(_LONGEST):
            state = _STATES[execution.state]
            execution.entered.append(execution.state)
            if state["Type"] == "Succeed":
                execution.status = "SUCCEEDED"
                return
            if state["Type"] == "Choice":
                execution.state = _chosen(state, execution.input)
            elif self._tried(execution, state):
                return
        raise AssertionError(f"{execution.name} goes in circles: {execution.entered[-12:]}")

    def _tried(self, execution: Execution, state: Mapping[str, Any]) -> bool:
        """One task with its retries; whether the execution waits or has ended."""
        error = ""
        for _ in range(1 + max(int(one["MaxAttempts"]) for one in state["Retry"])):
            try:
                return self._task(execution, state)
            except (Exception, Died) as failed:  # noqa: BLE001 - States.ALL
                error = type(failed).__name__
        if "Catch" not in state:
            execution.status = "FAILED"
            return True
        caught = execution.input
        execution.input = {"id": caught["id"], "stage": caught["stage"], "outcome": "failed", "error": error}
        execution.state = state["Catch"][0]["Next"]
        return False

    def _task(self, execution: Execution, state: Mapping[str, Any]) -> bool:
        if state["Resource"].endswith("lambda:invoke"):
            name = state["Arguments"]["FunctionName"].strip("${}")
            event = {key: _value(text, execution.input) for key, text in state["Arguments"]["Payload"].items()}
            execution.input = json.loads(json.dumps(self.call(name, event)))
            execution.state = state["Next"]
            return False
        token, asked = secrets.token_hex(8), state["Arguments"]
        values = {":token": token, ":due": "DUE#0", ":now": "2026-01-01T00:00:00.000Z"}
        self.dynamodb.update_item(
            TableName=NAME,
            Key={
                "PK": {"S": f"APPLICATION#{execution.input['id']}"},
                "SK": {"S": f"DECISION#{execution.input['decision']}"},
            },
            ConditionExpression=asked["ConditionExpression"],
            UpdateExpression=asked["UpdateExpression"],
            ExpressionAttributeValues={name: {"S": value} for name, value in values.items()},
        )
        execution.token = token
        return True


def _chosen(state: Mapping[str, Any], input: Payload) -> str:
    for choice in state["Choices"]:
        if any(all(_says(word, input) for word in way.split(" and ")) for way in choice["Condition"].split(" or ")):
            return str(choice["Next"])
    return str(state["Default"])


def _value(text: str, input: Payload) -> Any:
    """The value of an argument: the definition gives its steps nothing but what is in their input."""
    found, otherwise = re.search(r"\$states\.input\.(\w+)", text), re.search(r": '(\w*)' %}$", text)
    assert found is not None, text
    return input.get(found[1], otherwise[1] if otherwise else "")


def _says(condition: str, input: Payload) -> bool:
    found = _SAYS.search(condition)
    assert found is not None, condition
    return bool(input.get(found[1]) == found[2])
