"""Who may look and who may act in the console: two managed policies, to be attached to people's own roles."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.journey import Journey
from infra.permissions import Permission, allow, write_reasons

_CLOUDWATCH = ("cloudwatch:GetMetricData", "cloudwatch:ListDashboards", "cloudwatch:DescribeAlarms")
_NO_RESOURCES = "Reading metrics and listing dashboards and alarms know no resources; they show numbers, no case."
_EXECUTIONS = "An execution is named when it starts; the machine's name bounds the wildcard to its own."


class ConsolePeople(Construct):
    """The two policies. Looking never includes acting: the functions differ, and IAM tells them apart."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        dashboard_arn: str,
        shows: lambda_.IFunction,
        acts: lambda_.IFunction,
        journey: Journey,
    ) -> None:
        super().__init__(scope, name)
        looking = [
            allow("lambda:InvokeFunction", shows.function_arn),
            allow("cloudwatch:GetDashboard", dashboard_arn),
            *(allow(action, "*", reason=_NO_RESOURCES) for action in _CLOUDWATCH),
            allow("states:DescribeExecution", journey.execution_arns, reason=_EXECUTIONS),
            allow("states:GetExecutionHistory", journey.execution_arns, reason=_EXECUTIONS),
        ]
        may_act = allow("lambda:InvokeFunction", acts.function_arn, about="that acts")
        self.view = self._policy("View", "See partner onboarding's dashboard; change nothing.", looking)
        self.act = self._policy("Act", "See partner onboarding's dashboard, and act there.", [*looking, may_act])

    def _policy(self, name: str, means: str, permissions: Sequence[Permission]) -> iam.ManagedPolicy:
        policy = iam.ManagedPolicy(
            self,
            name,
            description=means,
            document=iam.PolicyDocument(
                statements=[permission.statement() for permission in permissions], minimize=False
            ),
        )
        write_reasons(policy, permissions)
        return policy
