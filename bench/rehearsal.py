"""The whole product on a cloud in memory: the real handlers, the real workflow definition, every call to AWS noted.

Nothing leaves the process. DynamoDB, SES, S3 and KMS are moto's; the workflow is played by the soak's machine.
"""

import io
import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest import mock

import boto3
from moto import mock_aws

from bench.machine import Played, Storing
from bench.recording import Call, Recorder, Written
from infra import fonts
from infra.functions import SPECS
from infra.relay import CALLS_FOR_RELAY
from onboarding.adapters import clients
from onboarding.adapters.clock import SystemClock
from onboarding.adapters.items import distributor_item
from onboarding.adapters.table import Put, Table
from onboarding.documents import pages
from onboarding.world import World, world
from tests.support.mail_events import mail_event
from tests.support.samples import NORTH
from tests.support.table import NAME, schema
from tests.support.world import StandingClock

BASE, SENDER = "https://partners.example", "partners@harbourlight.example"
BUCKET, BUS = "documents-of-a-bench", "events-of-a-bench"
REGION = "eu-west-1"
ARN = f"arn:aws:lambda:{REGION}:123456789012:function:"

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": REGION,
    "POWERTOOLS_SERVICE_NAME": "partner-onboarding",
    "TABLE": NAME,
    "STATE_MACHINE": f"arn:aws:states:{REGION}:123456789012:stateMachine:partner-onboarding",
    "BASE_URL": BASE,
    "SENDER": SENDER,
    "CONSOLE_URL": "https://console.example",
    "DOCUMENTS": BUCKET,
    "EVENT_BUS": BUS,
    "OPS_ACTS": f"{ARN}ops_acts",
    "IMPORTS_BUCKET": "imports-of-a-bench",
    "IMPORTS_QUEUE": "https://queue.example",
}
"""What a function is told, by the names that it knows it by."""


@dataclass(frozen=True)
class Invocation:
    """One call of a function; `seconds` of its own processor time on this machine."""

    function: str
    event: Mapping[str, Any]
    answer: Any
    calls: list[Call]
    log_bytes: int
    seconds: float


@dataclass
class Rehearsal:
    """The cloud in memory."""

    recorder: Recorder
    clock: StandingClock
    invocations: list[Invocation] = field(default_factory=list)
    workflow_calls: list[Call] = field(default_factory=list)
    streamed: list[Written] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.machine = Played(self._step, Storing(self._store))  # type: ignore[arg-type]
        self.world.__dict__.update(clock=self.clock, workflow=self.machine)

    @property
    def world(self) -> World:
        """The world that every handler finds."""
        return world()

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Calls the handler of a function of ours, and remembers what it did."""
        spec = next(spec for spec in SPECS if spec.name == function)
        module, _, name = spec.handler.rpartition(".")
        handler, context = (
            getattr(import_module(module), name),
            SimpleNamespace(aws_request_id="0" * 36, invoked_function_arn=ARN + spec.name),
        )
        began, elsewhere = time.process_time(), self.recorder.elsewhere
        with self.recorder.during() as (calls, written), _logged() as log:
            answer = handler(event, context)
        took = time.process_time() - began - (self.recorder.elsewhere - elsewhere)
        self.streamed += written
        self.invocations.append(Invocation(function, event, answer, calls, len(log.getvalue().encode()), took))
        return answer

    def settle(self) -> None:
        """What the stream and the workflow do by themselves, until all is quiet."""
        while self._stream() or self.machine.work():
            pass

    def mails(self) -> list[EmailMessage]:
        """Every mail that was handed to SES, oldest first."""
        sent = [call for call in self.recorder.calls if call.operation == "SendRawEmail"]
        read = [message_from_bytes(call.params["RawMessage"]["Data"], policy=policy.default) for call in sent]
        return [mail for mail in read if isinstance(mail, EmailMessage)]

    def hear_of_mails(self, first: int) -> list[Invocation]:
        """What SES tells of each mail from that one on, and what is done about it; the local engine tells nothing."""
        before = len(self.invocations)
        for mail in self.mails()[first:]:
            tags = dict(tag.strip().split("=") for tag in str(mail["X-SES-MESSAGE-TAGS"]).split(","))
            self.invoke("mail_trouble", mail_event(tags["application"], tags["message"], send={}))
        return self.invocations[before:]

    def _step(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self.invoke(name, payload)
        return answer

    def _store(self, **arguments: Any) -> None:
        with self.recorder.during() as (calls, written):
            clients.client("dynamodb").update_item(**arguments)
        self.workflow_calls += calls
        self.streamed += written

    def _stream(self) -> bool:
        """One call of the relay for all records that its filters let through, as its batching window does."""
        fresh, self.streamed = self.streamed, []
        records = [record for record in map(_record, fresh) if any(_fits(record, one) for one in CALLS_FOR_RELAY)]
        if records:
            self.invoke("relay", {"Records": records})
        return bool(records)


@contextmanager
def rehearsal(clock: StandingClock | None = None) -> Iterator[Rehearsal]:
    """An empty cloud with one distributor; what is read or sent meanwhile stays in this process."""
    logging.getLogger("botocore").setLevel(logging.WARNING)
    with mock.patch.dict(os.environ, ENVIRONMENT), mock_aws():
        # Who has just pointed this process at an engine does not mean the cloud in memory.
        os.environ.pop("AWS_ENDPOINT_URL", None)
        os.environ["SEAL_KEY"] = _resources()
        clients.session.cache_clear()
        world.cache_clear()
        recorder = Recorder(NAME)
        recorder.listen(clients.session())
        Table(NAME).put(Put(distributor_item(NORTH)))
        try:
            with mock.patch.object(pages, "FONTS", fonts.folder()):
                yield Rehearsal(recorder, clock or StandingClock(SystemClock().now().replace(microsecond=0)))
        finally:
            clients.session.cache_clear()
            world.cache_clear()


def _resources() -> str:
    """The table, the mailbox and the bucket; gives the key of the seal."""
    boto3.client("dynamodb").create_table(**schema())
    boto3.client("ses").verify_email_identity(EmailAddress=SENDER)
    boto3.client("events").create_event_bus(Name=BUS)
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    made = boto3.client("kms").create_key(KeySpec="RSA_3072", KeyUsage="SIGN_VERIFY")
    return str(made["KeyMetadata"]["Arn"])


def _record(written: Written) -> dict[str, Any]:
    name = "MODIFY" if written.before else "INSERT"
    return {"eventName": name, "dynamodb": {"NewImage": written.after}}


def _fits(record: Any, pattern: Any) -> bool:
    """Whether a record passes a filter of an event source: lists are alternatives, `exists` needs a leaf."""
    if isinstance(pattern, Mapping):
        return isinstance(record, Mapping) and all(_fits(record.get(name), inner) for name, inner in pattern.items())
    if pattern == [{"exists": True}]:
        return record is not None
    return record in pattern


@contextmanager
def _logged() -> Iterator[io.StringIO]:
    """What is printed and logged meanwhile."""
    log = io.StringIO()
    loggers = [one for one in logging.Logger.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    handlers = [one for logger in loggers for one in logger.handlers if isinstance(one, logging.StreamHandler)]
    before = [handler.setStream(log) for handler in handlers]
    try:
        with redirect_stdout(log):
            yield log
    finally:
        for handler, stream in zip(handlers, before, strict=True):
            if stream is not None:
                handler.setStream(stream)
