"""IAM by hand: one statement an action, on exact ARNs, and no wildcard without its reason in writing.

No role may delete an item: the audit is append-only, and what must go expires by TTL. IAM knows an item only
by its partition key and its attributes, so it cannot tell an audit event from its application by key. What it
can do is refuse updates that touch an attribute which only audit events have, and every role that may update
is refused that. The hash chain shows whatever gets past.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.findings import accept

EVENT_ONLY_ATTRIBUTES = ("action", "actor", "at", "details", "number", "previous", "salt", "veiled")

# Services that say whose work they are doing when they take a role; Lambda does not.
NAME_THEIR_ACCOUNT = {"scheduler.amazonaws.com", "states.amazonaws.com"}


@dataclass(frozen=True, slots=True)
class Permission:
    """One action on resources. `reason` is why a resource has a wildcard; `about` tells namesakes apart."""

    action: str
    resources: Sequence[str]
    reason: str = ""
    about: str = ""
    conditions: Mapping[str, Any] | None = None
    effect: iam.Effect = iam.Effect.ALLOW

    def statement(self) -> iam.PolicyStatement:
        """The IAM statement, named after the action."""
        words = f"{self.effect.value.lower()} {self.action.replace(':', ' ')} {self.about}".split()
        return iam.PolicyStatement(
            sid="".join(word[0].upper() + word[1:] for word in words),
            effect=self.effect,
            actions=[self.action],
            resources=list(self.resources),
            conditions=self.conditions,
        )


def allow(action: str, *resources: str, reason: str = "", about: str = "") -> Permission:
    """One action on the resources named. Raises ValueError for a wildcard without a reason."""
    if not reason and any("*" in resource for resource in resources):
        raise ValueError(f"{action}: a wildcard needs a written reason")
    return Permission(action, resources, reason=reason, about=about)


def on_table(table_arn: str, actions: Iterable[str], indexes: Iterable[str] = ()) -> list[Permission]:
    """The actions on the table itself, and Query on the indexes named."""
    actions = list(actions)
    permissions = [allow(action, table_arn) for action in actions]
    permissions += [allow("dynamodb:Query", f"{table_arn}/index/{index}", about=f"by {index}") for index in indexes]
    if "dynamodb:UpdateItem" in actions:
        permissions.append(_keep_audit_events(table_arn))
    return permissions


def _keep_audit_events(table_arn: str) -> Permission:
    return Permission(
        "dynamodb:UpdateItem",
        [table_arn],
        about="of audit events",
        effect=iam.Effect.DENY,
        conditions={"ForAnyValue:StringEquals": {"dynamodb:Attributes": list(EVENT_ONLY_ATTRIBUTES)}},
    )


def tracing() -> list[Permission]:
    """What sending traces to X-Ray needs."""
    reason = "X-Ray's write actions have no resource types: IAM accepts only * for them."
    return [allow(f"xray:{action}", "*", reason=reason) for action in ("PutTraceSegments", "PutTelemetryRecords")]


def role(scope: Construct, name: str, *, service: str, permissions: Sequence[Permission]) -> iam.IRole:
    """A role that one service may take, with these permissions and no others, whatever is built later."""
    principal = iam.ServicePrincipal(service)
    if service in NAME_THEIR_ACCOUNT:
        principal = iam.ServicePrincipal(service, conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}})
    made = iam.Role(
        scope,
        name,
        assumed_by=principal,
        inline_policies={
            "permissions": iam.PolicyDocument(
                statements=[permission.statement() for permission in permissions], minimize=False
            )
        },
    )
    write_reasons(made, permissions)
    return made.without_policy_updates()


def write_reasons(made: Construct, permissions: Sequence[Permission]) -> None:
    """Acknowledges cdk-nag's findings about wildcards with the reasons that the permissions carry."""
    reasons: dict[str, list[str]] = {}
    for permission in permissions:
        for resource in permission.resources:
            if permission.reason:
                reasons.setdefault(_as_reported(made, resource), []).append(permission.reason)
    for resource, why in reasons.items():
        accept(made, f"IAM5[Resource::{resource}]", " ".join(dict.fromkeys(why)))


def _as_reported(scope: Construct, resource: str) -> str:
    """A resource the way cdk-nag names it in a finding: references in angle brackets."""
    return _flat(Stack.of(scope).resolve(resource))


def _flat(value: Any) -> str:
    match value:
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"<{name}.{attribute}>"
        case {"Fn::ImportValue": str(name)}:
            return name
        case {"Fn::Join": [str(separator), list(parts)]}:
            return separator.join(_flat(part) for part in parts)
        case _:
            return str(value)
