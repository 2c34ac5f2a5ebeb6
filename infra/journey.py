"""The state machine: the journey in business words, from `statemachines/partner_onboarding.asl.json`."""

from collections.abc import Mapping
from pathlib import Path

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.factory import LOG_RETENTION
from infra.permissions import Permission, allow, role, tracing

DEFINITION = Path(__file__).resolve().parent.parent / "statemachines" / "partner_onboarding.asl.json"
NAME = "PartnerOnboarding"

# What the waiting states write on a decision, its key included. The machine may touch nothing else.
WAIT_ATTRIBUTES = ("PK", "SK", "task_token", "due_pk", "due_sk", "woken")

LOG_DELIVERY = (
    "CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries",
    "PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups",
)  # fmt: skip


class Journey(Construct):
    """The machine, its log and its role, which invokes the steps and stores task tokens and nothing else."""

    def __init__(
        self, scope: Construct, name: str, *, table: dynamodb.ITable, steps: Mapping[str, lambda_.Function]
    ) -> None:
        super().__init__(scope, name)
        log_group = logs.LogGroup(
            self,
            "Logs",
            # Under this prefix CloudWatch needs no entry per log group in its size-limited resource policy.
            log_group_name=f"/aws/vendedlogs/states/{NAME}",
            retention=LOG_RETENTION,
            removal_policy=RemovalPolicy.DESTROY,
        )
        permissions = [_invoke(steps), _store_tokens(table), *_deliver_logs(), *tracing(), *_sample()]
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=NAME,
            definition_body=sfn.DefinitionBody.from_string(DEFINITION.read_text()),
            definition_substitutions={"table": table.table_name}
            | {step: function.function_arn for step, function in steps.items()},
            # What a person did is in the table; logged inputs and outputs would be a second copy to protect.
            logs=sfn.LogOptions(destination=log_group, level=sfn.LogLevel.ALL, include_execution_data=False),
            tracing_enabled=True,
            role=role(self, "Role", service="states.amazonaws.com", permissions=permissions),
        )
        self.machine_arn = self.machine.state_machine_arn
        # Executions are named when they start, so their ARNs are known by the machine's name only.
        self.execution_arns = Stack.of(self).format_arn(
            service="states", resource=f"execution:{self.machine.state_machine_name}:*"
        )

    def may_start(self) -> list[Permission]:
        """Start executions, and see whether one whose name is used still runs."""
        own = "An execution is named when it starts; the machine's name bounds the wildcard to its own."
        return [
            allow("states:StartExecution", self.machine_arn),
            allow("states:DescribeExecution", self.execution_arns, reason=own),
        ]


def _invoke(steps: Mapping[str, lambda_.Function]) -> Permission:
    return allow("lambda:InvokeFunction", *(function.function_arn for function in steps.values()))


def _store_tokens(table: dynamodb.ITable) -> Permission:
    return Permission(
        "dynamodb:UpdateItem",
        [table.table_arn],
        conditions={
            "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["APPLICATION#*"]},
            "ForAllValues:StringEquals": {"dynamodb:Attributes": list(WAIT_ATTRIBUTES)},
            "StringEqualsIfExists": {"dynamodb:ReturnValues": ["NONE"]},
        },
    )


def _deliver_logs() -> list[Permission]:
    reason = "CloudWatch Logs' delivery actions, which Step Functions needs to log, know no resources."
    return [allow(f"logs:{action}", "*", reason=reason) for action in LOG_DELIVERY]


def _sample() -> list[Permission]:
    reason = "X-Ray's sampling actions have no resource types: IAM accepts only * for them."
    return [allow(f"xray:{action}", "*", reason=reason) for action in ("GetSamplingRules", "GetSamplingTargets")]
