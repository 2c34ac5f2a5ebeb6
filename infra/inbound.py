"""Mail that comes in: SES stores each mail in a bucket, then calls the function that makes a question of it."""

from aws_cdk import Aws, CfnOutput, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.factory import Factory
from infra.failures import on_failure
from infra.functions import INBOUND
from infra.mail import Mail
from infra.permissions import Permission, allow
from infra.settings import Settings
from onboarding.adapters.incoming import PREFIX

RULES = "partner-onboarding"


class Inbound(Construct):
    """The function behind the domain for replies; on AWS also the receipt rule that feeds it."""

    def __init__(
        self, scope: Construct, name: str, *, factory: Factory, bucket: s3.IBucket, mail: Mail, settings: Settings
    ) -> None:
        super().__init__(scope, name)
        self.function = factory.make(INBOUND, *_read(bucket), *mail.may_send(), mail.may_note_failures())
        on_failure(self, self.function, mail.failures)
        permission = lambda_.CfnPermission(
            self,
            "SesMayInvoke",
            action="lambda:InvokeFunction",
            function_name=self.function.function_arn,
            principal="ses.amazonaws.com",
            source_account=Aws.ACCOUNT_ID,
        )
        if settings.reply_domain and not settings.local:
            self._receive(bucket, settings.reply_domain, permission)

    def _receive(self, bucket: s3.IBucket, domain: str, permission: lambda_.CfnPermission) -> None:
        rules = ses.CfnReceiptRuleSet(self, "Rules", rule_set_name=RULES)
        rule = ses.CfnReceiptRule(
            self,
            "Rule",
            rule_set_name=RULES,
            rule=ses.CfnReceiptRule.RuleProperty(
                enabled=True,
                recipients=[domain],
                scan_enabled=True,
                tls_policy="Optional",  # a partner's old mail server is not a reason to lose its question
                actions=[
                    ses.CfnReceiptRule.ActionProperty(
                        s3_action=ses.CfnReceiptRule.S3ActionProperty(
                            bucket_name=bucket.bucket_name, object_key_prefix=PREFIX
                        )
                    ),
                    ses.CfnReceiptRule.ActionProperty(
                        lambda_action=ses.CfnReceiptRule.LambdaActionProperty(
                            function_arn=self.function.function_arn, invocation_type="Event"
                        )
                    ),
                ],
            ),
        )
        rule.add_dependency(rules)
        rule.add_dependency(permission)
        CfnOutput(self, "RecordMx", value=f"{domain} MX 10 inbound-smtp.{Aws.REGION}.amazonaws.com")


def _read(bucket: s3.IBucket) -> list[Permission]:
    reason = "Mails are named by SES as they come; under the prefix there is nothing else."
    # By the name of its export: that is how a finding about another stack's resource names it.
    arn = Stack.of(bucket).export_value(bucket.bucket_arn)
    return [
        allow("s3:GetObject", f"{arn}/{PREFIX}*", reason=reason),
        # Without the right to list, S3 does not say that a mail is gone, but that it may not be read.
        allow("s3:ListBucket", arn),
    ]
