"""The whole product in one process: every function as its environment would call it, on AWS in memory."""

import base64
import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import boto3

from local.faults.door import Died, Door
from onboarding import clock, intake, keys, reconcile, relay, screen
from onboarding.adapters import clients
from onboarding.adapters.items import application_of, distributor_item, from_wire, to_wire
from onboarding.adapters.seal_key import KmsKey
from onboarding.domain.application import Application, Case
from onboarding.domain.distribution import Distributor
from onboarding.domain.draft import groups_of
from onboarding.domain.errors import Moved
from onboarding.domain.events import Event
from onboarding.domain.ids import ApplicationId, DistributorId, application_id_for
from onboarding.domain.people import Person
from onboarding.domain.program import Program
from onboarding.ops import acting, widgets
from onboarding.ops import request as ops_request
from onboarding.ports.agreements import Documents, Seal, Signatures
from onboarding.web import app
from onboarding.world import World
from tests.soak.aws import Aws
from tests.soak.dynamo import Wire
from tests.soak.machine import Machine
from tests.support.samples import NORTH, PROGRAM
from tests.support.world import START, StandingClock, settings

PASS_MINUTES = 6
"""From one pass of clock and reconcile to the next: a little more than a message's lease."""

SOUTH = replace(
    NORTH,
    id=DistributorId("south"),
    name="Südhafen Distribution",
    contact=Person("Sven Södergren", "partners@suedhafen.example"),
)
_BATCH = 10

_TAKEN, _SENT_ALREADY = 303, 409

_SECRET = b"drawn once, long before this town"


def id_for(key: str) -> ApplicationId:
    """A case's id that is the same in every run, as an import here gives it."""
    return application_id_for(key, _SECRET)


class PaperSignatures:
    """The port `Signatures` with a page of plain text in the place of a rendered PDF: the calls are the same."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def prepare(self, application: Application, number: str, program: Program, now: datetime) -> Mapping[str, str]:
        text = f"Agreement {number} of {now.date()}"
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        key = f"prepared/{number}/{sha256}.pdf"
        self._documents.keep(key, text.encode())
        about = {"number": number, "version": "2026-11", "language": "en", "prepared": now.isoformat()}
        return {**about, "sha256": sha256, "key": key, "text": text, "provider": ""}

    def signed(self, case: Case, events: Sequence[Event], program: Program) -> bytes:
        if case.decision is None:
            raise Moved("Nobody has signed.")
        return self._documents.read(case.decision.about["key"])


class PaperSeal:
    """The port `Seal`: the real key's call, around a page of plain text."""

    def __init__(self, key: KmsKey) -> None:
        self._key = key

    def seal(self, pdf: bytes, number: str, at: datetime) -> bytes:
        return pdf + self._key.sign(hashlib.sha256(pdf).digest())


class TownWorld(World):
    """The product's own world and adapters, with a clock that stands still and documents of plain text."""

    clock: StandingClock
    signatures: Signatures
    seal: Seal

    def __init__(self) -> None:
        super().__init__(settings(documents="documents-of-a-test", seal_key="key-of-a-test"))
        signatures, seal = PaperSignatures(self.documents), PaperSeal(KmsKey("key-of-a-test"))
        self.__dict__.update(clock=StandingClock(), signatures=signatures, seal=seal)


class Town:
    """One account with everything in it; `streaming` says whether the table's stream reaches the relay.

    `source` is the address from which its public door is used; this machine's own has no limits.
    """

    def __init__(self) -> None:
        self.door, self.aws = Door(), Aws()
        self.session = self.aws.session(self.door)
        self.renew()
        self._dynamodb = self.session.client("dynamodb")
        self.begin()

    def renew(self) -> None:
        """Every function as a process that has just begun."""
        self.world = TownWorld()

    def begin(self, program: Program = PROGRAM, distributors: Sequence[Distributor] = (NORTH,)) -> None:
        """An empty table, on the first day."""
        self.aws.forget()
        self.machine = Machine(self._step, self._dynamodb)
        self.aws.states = self.machine.answer
        self.world.__dict__.update(program=program)
        self.world.clock.at = START
        self.world._mail_rested = None  # whatever the mail service said to an earlier town at this hour
        self.streaming, self.passes, self.source = True, 0, "127.0.0.1"
        for one in distributors:
            self.aws.table.keep(to_wire(distributor_item(one)))
        self.aws.table.keep(to_wire({**keys.import_secret(), "kind": "SECRET", "secret": _SECRET}))
        self.door.begin()

    def remembered(self) -> Callable[[], None]:
        """What brings everything back to how it is now, as often as it is called."""
        table, sent, objects = self.aws.table.copy(), list(self.aws.sent), dict(self.aws.objects)
        told = list(self.aws.told)
        executions, at = deepcopy(self.machine.executions), self.world.clock.at

        def back() -> None:
            self.aws.table, self.aws.sent, self.aws.objects = table.copy(), list(sent), dict(objects)
            self.aws.told = list(told)
            self.machine.executions, self.world.clock.at = deepcopy(executions), at

        return back

    def _step(self, name: str, event: Mapping[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = import_module(f"onboarding.steps.{name}").run(self.world, event)
        return answer

    def settle(self) -> bool:
        """Everything that goes on by itself, until nothing does; whether anything did. What dies is not repeated."""
        moved = False
        for _ in range(100):
            changed, self.aws.table.changed = self.aws.table.changed, []
            records = [{"dynamodb": {"NewImage": image}} for image in changed if _for_relay(image)]
            for first in range(0, len(records) if self.streaming else 0, _BATCH):
                self.invoked(self._relay, records[first : first + _BATCH])
            if not (self.machine.work() or self.settle_queue() or (records and self.streaming)):
                return moved
            moved = True
        raise AssertionError("it never comes to rest")

    def pass_by(self, **length: float) -> None:
        """Time passes, then one pass of clock and reconcile."""
        self.world.clock.move(**(length or {"minutes": PASS_MINUTES}))
        self.passes += 1
        self.invoked(lambda: clock.run(self.world, self.world.clock.now()))
        self.settle()
        self.invoked(lambda: reconcile.run(self.world))
        self.settle()

    def _relay(self, records: Sequence[Mapping[str, Any]]) -> None:
        for record in records:
            relay.deliver_record(self.world, record)

    def settle_queue(self) -> bool:
        """Every message on the queue, once; what is not done comes again."""
        waiting, self.aws.queue = self.aws.queue, []
        for body in waiting:
            try:
                message = json.loads(body)
                (screen if message.get("do") in ("begin", "sweep") else intake).take(self.world, message)
            except (Exception, Died):  # noqa: BLE001 - whatever it was, SQS delivers it again
                self.aws.queue.append(body)
        return bool(waiting)

    def invoked(self, act: Callable[..., object], *arguments: object) -> None:
        """One invocation by a service that does not repeat what dies or raises."""
        with suppress(Exception, Died):
            act(*arguments)

    def drop(self, key: str, text: str) -> None:
        """A file is put into the imports bucket, and S3 says so."""
        self.aws.objects[key] = text.encode()
        detail = {"object": {"key": key, "sequencer": f"00{len(self.aws.objects)}A"}}
        self.aws.queue.append(json.dumps({"detail-type": "Object Created", "detail": detail}))

    def send(self, method: str, path: str, fields: Mapping[str, Any] | None = None) -> tuple[int, str]:
        """One request at the public door; a function that dies is answered by the gateway, with 502."""
        try:
            raw = app.handler(_request(method, path, fields, self.source), SimpleNamespace(aws_request_id="request-1"))
        except Died:
            return 502, ""
        return raw["statusCode"], raw["body"]

    def apply(self, form: Mapping[str, Any]) -> bool:
        """Fills the form in, page by page, and sends it; whether all of it was taken."""
        return self.filled_in(form) and self.send("POST", f"{form_path(form)}/check", form)[0] == _TAKEN

    def filled_in(self, form: Mapping[str, Any]) -> bool:
        """The same without sending it. A page that says that the form was sent already leaves only that to do."""
        path = form_path(form)
        begin = {"track": form["track"], "key": form["key"], "token": path.rpartition("/")[2]}
        pages = [f"{path}/{group.value}" for group in groups_of(self.world.program.track(form["track"]))]
        posts = [("/apply", begin), *((page, form) for page in pages)]
        return all(self.send("POST", address, fields)[0] in (_TAKEN, _SENT_ALREADY) for address, fields in posts)

    def knock(self, path: str, fields: Mapping[str, Any]) -> tuple[int, str]:
        """A POST as `send` makes it, for many at once: a Lambda process has one request, and so one resolver."""
        event = _request("POST", path, fields, self.source)
        for route in app.ROUTES:
            found = re.fullmatch(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", route.rule), path)
            if found:
                reply = app._reply(self.world, route, event, "request-1", found.groupdict())
                return reply.status, reply.body
        raise AssertionError(path)

    def press(self, event: Mapping[str, Any]) -> str:
        """A button in the console; what dies shows an error there."""
        me = "arn:aws:lambda:us-east-1:123456789012:function:ops"
        request = ops_request.read(event, me, me)
        try:
            return widgets.answered(self.world, request, acting.ACTIONS, request.action, "action")
        except Died:
            return ""

    def application(self, id: ApplicationId) -> Application:
        """The application as the table has it; read past the door."""
        return application_of(self.item(id, "APPLICATION"))

    def item(self, id: str, sort: str) -> dict[str, Any]:
        """One item of a case."""
        return self.aws.table.plain((f"APPLICATION#{id}", sort))

    def knows(self, id: str) -> bool:
        """Whether there is such a case."""
        return (f"APPLICATION#{id}", "APPLICATION") in self.aws.table.items

    def items(self, kind: str) -> list[dict[str, Any]]:
        """All items of a kind, in key order; read past the door."""
        found = [(key, item) for key, item in self.aws.table.items.items() if item["kind"]["S"] == kind]
        return [from_wire(item) for _, item in sorted(found, key=lambda one: one[0])]


def form_path(form: Mapping[str, Any]) -> str:
    """Where a form is kept: its token is made of its number, so that it is the same at every try."""
    return f"/apply/{form['key']}/{urlsafe_b64encode(hashlib.sha256(form['key'].encode()).digest()).decode()[:43]}"


def _request(method: str, path: str, fields: Mapping[str, Any] | None, source: str) -> dict[str, Any]:
    """API Gateway's event for a form, or for a look."""
    bare, _, query = path.partition("?")
    return {
        "version": "2.0",
        "rawPath": bare,
        "rawQueryString": query,
        "headers": {"content-type": "application/x-www-form-urlencoded"},
        "requestContext": {"stage": "$default", "http": {"method": method, "path": bare, "sourceIp": source}},
        "isBase64Encoded": True,
        "body": base64.b64encode(urlencode(fields or {}, doseq=True).encode()).decode(),
    }


def _for_relay(image: Wire) -> bool:
    """The stream's filter: what is queued, what can be woken, what must be started."""
    match image["kind"]["S"]:
        case "MESSAGE" | "REQUEST":
            return bool(image["state"]["S"] == "queued")
        case "DECISION":
            return {"task_token", "outcome", "due_pk"} <= image.keys()
        case "STAGE_CHANGE":
            return "due_pk" in image
        case "APPLICATION":
            return "start" in image
    return False


@cache
def _town() -> Town:
    return Town()


@contextmanager
def town() -> Iterator[Town]:
    """The one town of this process, empty: its clients are made once, and only in here are they boto3's own."""
    here, before = _town(), boto3.DEFAULT_SESSION
    boto3.DEFAULT_SESSION = here.session
    try:
        with ExitStack() as patched:
            for function in (app, clock, reconcile, relay, intake):
                patched.enter_context(patch.object(function, "world", lambda: here.world))
            patched.enter_context(patch.object(clients, "session", lambda: here.session._session))
            here.begin()
            yield here
    finally:
        boto3.DEFAULT_SESSION = before
