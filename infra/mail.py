"""Mail: the SES identity that the sender belongs to, the right to send as it, and what SES tells of mails later."""

from aws_cdk import Aws, CfnOutput, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.factory import Factory
from infra.failures import failures_queue, on_failure
from infra.functions import MAIL_TROUBLE
from infra.permissions import Permission, allow
from infra.settings import Settings

EVENTS = ("Email Bounced", "Email Complaint Received", "Email Rejected", "Email Rendering Failed", "Email Sent")
TOLD = ("BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE", "SEND")


class Mail(Construct):
    """Makes the identity of the deployment's domain; without one, the sender's identity exists already."""

    def __init__(self, scope: Construct, name: str, *, settings: Settings) -> None:
        super().__init__(scope, name)
        self.sender = settings.sender
        self.failures = failures_queue(self)
        self.configuration_set = "" if settings.local else self._make_configuration_set()
        if settings.domain_name:
            self._may_use = [self._make_identity(settings.domain_name)]
        else:
            domain = self.sender.rpartition("@")[2]
            self._may_use = [self._arn("identity", self.sender), self._arn("identity", domain)]
        if self.configuration_set:
            self._may_use.append(self._arn("configuration-set", self.configuration_set))

    def may_send(self) -> list[Permission]:
        """The right to send as the sender; SES asks for it on the configuration set too.

        In the sandbox it asks on the identity of each recipient as well, who is an address that somebody has verified.
        """
        to_whoever_is_verified = Permission(
            "ses:SendRawEmail",
            [self._arn("identity", "*")],
            reason="In SES's sandbox recipients are identities, too, and anybody's; the condition says who sends.",
            about="in the sandbox",
            conditions={"StringEqualsIgnoreCase": {"ses:FromAddress": self.sender}},
        )
        return [allow("ses:SendRawEmail", *self._may_use), to_whoever_is_verified]

    def may_note_failures(self) -> Permission:
        """The right to leave an event that could not be dealt with."""
        return allow("sqs:SendMessage", self.failures.queue_arn)

    def hear_of_trouble(self, factory: Factory) -> lambda_.Function:
        """Put the function behind what SES tells of mails that did not arrive."""
        function = factory.make(MAIL_TROUBLE, self.may_note_failures())
        on_failure(self, function, self.failures)
        events.Rule(
            self,
            "Trouble",
            description="Partner onboarding: a mail was sent, bounced, was complained of, or was refused",
            event_pattern=events.EventPattern(
                source=["aws.ses"],
                detail_type=list(EVENTS),
                detail=(
                    {"mail": {"tags": {"ses:configuration-set": [self.configuration_set]}}}
                    if self.configuration_set
                    else None
                ),
            ),
            targets=[targets.LambdaFunction(function, retry_attempts=8, max_event_age=Duration.hours(24))],
        )
        return function

    def _make_configuration_set(self) -> str:
        made = ses.ConfigurationSet(
            self,
            "Configuration",
            tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
            reputation_metrics=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        )
        bus = Stack.of(self).format_arn(service="events", resource="event-bus", resource_name="default")
        ses.CfnConfigurationSetEventDestination(
            self,
            "Told",
            configuration_set_name=made.configuration_set_name,
            event_destination=ses.CfnConfigurationSetEventDestination.EventDestinationProperty(
                enabled=True,
                matching_event_types=list(TOLD),
                event_bridge_destination=ses.CfnConfigurationSetEventDestination.EventBridgeDestinationProperty(
                    event_bus_arn=bus
                ),
            ),
        )
        return made.configuration_set_name

    def _make_identity(self, domain_name: str) -> str:
        returns = f"mail.{domain_name}"
        identity = ses.EmailIdentity(
            self,
            "Identity",
            identity=ses.Identity.domain(domain_name),
            configuration_set=(
                ses.ConfigurationSet.from_configuration_set_name(self, "Its", self.configuration_set)
                if self.configuration_set
                else None
            ),
            mail_from_domain=returns,
        )
        # Until both are there SES's own domain stands on the envelope, and mail is less trusted.
        CfnOutput(self, "RecordReturns", value=f"{returns} MX 10 feedback-smtp.{Aws.REGION}.amazonses.com")
        CfnOutput(self, "RecordSpf", value=f'{returns} TXT "v=spf1 include:amazonses.com ~all"')
        for number, record in enumerate(identity.dkim_records, start=1):
            CfnOutput(self, f"Record{number}", value=f"{record.name} CNAME {record.value}")
        return self._arn("identity", domain_name)

    def _arn(self, kind: str, name: str) -> str:
        return Stack.of(self).format_arn(service="ses", resource=kind, resource_name=name)
