"""The factory that makes one function of the list, with its log, its role and what its environment tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.bundle import Kind
from infra.findings import accept
from infra.functions import Spec
from infra.permissions import Permission, allow, on_table, role, tracing

LOG_RETENTION = logs.RetentionDays.THREE_MONTHS
SERVICE = "partner-onboarding"


@dataclass(frozen=True, slots=True)
class Factory:
    """Makes functions that share the code, the table and the values that environments are taken from."""

    scope: Construct
    code: Mapping[Kind, lambda_.Code]
    table: dynamodb.ITable
    values: Mapping[str, str]  # environment values by name
    made: list[tuple[lambda_.Function, int]] = field(default_factory=list)  # every function so far, with its memory

    def knowing(self, **values: str) -> Self:
        """The same factory with more environment values, as they become known."""
        return replace(self, values={**self.values, **values})

    def make(self, spec: Spec, *permissions: Permission) -> lambda_.Function:
        """A function with its log group, and a role that allows what its Spec and the permissions say."""
        scope = Construct(self.scope, spec.name)
        log_group = logs.LogGroup(scope, "Logs", retention=LOG_RETENTION, removal_policy=RemovalPolicy.DESTROY)
        function = lambda_.Function(
            scope,
            # This id leaves no trace in the function's name, so that the console says "clock" and not more.
            "Default",
            description=f"Partner onboarding: {spec.name.replace('_', ' ')}",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            code=self.code[spec.bundle],
            handler=spec.handler,
            timeout=Duration.seconds(spec.timeout),
            memory_size=spec.memory,
            environment=self._environment(spec),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=log_group,
            recursive_loop=lambda_.RecursiveLoop.ALLOW if spec.leads_on else None,
            role=role(
                scope,
                "Role",
                service="lambda.amazonaws.com",
                permissions=[
                    *_logging(log_group),
                    *tracing(),
                    *on_table(self.table.table_arn, spec.table, spec.indexes),
                    *permissions,
                ],
            ),
        )
        self.made.append((function, spec.memory))
        accept(
            function,
            "L1",
            "One Python everywhere: 3.13 runs the tests and the local cloud, and compiled the bytecode.",
        )
        return function

    def _environment(self, spec: Spec) -> dict[str, str]:
        return {
            "TABLE": self.table.table_name,
            "POWERTOOLS_SERVICE_NAME": SERVICE,
            "POWERTOOLS_LOG_LEVEL": "INFO",
            **{name: self.values[name] for name in spec.environment},
            **{name: self.values[name] for name in spec.optional if name in self.values},
        }


def _logging(log_group: logs.LogGroup) -> list[Permission]:
    # The ARN that CloudFormation gives for a log group ends in ":*" by itself: its streams.
    return [allow(f"logs:{action}", log_group.log_group_arn) for action in ("CreateLogStream", "PutLogEvents")]
