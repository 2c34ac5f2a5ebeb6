"""The local engine by itself, without the product on it, for tests of what the engine does."""

import io
import json
import os
import signal
import subprocess
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from local.addresses import HOST, ROOT, Addresses, is_taken
from local.environment import ENGINE_PYTHON, for_engine
from local.story import until
from tests.support.cloud import free_ports

ROLE = "arn:aws:iam::000000000000:role/any"
PORTS = ("PORT", "INBOX_PORT", "SMTP_PORT", "OPS_PORT", "TEAM_PORT", "SIGN_PORT")
START_SECONDS = 60


class Letterbox:
    """An SMTP server that keeps what it is sent, byte by byte."""

    def __init__(self, port: int) -> None:
        self.mails: list[Envelope] = []
        self._server = Controller(self, hostname=HOST, port=port)
        self._server.start()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The protocol fixes name and arguments."""
        self.mails.append(envelope)
        return "250 OK"

    def close(self) -> None:
        """Takes no more."""
        self._server.stop()


@dataclass
class Engine:
    """One engine on ports of its own, with its state in a folder of its own."""

    folder: Path
    ports: dict[str, int] = field(default_factory=lambda: {name: int(one) for name, one in free_ports(PORTS).items()})
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """The endpoint for AWS clients."""
        return f"http://{HOST}:{self.ports['PORT']}"

    def start(self) -> None:
        """Starts it as `make run` does, or again with the state that it left."""
        state, temporary = self.folder / "engine", self.folder / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        ours = {"STATE_DIR": str(state), "S3_DATA_DIR": str(state / "s3"), "TMPDIR": str(temporary)}
        self.process = subprocess.Popen(
            [str(ENGINE_PYTHON), "-m", "local.engine"],
            cwd=ROOT,
            env={**for_engine(Addresses.on(self.ports), self.ports), **ours},
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / "engine.log").open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while not is_taken(self.ports["PORT"]):
            assert self.process.poll() is None, (self.folder / "engine.log").read_text(errors="replace")
            assert time.monotonic() < deadline, "the engine takes no connections"
            time.sleep(0.05)

    def kill(self) -> None:
        """`kill -9` of it and of the functions that it runs."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def saved_since(self, moment: float) -> bool:
        """Whether its state was written after this moment (seconds since 1970)."""
        mark = self.folder / "engine" / ".saved"
        return mark.exists() and mark.stat().st_mtime > moment

    def client(self, service: str) -> Any:
        """A client of one of its services."""
        return boto3.client(service, endpoint_url=self.url)  # type: ignore[call-overload]

    @cached_property
    def states(self) -> Any:
        """Step Functions."""
        return self.client("stepfunctions")

    @cached_property
    def dynamodb(self) -> Any:
        """DynamoDB."""
        return self.client("dynamodb")

    def table(self, *, stream: bool = False) -> str:
        """A table with the product's keys; its name."""
        name, more = f"facts-{uuid4().hex[:8]}", {}
        if stream:
            more = {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}}
        self.dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("PK", "SK")],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
            **more,
        )
        return name

    def item(self, table: str, key: str) -> dict[str, Any]:
        """An item, empty where there is none."""
        found: dict[str, Any] = self.dynamodb.get_item(TableName=table, Key=keys(key), ConsistentRead=True)
        return found.get("Item", {})  # type: ignore[no-any-return]

    def function(self, source: str, **environment: str) -> str:
        """A Lambda function of this source, whose handler is `handler`; its ARN."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("module.py", source)
        made = self.client("lambda").create_function(
            FunctionName=f"fact-{uuid4().hex[:8]}",
            Runtime="python3.13",
            Handler="module.handler",
            Role=ROLE,
            Code={"ZipFile": packed.getvalue()},
            Environment={"Variables": environment},
        )
        return str(made["FunctionArn"])

    def queue(self, **attributes: str) -> tuple[str, str]:
        """A queue's address and ARN."""
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName=f"fact-{uuid4().hex[:8]}", Attributes=attributes)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return url, found["Attributes"]["QueueArn"]

    def messages(self, url: str, patience: float = 15.0) -> list[Any]:
        """What comes next out of a queue, read as JSON where it is some; waits for something to come."""
        sqs = self.client("sqs")
        found = until(lambda: sqs.receive_message(QueueUrl=url).get("Messages", []), bool, patience)
        return [json.loads(one["Body"]) if one["Body"][:1] in "{[" else one["Body"] for one in found]

    def machine(self, **states: Any) -> str:
        """A state machine that begins with the first of these states; its ARN."""
        definition = {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states}
        made = self.states.create_state_machine(
            name=f"fact-{uuid4().hex[:8]}", definition=json.dumps(definition), roleArn=ROLE
        )
        return str(made["stateMachineArn"])

    def begin(self, machine: str) -> str:
        """An execution's ARN."""
        return str(self.states.start_execution(stateMachineArn=machine, input="{}")["executionArn"])

    def ended(self, execution: str) -> dict[str, Any]:
        """What an execution says when it has ended."""
        return until(lambda: self.described(execution), lambda found: found["status"] != "RUNNING", patience=15)

    def described(self, execution: str) -> dict[str, Any]:
        """What an execution says now."""
        return dict(self.states.describe_execution(executionArn=execution))


def keys(key: str) -> dict[str, dict[str, str]]:
    """The key of a test's only item."""
    return {"PK": {"S": key}, "SK": {"S": "FACT"}}


def wait_for_answer(table: str, key: str, **more: Any) -> dict[str, Any]:
    """The product's way to wait: a state that stores its token at an item."""
    arguments = {
        "TableName": table,
        "Key": keys(key),
        "UpdateExpression": "SET task_token = :token",
        "ExpressionAttributeValues": {":token": {"S": "{% $states.context.Task.Token %}"}},
    }
    task = "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken"
    return {"Type": "Task", "Resource": task, "Arguments": arguments, "End": True, **more}


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One engine for all facts about engines."""
    here = Engine(tmp_path_factory.mktemp("engine"))
    here.start()
    try:
        yield here
    finally:
        here.kill()


@pytest.fixture
def letterbox(engine: Engine) -> Iterator[Letterbox]:
    """Where the engine's mails go."""
    made = Letterbox(engine.ports["SMTP_PORT"])
    yield made
    made.close()
