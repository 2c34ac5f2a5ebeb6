"""Notes every call that our code makes to AWS: what was asked, what was answered, and what DynamoDB charges for it."""

import io
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.response import StreamingBody
from botocore.session import Session

from bench import capacity
from onboarding import keys

type Image = dict[str, Any]
type Key = tuple[str, str]


@dataclass(frozen=True)
class Written:
    """An item before (empty where it is new) and after a write, as DynamoDB spells them; what the write costs."""

    before: Image
    after: Image
    units: float = 0.0

    @property
    def kind(self) -> str:
        """What it is a write of: the item's kind, and whether it was new."""
        named = self.after.get("decides") or self.after.get("kind") or {"S": "?"}
        return f"{named['S'].lower().replace('_', ' ')}, {'changed' if self.before else 'new'}"


@dataclass(frozen=True)
class Call:
    """One request to AWS and its answer; capacity in DynamoDB's units."""

    service: str
    operation: str
    params: Mapping[str, Any]
    status: int
    headers: Mapping[str, str]
    body: bytes
    read: float = 0.0
    write: float = 0.0


@dataclass
class Recorder:
    """Listens to a session; `calls` and `written` grow until somebody takes them.

    `elsewhere` is the processor time in seconds that AWS's stand-in and this recorder took: no function pays it.
    """

    table: str
    calls: list[Call] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    elsewhere: float = 0.0
    _left: float = 0.0
    _images: dict[Key, Image] = field(default_factory=dict)

    def listen(self, session: Session) -> None:
        """To every client that this session makes from now on."""
        session.register("before-parameter-build", self._asked)
        # The first to hear of it: the stand-in ends the round by its answer.
        session.get_component("event_emitter").register_first("before-send", self._leave)
        session.register("response-received", self._come_back)
        session.register("after-call", self._answered)
        # A client of its own looks at what was written, and is not listened to.
        self._look = boto3.client("dynamodb")

    @contextmanager
    def during(self) -> Iterator[tuple[list[Call], list[Written]]]:
        """The calls and writes of what is done meanwhile."""
        calls, written = len(self.calls), len(self.written)
        seen: tuple[list[Call], list[Written]] = ([], [])
        try:
            yield seen
        finally:
            seen[0].extend(self.calls[calls:])
            seen[1].extend(self.written[written:])

    def image(self, key: Mapping[str, str]) -> Image:
        """An item as it was written last."""
        return self._images[key[keys.PK], key[keys.SK]]

    def _asked(self, **kwargs: Any) -> None:
        kwargs["context"]["asked"] = kwargs["params"]

    def _leave(self, **_: Any) -> None:
        self._left = time.process_time()

    def _come_back(self, **_: Any) -> None:
        self.elsewhere += time.process_time() - self._left

    def _answered(self, **kwargs: Any) -> None:
        began = time.process_time()
        self._note(**kwargs)
        self.elsewhere += time.process_time() - began

    def _note(self, **kwargs: Any) -> None:
        http_response, parsed, model = kwargs["http_response"], kwargs["parsed"], kwargs["model"]
        service, asked = str(model.service_model.service_name), kwargs["context"].get("asked", {})
        read = write = 0.0
        if service == "dynamodb" and http_response.status_code < 300:  # noqa: PLR2004 - HTTP's success
            read, write = self._capacity(str(model.name), asked, parsed)
        headers = {str(name): str(value) for name, value in http_response.headers.items()}
        body = _reread(parsed) if "Body" in parsed else http_response.content
        call = Call(service, model.name, asked, http_response.status_code, headers, body, read, write)
        self.calls.append(call)

    def _capacity(self, operation: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> tuple[float, float]:
        match operation:
            case "BatchGetItem":
                found = answer["Responses"].get(self.table, [])
                missing = len(asked["RequestItems"][self.table]["Keys"]) - len(found)
                return capacity.read([*found, *([None] * missing)], capacity.CONSISTENT), 0.0
            case "Query":
                rate = capacity.CONSISTENT if asked.get("ConsistentRead") else capacity.EVENTUAL
                return capacity.query(answer["Items"], rate), 0.0
            case "PutItem" | "UpdateItem":
                return 0.0, self._wrote(asked, transaction=False)
            case "TransactWriteItems":
                actions = [inner for action in asked["TransactItems"] for inner in action.values()]
                return 0.0, sum(self._wrote(action, transaction=True) for action in actions)
            case _:
                raise AssertionError(f"nobody has said what {operation} costs")

    def _wrote(self, action: Mapping[str, Any], *, transaction: bool) -> float:
        wire = action.get("Key") or {name: action["Item"][name] for name in (keys.PK, keys.SK)}
        key = (wire[keys.PK]["S"], wire[keys.SK]["S"])
        before = self._images.get(key, {})
        after = self._look.get_item(TableName=self.table, Key=dict(wire), ConsistentRead=True).get("Item", {})
        self._images[key] = after
        units = capacity.write(before, after, transaction=transaction)
        self.written.append(Written(before, after, units))
        return units


def _reread(parsed: Any) -> bytes:
    """What a streamed answer says; whoever waits for it gets a stream from its beginning."""
    content: bytes = parsed["Body"].read()
    parsed["Body"] = StreamingBody(io.BytesIO(content), len(content))
    return content
