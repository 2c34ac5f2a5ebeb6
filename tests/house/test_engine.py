"""What the product leans on in the local engine, fact by fact: an engine that changes one fails here by its name."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError

from local.story import until
from tests.support.cloud import Cloud

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

pytestmark = pytest.mark.house

ROLE = "arn:aws:iam::000000000000:role/any"
DEAD_TOKEN = {"TaskDoesNotExist", "TaskTimedOut", "InvalidToken"}


def waiting_machine(cloud: Cloud, key: str) -> str:
    """A machine of one state that stores its token under a key of the product's table and waits."""
    wait = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken",
        "Arguments": {
            "TableName": cloud.outputs()["TableName"],
            "Key": {"PK": {"S": key}, "SK": {"S": "FACT"}},
            "ConditionExpression": "attribute_exists(PK)",
            "UpdateExpression": "SET task_token = :token, due_pk = if_not_exists(due_pk, :due) REMOVE woken",
            "ExpressionAttributeValues": {
                ":token": {"S": "{% $states.context.Task.Token %}"},
                ":due": {"S": "FACT"},
            },
        },
        "End": True,
    }
    definition = {"QueryLanguage": "JSONata", "StartAt": "Wait", "States": {"Wait": wait}}
    made = cloud.stepfunctions.create_state_machine(
        name=f"fact-{uuid4().hex}", definition=json.dumps(definition), roleArn=ROLE
    )
    return made["stateMachineArn"]


def item(cloud: Cloud, key: str) -> dict[str, dict[str, str]]:
    found = cloud.dynamodb.get_item(
        TableName=cloud.outputs()["TableName"], Key={"PK": {"S": key}, "SK": {"S": "FACT"}}, ConsistentRead=True
    )
    return found.get("Item", {})  # type: ignore[return-value]


def put(cloud: Cloud, key: str) -> None:
    cloud.dynamodb.put_item(TableName=cloud.outputs()["TableName"], Item={"PK": {"S": key}, "SK": {"S": "FACT"}})


def status(client: "SFNClient", execution: str) -> str:
    return client.describe_execution(executionArn=execution)["status"]


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def test_a_wait_stores_its_token_in_the_table_and_its_answer_wakes_it(cloud: Cloud) -> None:
    key, client = f"FACT#{uuid4().hex}", cloud.stepfunctions
    put(cloud, key)
    execution = client.start_execution(stateMachineArn=waiting_machine(cloud, key), input="{}")["executionArn"]
    stored = until(lambda: item(cloud, key), lambda found: "task_token" in found)
    assert stored["due_pk"] == {"S": "FACT"}, "if_not_exists writes where nothing was"
    assert status(client, execution) == "RUNNING"
    token = stored["task_token"]["S"]
    client.send_task_success(taskToken=token, output='{"outcome": "confirmed"}')
    assert until(lambda: status(client, execution), lambda found: found != "RUNNING") == "SUCCEEDED"
    with pytest.raises(ClientError) as dead:
        client.send_task_success(taskToken="x" * 40, output="{}")
    assert code(dead) in DEAD_TOKEN, "a dead token is told from a service that is away"


def test_a_name_is_used_once_and_starting_what_runs_is_no_error(cloud: Cloud) -> None:
    key, client = f"FACT#{uuid4().hex}", cloud.stepfunctions
    put(cloud, key)
    machine, name = waiting_machine(cloud, key), uuid4().hex
    first = client.start_execution(stateMachineArn=machine, name=name, input="{}")["executionArn"]
    try:
        again = client.start_execution(stateMachineArn=machine, name=name, input="{}")["executionArn"]
    except client.exceptions.ExecutionAlreadyExists:
        again = first  # the adapter asks then whether that one runs
    assert again == first
    client.stop_execution(executionArn=first, cause="over")
    with pytest.raises(ClientError) as taken:
        client.start_execution(stateMachineArn=machine, name=name, input="{}")
    assert code(taken) == "ExecutionAlreadyExists"
    assert status(client, first) == "ABORTED"


def test_of_sixteen_guarded_transactions_at_once_one_is_written(cloud: Cloud) -> None:
    key, table = f"FACT#{uuid4().hex}", cloud.outputs()["TableName"]
    client = cloud.dynamodb

    def write(number: int) -> str:
        mine = {"PK": {"S": key}, "SK": {"S": "FACT"}, "by": {"N": str(number)}}
        beside = {"PK": {"S": key}, "SK": {"S": f"BESIDE#{number}"}}
        guarded = {"TableName": table, "Item": mine, "ConditionExpression": "attribute_not_exists(PK)"}
        try:
            client.transact_write_items(
                TransactItems=[{"Put": guarded}, {"Put": {"TableName": table, "Item": beside}}]  # type: ignore[typeddict-item]
            )
        except ClientError as error:
            reasons = error.response.get("CancellationReasons", [])
            return str(reasons[0]["Code"]) if reasons else str(error.response["Error"]["Code"])
        return "written"

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(write, range(16)))
    assert results.count("written") == 1, results
    assert set(results) <= {"written", "ConditionalCheckFailed", "TransactionConflict"}, "and the others are told why"
    rest = client.query(
        TableName=table,
        KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeValues={":pk": {"S": key}, ":sk": {"S": "BESIDE#"}},
        ConsistentRead=True,
    )
    assert rest["Count"] == 1, "of a transaction that is refused nothing is written"


def test_an_object_is_written_once_under_its_key(cloud: Cloud) -> None:
    client, key = boto3.client("s3", endpoint_url=cloud.addresses.aws), uuid4().hex
    bucket = cloud.outputs()["ImportsBucketName"]
    client.put_object(Bucket=bucket, Key=key, Body=b"first", IfNoneMatch="*")
    with pytest.raises(ClientError) as there:
        client.put_object(Bucket=bucket, Key=key, Body=b"second", IfNoneMatch="*")
    assert code(there) in {"PreconditionFailed", "412"}
    assert client.get_object(Bucket=bucket, Key=key)["Body"].read() == b"first"


def test_an_update_that_changes_nothing_and_one_that_is_refused_leave_the_item_alone(cloud: Cloud) -> None:
    key, table = f"FACT#{uuid4().hex}", cloud.outputs()["TableName"]
    with pytest.raises(ClientError) as refused:
        cloud.dynamodb.update_item(
            TableName=table,
            Key={"PK": {"S": key}, "SK": {"S": "FACT"}},
            UpdateExpression="SET #note = :note",
            ConditionExpression="attribute_exists(PK)",
            ExpressionAttributeNames={"#note": "note"},
            ExpressionAttributeValues={":note": {"S": "made up"}},
        )
    assert code(refused) == "ConditionalCheckFailedException"
    assert item(cloud, key) == {}, "an update does not make what is not there"
