"""A local cloud for tests, beside one that a person may run: its own ports and state, stopped at the end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from local.addresses import Addresses
from local.story import Story, states
from onboarding.adapters.items import from_wire

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_stepfunctions import SFNClient

ROOT = Path(__file__).parents[2]
READY_SECONDS = 600


def free_ports(names: tuple[str, ...]) -> dict[str, str]:
    """A free loopback port for each of these variables."""
    probes = [socket.socket() for _ in names]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = {name: str(probe.getsockname()[1]) for name, probe in zip(names, probes, strict=True)}
    for probe in probes:
        probe.close()
    return ports


@dataclass
class Cloud:
    """`make run` as a process of its own."""

    state: Path
    ports: Mapping[str, str] = field(
        default_factory=lambda: free_ports(("PORT", "INBOX_PORT", "SMTP_PORT", "OPS_PORT", "TEAM_PORT", "SIGN_PORT"))
    )
    process: "subprocess.Popen[bytes] | None" = None
    program: Path | None = None
    """A program.toml in the place of the sources' own."""
    agreements: Path | None = None
    """A folder of agreements' texts beside the sources' own."""

    @property
    def environment(self) -> dict[str, str]:
        """What makes every local command mean this cloud."""
        return {
            **os.environ,
            **self.ports,
            "LOCAL_STATE": str(self.state),
            **({"PROGRAM": str(self.program)} if self.program else {}),
            **({"AGREEMENTS": str(self.agreements)} if self.agreements else {}),
            "PYTHONPATH": f"{ROOT}:{ROOT / 'functions'}",
        }

    def start(self) -> None:
        """Starts it and waits until it is ready."""
        log = (self.state.parent / "run.log").open("ab")
        command = [sys.executable, "-m", "local.cloud"]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        deadline = time.monotonic() + READY_SECONDS
        while not (self.state / "addresses.json").exists():
            told = (self.state.parent / "run.log").read_text(errors="replace")
            assert self.process.poll() is None, f"the local cloud did not start:\n{told}"
            assert time.monotonic() < deadline, f"the local cloud is not ready after {READY_SECONDS} s:\n{told}"
            time.sleep(0.2)

    def stop(self) -> None:
        """As Ctrl-C would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=90)

    def kill(self) -> None:
        """`kill -9` of the launcher, the engine, the inbox and every function, at once."""
        assert self.process is not None
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        self.process.wait(timeout=30)
        (self.state / "addresses.json").unlink(missing_ok=True)

    def gone(self) -> bool:
        """Whether nothing of it is left after some seconds: its workers notice by themselves that it was killed."""
        deadline = time.monotonic() + 15
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.2)
        return not self.processes()

    def processes(self) -> list[int]:
        """Every process of this cloud: they all carry its state folder in their environment or command."""
        marks = (f"LOCAL_STATE={self.state}".encode(), str(self.state).encode())
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                text = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if int(folder.name) != os.getpid() and any(mark in text for mark in marks):
                found.append(int(folder.name))
        return found

    @property
    def addresses(self) -> Addresses:
        """Where it is."""
        return Addresses(**json.loads((self.state / "addresses.json").read_text()))

    def outputs(self) -> dict[str, str]:
        """The stack's outputs."""
        found: dict[str, str] = json.loads((self.state / "outputs.json").read_text())["PartnerOnboarding"]
        return found

    @property
    def dynamodb(self) -> "DynamoDBClient":
        return boto3.client("dynamodb", endpoint_url=self.addresses.aws)

    @property
    def stepfunctions(self) -> "SFNClient":
        return boto3.client("stepfunctions", endpoint_url=self.addresses.aws)

    @property
    def functions(self) -> "LambdaClient":
        return boto3.client("lambda", endpoint_url=self.addresses.aws)

    def run(self, *arguments: str) -> str:
        """A local command (`local.clock 8d`); gives what it printed, fails if it failed."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments} failed: {done.stdout}{done.stderr}"
        return done.stdout

    def pass_time(self, length: timedelta) -> None:
        """`make clock BY=…`."""
        self.run("local.clock", f"{int(length.total_seconds() // 60)}m")

    def call(self, function: str, event: Mapping[str, object] | None = None) -> object:
        """The answer of the function that this output names."""
        answer = self.functions.invoke(FunctionName=self.outputs()[function], Payload=json.dumps(event or {}).encode())
        told = answer["Payload"].read()
        assert not dict(answer).get("FunctionError"), told
        answered: object = json.loads(told)
        return answered

    def everything(self, case: str) -> list[dict[str, object]]:
        """All items of a case."""
        return [item for prefix in ("A", "D", "E", "I", "M") for item in self.items(case, prefix)]

    def story(self) -> Story:
        """A new case from the outside."""
        return Story(self.addresses, self.pass_time)

    def states(self, case: str) -> list[str]:
        """The states that the case's executions entered."""
        return states(self.stepfunctions, self.outputs()["StateMachineArn"], case)

    def items(self, case: str, prefix: str) -> list[dict[str, object]]:
        """The items of a case whose sort key begins so, as plain values."""
        found = self.dynamodb.query(
            TableName=self.outputs()["TableName"],
            KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
            ExpressionAttributeValues={":pk": {"S": f"APPLICATION#{case}"}, ":sk": {"S": prefix}},
            ConsistentRead=True,
        )
        return [from_wire(item) for item in found["Items"]]
