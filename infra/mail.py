"""Mail: the SES identity that the sender belongs to, and the right to send as it."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.permissions import Permission, allow
from infra.settings import Settings


class Mail(Construct):
    """Makes the identity of the deployment's domain; without one, the sender's identity exists already."""

    def __init__(self, scope: Construct, name: str, *, settings: Settings) -> None:
        super().__init__(scope, name)
        self.sender = settings.sender
        if settings.domain_name:
            self._may_use = self._make_identity(settings.domain_name)
        else:
            domain = self.sender.rpartition("@")[2]
            self._may_use = [self._arn("identity", self.sender), self._arn("identity", domain)]

    def may_send(self) -> Permission:
        """The right to send as the sender; SES asks for it on the configuration set too."""
        return allow("ses:SendRawEmail", *self._may_use)

    def _make_identity(self, domain_name: str) -> list[str]:
        configuration_set = ses.ConfigurationSet(
            self,
            "Configuration",
            tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
            reputation_metrics=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        )
        identity = ses.EmailIdentity(
            self,
            "Identity",
            identity=ses.Identity.domain(domain_name),
            configuration_set=configuration_set,
            mail_from_domain=f"mail.{domain_name}",
        )
        for number, record in enumerate(identity.dkim_records, start=1):
            CfnOutput(self, f"Record{number}", value=f"{record.name} CNAME {record.value}")
        return [
            self._arn("identity", domain_name),
            self._arn("configuration-set", configuration_set.configuration_set_name),
        ]

    def _arn(self, kind: str, name: str) -> str:
        return Stack.of(self).format_arn(service="ses", resource=kind, resource_name=name)
