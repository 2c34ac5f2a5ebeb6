"""The public door: an HTTP API that hands every route to the web function."""

import json
from typing import cast

from aws_cdk import CfnOutput, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from infra.factory import LOG_RETENTION, Factory
from infra.findings import accept
from infra.front import Front
from infra.functions import VERIFY, WEB
from infra.permissions import Permission
from infra.settings import Settings

# Requests a second that all visitors together may make, and how far above it a moment may go.
RATE, BURST = 50, 100

# No path and no address: a path can hold a link's token, and an address is personal data.
ACCESS_LOG = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "method": "$context.httpMethod",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "latency": "$context.responseLatency",
    "integrationStatus": "$context.integrationStatus",
    "error": "$context.error.message",
}


class Web(Construct):
    """The API and its address. The function moves in later, because its environment names this address."""

    def __init__(self, scope: Construct, name: str, *, settings: Settings) -> None:
        super().__init__(scope, name)
        self.api = api.HttpApi(
            self,
            "Api",
            api_name="PartnerOnboarding",
            description="Partner onboarding: pages, forms and links",
            create_default_stage=False,
            # With a domain of its own the API has one address only, the one that mails name.
            disable_execute_api_endpoint=settings.domain_name is not None and not settings.front,
        )
        self.front = Front(self, "Front", http_api=self.api, settings=settings) if settings.front else None
        if self.front:
            domain, own_address = None, f"https://{self._front_name(self.front, settings)}"
        elif settings.domain_name:
            domain = self._domain(settings.domain_name, settings.certificate_arn)
            own_address = f"https://{settings.domain_name}"
        else:
            domain, own_address = None, self.api.api_endpoint
        self.base_url = settings.base_url or own_address
        self._stage(domain)

    def move_in(self, factory: Factory, *permissions: Permission) -> lambda_.Function:
        """Put the web function behind every route and method."""
        function = factory.make(WEB, *permissions)
        route = api.HttpRoute(
            self,
            "EveryRoute",
            http_api=self.api,
            route_key=api.HttpRouteKey.DEFAULT,
            integration=HttpLambdaIntegration("Function", function),
        )
        accept(
            route,
            "APIG4",
            "The form is public; every other page asks for a link's token, which the function checks itself.",
        )
        return function

    def check_documents(self, factory: Factory, *permissions: Permission) -> lambda_.Function:
        """Put the function that checks uploaded documents behind its one page."""
        function = factory.make(VERIFY, *permissions)
        integration = HttpLambdaIntegration("Verify", function)
        # Every method, so that also a wrong one is answered by the page's own function.
        for route in self.api.add_routes(path="/verify", methods=[api.HttpMethod.ANY], integration=integration):
            accept(route, "APIG4", "Anybody may check a document that they hold; nobody learns more than it says.")
        return function

    def _stage(self, domain: api.DomainName | None) -> None:
        log_group = logs.LogGroup(self, "AccessLog", retention=LOG_RETENTION, removal_policy=RemovalPolicy.DESTROY)
        stage = api.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=api.ThrottleSettings(rate_limit=RATE, burst_limit=BURST),
            domain_mapping=api.DomainMappingOptions(domain_name=domain) if domain else None,
        )
        resource = cast("api.CfnStage", stage.node.default_child)
        resource.access_log_settings = api.CfnStage.AccessLogSettingsProperty(
            destination_arn=log_group.log_group_arn, format=json.dumps(ACCESS_LOG)
        )

    def _front_name(self, front: Front, settings: Settings) -> str:
        """What visitors type: the domain, which then leads to the front, or the front's own name."""
        if settings.domain_name is None:
            return front.distribution.domain_name
        CfnOutput(self, "Record", value=f"{settings.domain_name} CNAME {front.distribution.domain_name}")
        return settings.domain_name

    def _domain(self, domain_name: str, certificate_arn: str | None) -> api.DomainName:
        certificate = (
            acm.Certificate.from_certificate_arn(self, "Certificate", certificate_arn)
            if certificate_arn
            else acm.Certificate(
                self, "Certificate", domain_name=domain_name, validation=acm.CertificateValidation.from_dns()
            )
        )
        domain = api.DomainName(self, "Domain", domain_name=domain_name, certificate=certificate)
        CfnOutput(self, "Record", value=f"{domain_name} CNAME {domain.regional_domain_name}")
        return domain
