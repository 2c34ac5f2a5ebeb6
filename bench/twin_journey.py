"""A journey on the local cloud that asks as much of it as an onboarding does, by functions that do nothing else.

The same states, requests, calls, transactions and mails in the same order, by the plainest code (`bench/twin`). What an
onboarding takes besides is ours: rules, pages, mails' words, a document that is typeset and sealed.
"""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3

from bench import empty
from bench.shape import shape, way
from bench.transitions import definition
from local.deploy import SENDER
from local.visitor import FIRST_ERROR, Inbox, Visitor
from tests.support.cloud import Cloud
from tests.support.table import schema

CODE = Path(__file__).parent / "twin" / "handler.py"
EXISTS = [{"exists": True}]
FILTERS = (
    {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["MESSAGE", "STAGE_CHANGE", "APPLICATION"]}}}},
    {
        "dynamodb": {
            "NewImage": {
                "kind": {"S": ["WAIT"]},
                **{name: {"S": EXISTS} for name in ("task_token", "outcome", "due_pk")},
            }
        }
    },
)
"""As ours: what is new, and who is waited for and has been answered."""


class Twin:
    """The table, the functions, the workflow and the address of the pages."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud, self._shape = cloud, shape()
        self._inbox = Inbox(cloud.addresses.inbox_api)
        name = f"twin-{uuid4().hex[:8]}"
        stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        table = cloud.dynamodb.create_table(**{**schema(), "TableName": name, "StreamSpecification": stream})
        client: Any = boto3.client
        client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        key = client("kms").create_key(KeySpec="RSA_3072", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
        self._environment = {"TWIN": name, "TWIN_BUCKET": name, "TWIN_KEY": key, "TWIN_MACHINE": name, "SENDER": SENDER}
        self._page = empty.page(cloud, self._function("page"))
        self._flow(name, self._function("step"))
        client("lambda").create_event_source_mapping(
            FunctionName=self._function("relay"),
            EventSourceArn=table["TableDescription"]["LatestStreamArn"],
            StartingPosition="TRIM_HORIZON",
            BatchSize=25,
            FilterCriteria={"Filters": [{"Pattern": json.dumps(one)} for one in FILTERS]},
        )

    def play(self) -> None:
        """One journey, everybody answering at once."""
        key, visitor = f"TWIN-{uuid4().hex}", Visitor()
        for visit in self._shape.visits:
            if visit.mail:
                self._inbox.wait("", visit.mail, key)
            shown = visitor.open(f"{self._page}?n={visit.number}&key={key}", visit.method)
            assert shown.status < FIRST_ERROR, shown.text
        self._inbox.wait("", "^partner_active", key)

    def _function(self, name: str) -> str:
        files = {"handler.py": CODE.read_text(), "shape.json": json.dumps(self._shape.invocations)}
        return empty.function(self._cloud, files, f"handler.{name}", self._environment)

    def _flow(self, name: str, function: str) -> None:
        states, plain = definition()["States"], way()
        made = {}
        for one, after in zip(plain, [*plain[1:], ""], strict=True):
            number = self._shape.steps.get(one.lower().replace(" ", "_"))
            payload = {"n": number, "key": "{% $states.input.key %}"}
            made[one] = empty.state(states[one], one, after, function, name, payload)
        text = json.dumps({"QueryLanguage": "JSONata", "StartAt": plain[0], "States": made})
        self._cloud.stepfunctions.create_state_machine(name=name, definition=text, roleArn=empty.ROLE)
