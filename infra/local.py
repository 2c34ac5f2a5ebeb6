"""What the `local` context changes and leaves out, and why; nothing else in `infra/` asks where it runs.

The engine (MiniStack 1.5.33) rejects nothing of the stacks, because they do without what it rejects: alarms
on metric math; a stream filter's `exists: false` where the whole attribute is absent (accepted, but matches
nothing). It ignores TTL, point-in-time recovery, throttling, access logs, the state machine's logs and
traces, and a stream's retries and bisecting.
"""

from dataclasses import replace

from aws_cdk import Stack, Tags
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_lambda as lambda_

from infra.settings import Settings

# The engine pins an API's id, and so every address in every mail, by a tag of eight hex digits.
API_ID_TAG, API_ID = "ms-custom-id", "0a11ce55"

NO_DOMAIN = "The local address is a port and a pinned id; a domain and its certificate need public DNS."
NO_IDENTITY = "The local launcher verifies its sender itself; an SES identity of a domain needs public DNS."
NO_EVENTS = "The engine's SES tells nobody what became of a mail; tests hand the function SES's own events."
NO_RECEIPT = "The local inbox hands replies to the same function, in the receipt event's own shape."
NO_COMPOSITE = "The engine knows no alarms made of others, and nothing rings there; tests work their rules out."
NO_INSIGHTS = "The engine keeps logs and does not search them."
NO_ARCHIVE = "The engine's CloudFormation knows no archives of events."
NO_ALARM_MAIL = "Local alarms have no metrics to look at, and would mail a real person."

LEFT_OUT = {
    "AWS::ApiGatewayV2::ApiMapping": NO_DOMAIN,
    "AWS::ApiGatewayV2::DomainName": NO_DOMAIN,
    "AWS::CertificateManager::Certificate": NO_DOMAIN,
    "AWS::CloudWatch::CompositeAlarm": NO_COMPOSITE,
    "AWS::Events::Archive": NO_ARCHIVE,
    "AWS::Logs::QueryDefinition": NO_INSIGHTS,
    "AWS::SES::ConfigurationSet": NO_IDENTITY,
    "AWS::SES::ConfigurationSetEventDestination": NO_EVENTS,
    "AWS::SES::EmailIdentity": NO_IDENTITY,
    "AWS::SES::ReceiptRule": NO_RECEIPT,
    "AWS::SES::ReceiptRuleSet": NO_RECEIPT,
    "AWS::SNS::Subscription": NO_ALARM_MAIL,
}
"""Every resource type that the local cloud does not get, with the reason."""


def without(settings: Settings) -> Settings:
    """The settings without what leads to the types in LEFT_OUT, and without the lock, which its buckets lack."""
    return replace(
        settings,
        domain_name=None,
        certificate_arn=None,
        alarm_email=None,
        slack_channel=None,
        object_lock=False,
    )


def adapt(stack: Stack, *, http_api: api.HttpApi, settings: Settings) -> None:
    """Change a finished stack into its local form: a pinned address, and a clock that can be moved."""
    Tags.of(http_api).add(API_ID_TAG, API_ID)
    if settings.clock_file:
        for construct in stack.node.find_all():
            if isinstance(construct, lambda_.Function):
                construct.add_environment("CLOCK_FILE", settings.clock_file)
