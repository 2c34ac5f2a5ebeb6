"""What is empty, on a local cloud: a function that logs one line, its page, and a flow with as many states as ours."""

import io
import json
import time
import zipfile
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import boto3

from bench.transitions import PLAIN, definition, ways
from tests.support.cloud import Cloud

ROLE = "arn:aws:iam::000000000000:role/any"
CODE = """
def handler(event, context):
    print('{"level":"INFO","message":"request"}')
    return {"statusCode": 200, "headers": {"content-type": "text/html"}, "body": "<!doctype html><title>Empty</title>"}
"""
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.05


class Empty:
    """The function, the address of its page, and the flow."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._function = function(cloud, {"empty.py": CODE}, "empty.handler")
        self.page = page(cloud, self._function)
        self._machine = self._flow()

    def play(self) -> None:
        """One flow from beginning to end: whoever is waited for answers at once."""
        key, client = f"EMPTY#{uuid4().hex}", self._cloud.stepfunctions
        began = client.start_execution(stateMachineArn=self._machine, input=json.dumps({"key": key}))
        answered, deadline = set[str](), time.monotonic() + PATIENCE_SECONDS
        while client.describe_execution(executionArn=began["executionArn"])["status"] == "RUNNING":
            assert time.monotonic() < deadline, "the empty flow does not end"
            for token in self._tokens(key) - answered:
                client.send_task_success(taskToken=token, output=json.dumps({"key": key}))
                answered.add(token)
            time.sleep(PAUSE_SECONDS)

    def _tokens(self, key: str) -> set[str]:
        found = self._cloud.dynamodb.query(
            TableName=self._cloud.outputs()["TableName"],
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues={":pk": {"S": key}},
            ConsistentRead=True,
        )
        return {item["task_token"]["S"] for item in found["Items"]}

    def _flow(self) -> str:
        machine = definition()
        way = max(ways(machine, end="Active", avoiding=PLAIN), key=len)
        table = self._cloud.outputs()["TableName"]
        states = {
            name: state(machine["States"][name], name, after, self._function, table)
            for name, after in zip(way, [*way[1:], ""], strict=True)
        }
        made = self._cloud.stepfunctions.create_state_machine(
            name=f"empty-{uuid4().hex}",
            definition=json.dumps({"QueryLanguage": "JSONata", "StartAt": way[0], "States": states}),
            roleArn=ROLE,
        )
        return made["stateMachineArn"]


def state(
    ours: Mapping[str, Any], name: str, after: str, function: str, table: str, payload: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A state of the same kind that leads on, and has nothing behind it but this function."""
    match ours["Type"], ours.get("Resource", "").rpartition(":")[2]:
        case "Choice", _:
            return {"Type": "Choice", "Choices": [{"Condition": "{% true %}", "Next": after}], "Default": after}
        case "Succeed", _:
            return {"Type": "Succeed"}
        case _, "invoke":
            call = {"FunctionName": function, "Payload": payload or {}}
            return {
                "Type": "Task",
                "Resource": ours["Resource"],
                "Arguments": call,
                "Output": "{% $states.input %}",
                "Next": after,
            }
        case _:
            store = {
                "TableName": table,
                "Key": {"PK": {"S": "{% $states.input.key %}"}, "SK": {"S": name}},
                "UpdateExpression": "SET task_token = :token",
                "ExpressionAttributeValues": {":token": {"S": "{% $states.context.Task.Token %}"}},
            }
            return {"Type": "Task", "Resource": ours["Resource"], "Arguments": store, "Next": after}


def function(cloud: Cloud, files: Mapping[str, str], handler: str, environment: Mapping[str, str] | None = None) -> str:
    """A function of these files; gives its ARN."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    made = cloud.functions.create_function(
        FunctionName=f"{handler.replace('.', '-')}-{uuid4().hex[:8]}",
        Runtime="python3.13",
        Role=ROLE,
        Handler=handler,
        Timeout=60,
        Environment={"Variables": dict(environment or {})},
        Code={"ZipFile": packed.getvalue()},
    )
    return made["FunctionArn"]


def page(cloud: Cloud, function: str) -> str:
    """The address of an API whose every request goes to this function."""
    client: Any = boto3.client("apigatewayv2", endpoint_url=cloud.addresses.aws)
    api = client.create_api(Name="empty", ProtocolType="HTTP")["ApiId"]
    behind = client.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    client.create_route(ApiId=api, RouteKey="$default", Target=f"integrations/{behind}")
    client.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    return f"{cloud.addresses.aws}/_aws/execute-api/{api}/"
