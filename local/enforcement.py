"""What an engine that asks roles (`make iam`) refuses although the deployment allows it, granted in this one place.

The engine (MiniStack 1.5.33) reads the resource of a request from the request itself (`core/iam_actions.py`,
`extract_resource_arn`). Where the request does not name it, the engine asks about `*`, and a policy on an exact ARN
does not match. AWS knows the resource: it keeps it with the token, or reads the sender's identity from the mail.

Only roles that have the right in their templates get it on `*`, so a right that is missing is missing here too.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import boto3


@dataclass(frozen=True)
class FalseDenial:
    """`asked` is the action that the engine asks about, `allowed` the one that a template has to allow for it."""

    asked: str
    allowed: str
    reason: str


_CONTEXT = (
    "The right is for calls whose encryption context names an account; the engine does not read a call's context."
)

FALSE_DENIALS = (
    FalseDenial(
        "ses:SendRawEmail",
        "ses:SendRawEmail",
        "Version 1 of SES names its identities in the mail's own From and in Source; the engine looks for a parameter "
        "`Identity`, which this call does not have.",
    ),
    FalseDenial(
        "states:SendTaskSuccess",
        "states:SendTaskSuccess",
        "The call carries a token and no ARN. AWS knows which machine's execution waits for the token; the engine "
        "looks for `stateMachineArn` and `executionArn`, which this call does not have.",
    ),
    FalseDenial(
        "sqs:SendMessageBatch",
        "sqs:SendMessage",
        "IAM has no right of this name: AWS asks about `sqs:SendMessage` for a batch too. The engine asks about the "
        "name of the call.",
    ),
    FalseDenial(
        "secretsmanager:GetSecretValue",
        "secretsmanager:GetSecretValue",
        "A template's `Ref` to a secret is its ARN on AWS and its name in the engine, so a policy that is written so "
        "names nothing there.",
    ),
    FalseDenial("kms:Encrypt", "kms:Encrypt", _CONTEXT),
    FalseDenial("kms:Decrypt", "kms:Decrypt", _CONTEXT),
)
"""All of them, each with what the engine does not see."""

POLICY = "engine-cannot-see-the-resource"


def grant() -> dict[str, list[str]]:
    """Adds a policy on `*` to each role that has such a right; gives the roles' names by action asked about."""
    client = boto3.client("iam")
    granted: dict[str, list[str]] = {denial.asked: [] for denial in FALSE_DENIALS}
    for page in client.get_paginator("list_roles").paginate():
        for name in [role["RoleName"] for role in page["Roles"]]:
            allowed = _allowed(client, name)
            actions = [denial.asked for denial in FALSE_DENIALS if denial.allowed in allowed]
            if actions:
                client.put_role_policy(RoleName=name, PolicyName=POLICY, PolicyDocument=_on_everything(actions))
            for action in actions:
                granted[action].append(name)
    return granted


def main() -> None:
    """Prints what is granted beside the templates, and why."""
    print("granted beside the templates, where a role's own policies allow it on its exact resources:")
    for denial in FALSE_DENIALS:
        print(f"  {denial.asked}: {denial.reason}")


def _allowed(client: Any, role: str) -> set[str]:
    """The actions that a role's own policies allow on something."""
    names = [name for name in client.list_role_policies(RoleName=role)["PolicyNames"] if name != POLICY]
    documents = (client.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names)
    return {
        action
        for document in documents
        for statement in _listed(document["Statement"])
        if statement["Effect"] == "Allow"
        for action in _listed(statement["Action"])
    }


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _on_everything(actions: Iterable[str]) -> str:
    statement = {"Effect": "Allow", "Action": sorted(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


if __name__ == "__main__":
    main()
