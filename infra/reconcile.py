"""The reconciler: running executions against waiting applications, on a schedule and after every bad end."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.factory import Factory
from infra.functions import RECONCILE
from infra.journey import Journey
from infra.permissions import allow
from infra.schedule import every

# An execution that ends badly is reported at once, and a lost one is found as soon as somebody answers: this pass finds
# the rest, and counts. It reads all that is under way, so it is what a day of waiting costs.
EVERY = 60  # minutes
BAD_ENDS = ["FAILED", "TIMED_OUT", "ABORTED"]


class Reconcile(Construct):
    """The reconcile function, its schedule, and the rule that calls it when an execution ended badly."""

    def __init__(self, scope: Construct, name: str, *, factory: Factory, journey: Journey) -> None:
        super().__init__(scope, name)
        own_executions = "An execution is named when it starts; the machine's name bounds the wildcard to its own."
        self.function = factory.make(
            RECONCILE,
            allow("states:ListExecutions", journey.machine_arn),
            *journey.may_start(),
            allow("states:StopExecution", journey.execution_arns, reason=own_executions),
        )
        self.schedule = every(EVERY, self.function, scope=self)
        events.Rule(
            self,
            "BadEnd",
            description="Partner onboarding: an execution ended badly; the reconciler grows a new one",
            event_pattern=events.EventPattern(
                source=["aws.states"],
                detail_type=["Step Functions Execution Status Change"],
                detail={"status": BAD_ENDS, "stateMachineArn": [journey.machine_arn]},
            ),
            targets=[targets.LambdaFunction(self.function, retry_attempts=2, max_event_age=Duration.minutes(EVERY))],
        )
