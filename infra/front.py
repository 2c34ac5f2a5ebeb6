"""A front before the API, with `-c front=true`: CloudFront, and in it a firewall that bounds what one address may ask.

A firewall does not attach to an HTTP API. Nor can the API be hidden: the front says a key that nobody else has, and the
functions answer nobody without it.
"""

from aws_cdk import Duration, Fn
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from infra.findings import accept
from infra.settings import Settings
from onboarding.web.front import KEY, VIEWER

# Requests that one address may make in five minutes. Behind one there can be a whole company.
RATE = 1000
# A moment's trouble is nobody else's: unless told, CloudFront answers with it for ten seconds whoever asks that path,
# whatever the page says about being kept.
PASSING = (500, 502, 503, 504)
# What a visitor says about its own address is overwritten.
SAY_WHO = (
    "function handler(event) { var request = event.request; "
    f"request.headers['{VIEWER}'] = {{ value: event.viewer.ip }}; return request; }}"
)


class Front(Construct):
    """The distribution, its firewall, and the key by which the functions know it."""

    def __init__(self, scope: Construct, name: str, *, http_api: api.HttpApi, settings: Settings) -> None:
        super().__init__(scope, name)
        key = secretsmanager.Secret(
            self,
            "Key",
            description="Partner onboarding: the front's word, by which the pages know that nobody went around it",
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=48, exclude_punctuation=True),
        )
        accept(key, "SMG4", "It guards no more than a rate; a new value takes one deployment, of front and functions.")
        # Resolved by CloudFormation as it deploys: the template names the secret and never says it.
        self.key = key.secret_value.unsafe_unwrap()
        certificate = self._certificate(settings)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment="Partner onboarding",
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.HttpOrigin(
                    Fn.select(2, Fn.split("/", http_api.api_endpoint)), custom_headers={KEY: self.key}
                ),
                allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
                cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                function_associations=[self._says_who()],
            ),
            web_acl_id=settings.web_acl or self._firewall().attr_arn,
            price_class=cloudfront.PriceClass.PRICE_CLASS_ALL,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021 if certificate else None,
            domain_names=[settings.domain_name] if settings.domain_name else None,
            certificate=certificate,
            error_responses=[
                cloudfront.ErrorResponse(http_status=status, ttl=Duration.seconds(0)) for status in PASSING
            ],
        )
        accept(self.distribution, "CFR1", "Partners come from every country of the program.")
        accept(self.distribution, "CFR3", "A path can hold a link's token, so paths are logged nowhere.")
        accept(self.distribution, "CFR4", "Without a domain the front has CloudFront's own certificate, and its rules.")

    def _says_who(self) -> cloudfront.FunctionAssociation:
        function = cloudfront.Function(
            self,
            "SaysWho",
            code=cloudfront.FunctionCode.from_inline(SAY_WHO),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            comment="Tells the pages which address the visitor has",
        )
        return cloudfront.FunctionAssociation(function=function, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST)

    def _firewall(self) -> waf.CfnWebACL:
        """The firewall, which AWS lets be made in us-east-1 only: elsewhere, name one that was made there."""
        seen = waf.CfnWebACL.VisibilityConfigProperty(
            cloud_watch_metrics_enabled=True, metric_name="PartnerOnboardingFront", sampled_requests_enabled=False
        )
        rate = waf.CfnWebACL.RateBasedStatementProperty(limit=RATE, aggregate_key_type="IP", evaluation_window_sec=300)
        return waf.CfnWebACL(
            self,
            "Firewall",
            scope="CLOUDFRONT",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=seen,
            rules=[
                waf.CfnWebACL.RuleProperty(
                    name="TooManyFromOneAddress",
                    priority=0,
                    statement=waf.CfnWebACL.StatementProperty(rate_based_statement=rate),
                    action=waf.CfnWebACL.RuleActionProperty(
                        block={"customResponse": {"responseCode": 429, "responseHeaders": _RETRY}}
                    ),
                    visibility_config=seen,
                )
            ],
        )

    def _certificate(self, settings: Settings) -> acm.ICertificate | None:
        """The domain's own; without a domain the front has CloudFront's."""
        if settings.domain_name is None or settings.certificate_arn is None:
            return None
        return acm.Certificate.from_certificate_arn(self, "Certificate", settings.certificate_arn)


_RETRY = [{"name": "Retry-After", "value": "300"}]
