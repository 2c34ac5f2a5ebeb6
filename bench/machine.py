"""The port `Workflow` on the soak's machine, which plays the real definition state by state."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from onboarding.domain.application import Application
from onboarding.ports.services import Execution
from tests.soak.machine import Machine, Payload

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Played:
    """Executions in this process; `call` runs a step by its name, `dynamodb` stores the tokens."""

    def __init__(self, call: Callable[[str, Payload], Payload], dynamodb: "DynamoDBClient") -> None:
        self.machine = Machine(call, dynamodb)

    def start(self, application: Application) -> bool:
        """A run of this generation, unless there is one."""
        name = f"{application.id}-{application.generation}"
        begin = {"id": application.id, "stage": application.place, "outcome": "started", "decision": ""}
        self.machine.answer("StartExecution", {"name": name, "input": json.dumps(begin)})
        return True

    def wake(self, token: str, payload: Mapping[str, str | None]) -> bool:
        """Hands the outcome to the run that waits with this token."""
        self.machine.answer("SendTaskSuccess", {"taskToken": token, "output": json.dumps(payload)})
        return True

    def running(self) -> Iterator[Execution]:
        """None is looked for: the reconciler has the real adapter."""
        return iter(())

    def stop(self, execution: Execution, reason: str) -> None:
        """Nobody replaces an execution here."""
        raise AssertionError(f"{execution.arn}: {reason}")

    def entered(self) -> list[str]:
        """Every state of every execution, in order."""
        return [state for one in self.machine.executions.values() for state in one.entered]

    def work(self) -> bool:
        """Takes every execution as far as it comes; whether any moved."""
        return self.machine.work()


class Storing:
    """UpdateItem, as the workflow calls it."""

    def __init__(self, store: Callable[..., Any]) -> None:
        self.update_item = store
