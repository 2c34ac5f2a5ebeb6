"""The deployment on an engine that asks each function's role before it does anything: `make iam`.

It shows that no function lacks a right, by an evaluator that is not ours. What it cannot show is in
docs/threat-model.md; what it refuses wrongly, and why, is in local/enforcement.py.
"""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError

from local import enforcement
from local.environment import enforced
from tests.support.cloud import Cloud

pytestmark = [pytest.mark.house, pytest.mark.skipif(not enforced(), reason="asked for by itself: make iam")]

DENIED = re.compile(r"is not authorized to perform: ([\w:]+)")
ANYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
REFUSED = {"AccessDenied", "AccessDeniedException"}


type As = Callable[[str], Callable[[str], Any]]
"""By the name of a function: clients with its role's own rights, before anything was added."""


@pytest.fixture(scope="module")
def having(cloud: Cloud) -> As:
    """Each from a copy of the function's role that a test may take."""
    iam = boto3.client("iam", endpoint_url=cloud.addresses.aws)
    names = [role["RoleName"] for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]]

    def copied(function: str) -> Callable[[str], Any]:
        (original,) = (name for name in names if f"-{function}Role" in name)
        copy = iam.create_role(
            RoleName=f"copy-{uuid4().hex[:8]}",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [ANYBODY]}),
        )["Role"]
        for name in iam.list_role_policies(RoleName=original)["PolicyNames"]:
            if name != enforcement.POLICY:
                document = iam.get_role_policy(RoleName=original, PolicyName=name)["PolicyDocument"]
                iam.put_role_policy(RoleName=copy["RoleName"], PolicyName=name, PolicyDocument=json.dumps(document))
        sts = boto3.client("sts", endpoint_url=cloud.addresses.aws)
        given = sts.assume_role(RoleArn=copy["Arn"], RoleSessionName="test")["Credentials"]
        session = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
        return lambda service: session.client(service, endpoint_url=cloud.addresses.aws)  # type: ignore[call-overload]

    return copied


@pytest.fixture(scope="module")
def relay(having: As) -> Callable[[str], Any]:
    """The relay's."""
    return having("relay")


def grants_key(cloud: Cloud) -> str:
    """The key that seals customers' tokens."""
    client = boto3.client("lambda", endpoint_url=cloud.addresses.aws)
    functions = [one for page in client.get_paginator("list_functions").paginate() for one in page["Functions"]]
    return next(
        found for one in functions if (found := one.get("Environment", {}).get("Variables", {}).get("GRANTS_KEY"))
    )


def refused(call: Callable[[], object]) -> bool:
    """Whether the engine denied it; what else goes wrong with it does not matter here."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"] in REFUSED
    return False


def test_a_whole_journey_with_reminders_and_a_silent_distributor_needs_no_right_that_a_role_lacks(cloud: Cloud) -> None:
    told = cloud.run("local.demo").splitlines()
    assert told[-1].startswith("ACTIVE "), told
    said = "".join(file.read_text(errors="replace") for file in (cloud.state / "logs").glob("*.log"))
    assert sorted(set(DENIED.findall(said))) == []


def test_a_role_does_what_it_may_and_nothing_else(cloud: Cloud, relay: Callable[[str], Any]) -> None:
    table, key = cloud.outputs()["TableName"], {"PK": {"S": "NOBODY"}, "SK": {"S": "NOTHING"}}
    dynamodb = relay("dynamodb")
    assert not refused(lambda: dynamodb.batch_get_item(RequestItems={table: {"Keys": [key]}}))
    assert refused(lambda: dynamodb.delete_item(TableName=table, Key=key))
    assert refused(lambda: dynamodb.scan(TableName=table))
    assert refused(lambda: relay("iam").list_roles())
    assert refused(lambda: relay("kms").list_keys())


def test_what_is_granted_beside_the_templates_is_still_refused_without(
    cloud: Cloud, having: As, relay: Callable[[str], Any]
) -> None:
    # Where an engine upgrade mends one of them, it is no longer needed in local/enforcement.py.
    def failures() -> str:
        queues = boto3.client("sqs", endpoint_url=cloud.addresses.aws).list_queues()["QueueUrls"]
        return next(url for url in queues if "RelayFailures" in url)

    assert not refused(lambda: relay("sqs").send_message(QueueUrl=failures(), MessageBody="{}"))
    mail, token = {"Data": b"Subject: none\r\n\r\n"}, "x" * 40
    teller, vault = having("telldistributor"), boto3.client("secretsmanager", endpoint_url=cloud.addresses.aws)
    about: Any = {"KeyId": grants_key(cloud), "EncryptionContext": {"application": "any", "account": "any"}}
    sealed = boto3.client("kms", endpoint_url=cloud.addresses.aws).encrypt(Plaintext=b"a token", **about)[
        "CiphertextBlob"
    ]
    (secret,) = (one["Name"] for one in vault.list_secrets()["SecretList"] if "Webhooks" in one["Name"])
    calls: dict[str, Callable[[], object]] = {
        "ses:SendRawEmail": lambda: relay("ses").send_raw_email(
            Source="onboarding@partners.example", Destinations=["ann@example.com"], RawMessage=mail
        ),
        "states:SendTaskSuccess": lambda: relay("stepfunctions").send_task_success(taskToken=token, output="{}"),
        "sqs:SendMessageBatch": lambda: relay("sqs").send_message_batch(
            QueueUrl=failures(), Entries=[{"Id": "1", "MessageBody": "a test"}]
        ),
        "secretsmanager:GetSecretValue": lambda: teller("secretsmanager").get_secret_value(SecretId=secret),
        "kms:Encrypt": lambda: having("web")("kms").encrypt(Plaintext=b"a token", **about),
        "kms:Decrypt": lambda: having("clock")("kms").decrypt(CiphertextBlob=sealed, **about),
    }
    assert set(calls) == {denial.asked for denial in enforcement.FALSE_DENIALS}
    assert [action for action, call in calls.items() if not refused(call)] == []


def test_it_is_granted_to_those_alone_whose_templates_allow_it(cloud: Cloud) -> None:
    client = boto3.client("iam", endpoint_url=cloud.addresses.aws)
    names = [role["RoleName"] for page in client.get_paginator("list_roles").paginate() for role in page["Roles"]]
    having = {name for name in names if enforcement.POLICY in client.list_role_policies(RoleName=name)["PolicyNames"]}
    kinds = {match[1] for name in having if (match := re.search(r"-([a-z]+)Role", name))}
    assert {"clock", "inbound", "relay"} <= kinds
    assert not {"verify", "sealagreement", "assessreadiness"} & kinds
