"""Step Functions behind the port `Workflow`."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from onboarding.adapters.botocore_errors import code_of, translated
from onboarding.adapters.clients import client
from onboarding.domain.application import Application
from onboarding.domain.ids import ApplicationId
from onboarding.ports.services import Execution

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_NAME = re.compile(r"([0-9A-Z]{26})-([0-9]+)")
AT_ONCE = 1000
"""Executions of one ListExecutions, the most that it gives (API reference); unless asked it gives 100."""

_DEAD_TOKEN = {"TaskDoesNotExist", "TaskTimedOut", "InvalidToken"}


class StepFunctions:
    """One state machine; executions are named `<application id>-<generation>`."""

    def __init__(self, machine: str) -> None:
        self._machine = machine

    @cached_property
    def _client(self) -> "SFNClient":
        return client("stepfunctions")

    def start(self, application: Application) -> bool:
        """StartExecution; where the name is taken, DescribeExecution tells whether that execution still runs."""
        name = f"{application.id}-{application.generation}"
        begin = {"id": application.id, "stage": application.place, "outcome": "started", "decision": ""}
        try:
            with translated():
                self._client.start_execution(
                    stateMachineArn=self._machine,
                    name=name,
                    input=json.dumps(begin),
                )
        except Exception as error:
            if _is(error, {"ExecutionAlreadyExists"}):
                return self._runs(name)
            raise
        return True

    def _runs(self, name: str) -> bool:
        arn = f"{self._machine.replace(':stateMachine:', ':execution:')}:{name}"
        with translated():
            return self._client.describe_execution(executionArn=arn)["status"] == "RUNNING"

    def wake(self, token: str, payload: Mapping[str, str | None]) -> bool:
        """SendTaskSuccess; a token of an execution that is gone is no error, the reconciler looks after that."""
        try:
            with translated():
                self._client.send_task_success(taskToken=token, output=json.dumps(payload))
        except Exception as error:
            if _is(error, _DEAD_TOKEN):
                return False
            raise
        return True

    def running(self) -> Iterator[Execution]:
        """ListExecutions, page by page; eventually consistent."""
        request = {"stateMachineArn": self._machine, "statusFilter": "RUNNING", "maxResults": AT_ONCE}
        while True:
            with translated():
                answer = self._client.list_executions(**request)  # type: ignore[arg-type]
            for found in answer["executions"]:
                name = _NAME.fullmatch(found["name"])
                if name:
                    yield Execution(found["executionArn"], ApplicationId(name[1]), int(name[2]))
            if not answer.get("nextToken"):
                return
            request["nextToken"] = answer["nextToken"]

    def stop(self, execution: Execution, reason: str) -> None:
        """StopExecution; one that has just ended by itself is fine."""
        with translated():
            self._client.stop_execution(executionArn=execution.arn, cause=reason)


def _is(error: Exception, codes: set[str]) -> bool:
    return isinstance(error.__cause__, ClientError) and code_of(error.__cause__) in codes
