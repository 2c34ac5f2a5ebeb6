"""AWS in memory, behind boto3's own hooks: what the adapters call is answered at once, in this process.

Every call still goes through boto3, so that the fault door sees it; moto does the same some ten times slower.
"""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.config import Config

from local.faults.door import Door
from tests.soak.dynamo import Dynamo, Failed

_ID = "aws-in-memory"


class Body(io.BytesIO):
    """The content of an S3 object."""

    def iter_chunks(self, size: int) -> Any:
        return iter(lambda: self.read(size), b"")


class Answered(Exception):
    """The service refuses, with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Aws:
    """DynamoDB, SES, S3, SQS, KMS and EventBridge; Step Functions is played by `states`.

    `taken` is called with each mail that SES has taken for delivery.
    """

    table: Dynamo = field(default_factory=Dynamo)
    sent: list[bytes] = field(default_factory=list)
    taken: Callable[[bytes], None] | None = None
    objects: dict[str, bytes] = field(default_factory=dict)
    queue: list[str] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    states: Callable[[str, Mapping[str, Any]], dict[str, Any]] | None = None

    def forget(self) -> None:
        """An empty account again."""
        self.table = Dynamo()
        self.sent, self.queue, self.objects, self.told, self.taken = [], [], {}, [], None

    def session(self, door: Door) -> boto3.Session:
        """A session whose clients talk to this, through that door."""
        session = boto3.Session()
        session.events.register_last("before-parameter-build", _remember, unique_id=f"{_ID}-asked")
        # A handler may answer a call itself (botocore's own stubs do); its types only know those that watch.
        session.events.register_last("before-call", self._answer, unique_id=_ID)  # type: ignore[arg-type]
        door.register(session.events)
        # The adapters' tests have validated such requests; here it would be a tenth of the time.
        session._session.set_default_client_config(Config(parameter_validation=False))
        _without_envelopes(session)
        return session

    def _answer(self, model: Any, context: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        service, operation, asked = model.service_model.service_id.hyphenize(), model.name, context["asked"]
        act = getattr(self, f"_{service}")
        try:
            answer = act(operation, asked)
            if context.pop("twice", None) and service != "ses":  # whose client repeats nothing by itself
                answer = act(operation, asked)
        except Answered as refused:
            return SimpleNamespace(status_code=400), {"Error": {"Code": refused.code}}
        except Failed:
            together = operation == "TransactWriteItems"
            code = "TransactionCanceledException" if together else "ConditionalCheckFailedException"
            reasons = {"CancellationReasons": [{"Code": "ConditionalCheckFailed"}]}
            return SimpleNamespace(status_code=400), {"Error": {"Code": code}, **reasons}
        return SimpleNamespace(status_code=200), answer

    def _dynamodb(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        return self.table.answer(operation, asked)

    def _ses(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.sent.append(asked["RawMessage"]["Data"])
        if self.taken is not None:
            self.taken(self.sent[-1])
        return {"MessageId": str(len(self.sent))}

    def _s3(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        key = asked["Key"]
        if operation == "PutObject":
            if asked.get("IfNoneMatch") and key in self.objects:
                raise Answered("PreconditionFailed")
            self.objects[key] = asked["Body"].read() if hasattr(asked["Body"], "read") else bytes(asked["Body"])
            return {}
        if key not in self.objects:
            raise Answered("404" if operation == "HeadObject" else "NoSuchKey")
        content = self.objects[key]
        if operation == "HeadObject":
            return {"ETag": f'"{len(content)}"', "ContentLength": len(content)}
        first, _, last = asked.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
        return {"Body": Body(content[int(first) : int(last) + 1 if last else None])}

    def _sqs(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.queue += [entry["MessageBody"] for entry in asked["Entries"]]
        return {"Successful": []}

    def _eventbridge(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.told += [json.loads(entry["Detail"]) for entry in asked["Entries"]]
        return {"FailedEntryCount": 0, "Entries": [{"EventId": str(len(self.told))}]}

    def _kms(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {"Signature": b"signed:" + asked["Message"]}

    def _sfn(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        assert self.states is not None
        return self.states(operation, asked)


def _without_envelopes(session: boto3.Session) -> None:
    """Has its clients write no HTTP request: nobody would read it, and it is a third of a call.

    S3's still do: what they sign is an address.
    """
    made = session._session.create_client

    def create_client(service_name: str, *arguments: Any, **options: Any) -> Any:
        client: Any = made(service_name, *arguments, **options)
        if service_name != "s3":
            client._resolve_endpoint_ruleset = lambda *_, **__: ("https://aws.example", {}, {})
            client._convert_to_request_dict = lambda **asked: {"headers": {}, "body": b"", "context": asked["context"]}
        return client

    session._session.create_client = create_client  # type: ignore[method-assign]


def _remember(params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["asked"] = params
