"""Who hears of alarms, and how often: one cause rings once, however many alarms it sets off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import Aws
from aws_cdk import aws_chatbot as chatbot
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.settings import Settings


@dataclass(frozen=True, slots=True)
class Ring:
    """What rings while any of these alarms is on (`together`: all of them), and no greater trouble explains it."""

    name: str
    about: str
    alarms: Sequence[str]
    unless: Sequence[str] = ()
    together: bool = False

    def make(
        self,
        scope: Construct,
        alarms: Mapping[str, cloudwatch.IAlarm],
        rings: Mapping[str, cloudwatch.IAlarm],
        told: actions.SnsAction,
    ) -> cloudwatch.CompositeAlarm:
        """The composite alarm; `rings` are those that were made before it."""
        on = [cloudwatch.AlarmRule.from_alarm(alarms[name], cloudwatch.AlarmState.ALARM) for name in self.alarms]
        rule = cloudwatch.AlarmRule.all_of(*on) if self.together else cloudwatch.AlarmRule.any_of(*on)
        greater = [cloudwatch.AlarmRule.from_alarm(rings[name], cloudwatch.AlarmState.ALARM) for name in self.unless]
        if greater:
            rule = cloudwatch.AlarmRule.all_of(rule, cloudwatch.AlarmRule.not_(cloudwatch.AlarmRule.any_of(*greater)))
        made = cloudwatch.CompositeAlarm(
            scope,
            self.name,
            alarm_rule=rule,
            alarm_description=f"{self.about} The alarms in its rule that are on say what, and which runbook helps.",
        )
        made.add_alarm_action(told)
        return made


RINGS = (
    Ring(
        "EverythingStands",
        "Pages and the clock fail at once: the table, or AWS itself. Everybody is hurt.",
        ["PagesFail", "ClockError"],
        together=True,
    ),
    Ring("TimeStands", "The clock does not run.", ["ClockError", "ClockStopped"], ["EverythingStands"]),
    Ring(
        "MessagesLate",
        "Mails and wake-ups are late.",
        ["RelayError", "StreamBehind", "RelayGaveUp", "DueNotDone"],
        ["EverythingStands", "TimeStands"],
    ),
    Ring(
        "JourneysStand",
        "Cases do not go on.",
        ["ExecutionFailed", "ExecutionTimedOut", "ReconcileError", "CasesHang", "StageTooOld"],
        ["EverythingStands", "TimeStands", "MessagesLate"],
    ),
    Ring("MailInTrouble", "Mail comes back, or gets lost on its way in.", ["MailsBounce", "MailEventLost"]),
    Ring("VisitorsSeeErrors", "Visitors got server errors.", ["PagesFail"], ["EverythingStands"]),
    Ring(
        "OpsMustAct",
        "Somebody waits for ops.",
        [
            "QuestionUnanswered",
            "DeadlineMissed",
            "ImportGaveUp",
            "ScreeningHits",
            "ListRefused",
            "ScreeningGaveUp",
            "WebhookGaveUp",
        ],
    ),
)
"""Every alarm is in one of these, and each comes after those that explain it."""


def topic(scope: Construct, settings: Settings) -> sns.Topic:
    """The topic; with an address a mail for each ring, with a Slack channel a message there."""
    made = sns.Topic(scope, "Topic", display_name="Partner onboarding alarms", enforce_ssl=True)
    # A topic policy of our own replaces the one by which CloudWatch could publish.
    made.add_to_resource_policy(
        iam.PolicyStatement(
            sid="AlarmsMayPublish",
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            actions=["sns:Publish"],
            resources=[made.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        )
    )
    if settings.alarm_email:
        made.add_subscription(subscriptions.EmailSubscription(settings.alarm_email))
    if settings.slack_workspace and settings.slack_channel:
        _chat(scope, made, settings.slack_workspace, settings.slack_channel)
    return made


def _chat(scope: Construct, made: sns.Topic, workspace: str, channel: str) -> None:
    """Amazon Q Developer in chat applications tells the channel; from there nobody can do more than read metrics."""
    read = iam.ManagedPolicy.from_aws_managed_policy_name("CloudWatchReadOnlyAccess")
    chatbot.SlackChannelConfiguration(
        scope,
        "Chat",
        slack_channel_configuration_name="partner-onboarding",
        slack_workspace_id=workspace,
        slack_channel_id=channel,
        notification_topics=[made],
        guardrail_policies=[read],
    )
