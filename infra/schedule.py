"""A function called every few minutes, by EventBridge Scheduler and a role that may do only that."""

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from infra.permissions import allow, role


def every(minutes: int, function: lambda_.Function, *, scope: Construct) -> scheduler.CfnSchedule:
    """Call the function with an empty event. What one call leaves undone the next one does."""
    may_call = role(
        scope,
        "ScheduleRole",
        service="scheduler.amazonaws.com",
        permissions=[allow("lambda:InvokeFunction", function.function_arn)],
    )
    return scheduler.CfnSchedule(
        scope,
        "Schedule",
        description=f"Partner onboarding: {scope.node.id.lower()}",
        schedule_expression=f"rate({minutes} minutes)",
        flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
        target=scheduler.CfnSchedule.TargetProperty(
            arn=function.function_arn,
            role_arn=may_call.role_arn,
            input="{}",
            retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                maximum_event_age_in_seconds=minutes * 60, maximum_retry_attempts=1
            ),
        ),
    )
