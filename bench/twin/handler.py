"""The plainest handlers with as many requests, calls, writes and mails as an onboarding: they do nothing else.

`shape.json`, beside this file in the function's zip, says for each invocation which calls it makes.
"""

import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3

SHAPE = json.loads((Path(__file__).parent / "shape.json").read_text())
TABLE = os.environ["TWIN"]
dynamodb, s3, kms = boto3.client("dynamodb"), boto3.client("s3"), boto3.client("kms")
ses, events, states = boto3.client("ses"), boto3.client("events"), boto3.client("stepfunctions")


def page(event: Any, context: Any) -> dict[str, Any]:
    """A page or a form: `?n=` is which of the journey's invocations, `?key=` whose journey."""
    asked = event["queryStringParameters"]
    done = work(int(asked["n"]), asked["key"])
    return {"statusCode": 200, "headers": {"content-type": "text/html"}, "body": "x" * done["answer"]}


def step(event: Any, context: Any) -> dict[str, Any]:
    """A state of the workflow."""
    return {"answer": work(event["n"], event["key"])["answer"]}


def relay(event: Any, context: Any) -> None:
    """Records of the table's stream: what is queued goes out, who waits is woken."""
    print('{"level":"INFO","message":"relay"}')
    for record in event["Records"]:
        item = record["dynamodb"]["NewImage"]
        key, kind = item["PK"]["S"], item["kind"]["S"]
        own = {name: item[name] for name in ("PK", "SK")}
        if kind == "MESSAGE":
            mail(own, key, item)
        elif kind == "STAGE_CHANGE":
            detail = json.dumps({"key": key})
            events.put_events(Entries=[{"Source": "twin", "DetailType": "any", "Detail": detail}])
            settle(own)
        elif kind == "WAIT":
            read(own)
            states.send_task_success(taskToken=item["task_token"]["S"], output=json.dumps({"key": key}))
            settle(own)
        elif kind == "APPLICATION":
            read(own)
            states.start_execution(stateMachineArn=machine(), input=json.dumps({"key": key}))
            settle(own)


def mail(own: Any, key: str, item: Any) -> None:
    """Claims, reads, keeps a link, sends, settles."""
    settle(own)
    read(own)
    link = {"PK": {"S": f"LINK#{uuid4().hex}"}, "SK": {"S": "LINK"}, "kind": {"S": "LINK"}, "pad": {"S": "x" * 200}}
    dynamodb.put_item(TableName=TABLE, Item=link)
    lines = [f"Subject: {item['about']['S']}", "From: twin@twin.example", "To: twin@twin.example"]
    raw = "\r\n".join([*lines, f"References: <{key}@twin.example>", "", *(["x" * 70] * 150)])
    ses.send_raw_email(
        Source=os.environ["SENDER"], Destinations=["twin@twin.example"], RawMessage={"Data": raw.encode()}
    )
    settle(own)


def read(own: Any) -> None:
    """One BatchGetItem."""
    dynamodb.batch_get_item(RequestItems={TABLE: {"Keys": [own], "ConsistentRead": True}})


def settle(own: Any) -> None:
    """One UpdateItem, after which the stream has nothing more to say of it."""
    dynamodb.update_item(
        TableName=TABLE,
        Key=own,
        UpdateExpression="SET done = :yes REMOVE due_pk",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )


def machine() -> str:
    """The workflow, which is made after this function."""
    prefix = f"arn:aws:states:{os.environ['AWS_REGION']}:000000000000:stateMachine:"
    return prefix + os.environ["TWIN_MACHINE"]


def work(number: int, key: str) -> Any:
    """Makes the calls of one invocation."""
    print('{"level":"INFO","message":"request"}')
    done = SHAPE[number]
    for operation, what in done["calls"]:
        call(operation, what, key)
    return done


def call(operation: str, what: Any, key: str) -> None:
    """One call to AWS of as much as ours."""
    own = {"PK": {"S": key}, "SK": {"S": "APPLICATION"}}
    match operation:
        case "BatchGetItem":
            keys = [own, *({"PK": {"S": key}, "SK": {"S": f"OTHER#{n}"}} for n in range(1, what))]
            dynamodb.batch_get_item(RequestItems={TABLE: {"Keys": keys, "ConsistentRead": True}})
        case "Query":
            begins = {":pk": {"S": key}, ":sk": {"S": "ACCOUNT#"}}
            dynamodb.query(
                TableName=TABLE,
                KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
                ExpressionAttributeValues=begins,
            )
        case "TransactWriteItems":
            dynamodb.transact_write_items(TransactItems=[write(one, key) for one in what])
        case "PutObject":
            s3.put_object(Bucket=os.environ["TWIN_BUCKET"], Key=key, Body=b"x" * what)
        case "GetObject":
            s3.get_object(Bucket=os.environ["TWIN_BUCKET"], Key=key)["Body"].read()
        case "Sign":
            kms.sign(
                KeyId=os.environ["TWIN_KEY"],
                Message=b"x" * 32,
                MessageType="DIGEST",
                SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256",
            )
        case _:
            raise ValueError(operation)


def write(one: Any, key: str) -> Any:
    """A write of a transaction: a blank item of the same kind and size, or the outcome that somebody waits for."""
    if one["kind"] == "WAIT":
        return {
            "Update": {
                "TableName": TABLE,
                "Key": {"PK": {"S": key}, "SK": {"S": one["about"]}},
                "UpdateExpression": "SET outcome = :yes, kind = :wait, due_pk = :yes",
                "ExpressionAttributeValues": {":yes": {"S": "yes"}, ":wait": {"S": "WAIT"}},
            }
        }
    name = "APPLICATION" if one["kind"] == "APPLICATION" else f"{one['kind']}#{uuid4().hex}"
    item = {"PK": {"S": key}, "SK": {"S": name}, "kind": {"S": one["kind"]}, "about": {"S": one["about"]}}
    return {"Put": {"TableName": TABLE, "Item": {**item, "pad": {"S": "x" * one["size"]}}}}
