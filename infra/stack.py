"""The stack of everything but the data, composed in the order in which a reader asks about it."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import local
from infra.alarms import Alarms, Watched
from infra.clock import Clock
from infra.functions import STEPS, Factory
from infra.grants import may_open, may_seal
from infra.intake import Imports
from infra.journey import Journey
from infra.mail import Mail
from infra.ops import Ops, console_url
from infra.reconcile import Reconcile
from infra.relay import Relay
from infra.settings import Settings
from infra.signing import Signing
from infra.web import Web
from onboarding.domain.program import Program


class PartnerOnboarding(Stack):
    """The journey, the public door, what carries messages and time, and what ops see."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        table: dynamodb.ITable,
        imports: s3.IBucket,
        grants: kms.IKey,
        code: lambda_.Code,
        program: Program,
        settings: Settings,
    ) -> None:
        super().__init__(scope, name, description="Partner onboarding: from application to active partner.")
        web = Web(self, "Web", settings=settings)
        mail = Mail(self, "Mail", settings=settings)
        console = settings.console_url or console_url()
        signing = Signing(self, "Signing", program=program, settings=settings, base_url=web.base_url)
        factory = Factory(
            self,
            code,
            table,
            {
                "BASE_URL": web.base_url,
                "SENDER": mail.sender,
                "CONSOLE_URL": console,
                "DIRECTORY_KEY": settings.team_app_key or "",
                "DIRECTORY_API": settings.team_api,
                "DIRECTORY_SITE": settings.team_site,
                "GRANTS_KEY": grants.key_arn,
                **signing.values,
            },
        )

        proof = {"activate": [may_open(grants)]}
        steps = {spec.name: factory.make(spec, *proof.get(spec.name, [])) for spec in STEPS}
        journey = Journey(self, "Journey", table=table, steps=steps)
        files = Imports(self, "Imports", bucket=imports)
        factory = factory.knowing(
            STATE_MACHINE=journey.machine_arn,
            IMPORTS_BUCKET=imports.bucket_name,
            IMPORTS_QUEUE=files.queue.queue_url,
        )

        web.move_in(factory, may_seal(grants), may_open(grants), *signing.permissions)
        relay = Relay(self, "Relay", factory=factory, table=table, journey=journey, mail=mail, signing=signing)
        clock = Clock(
            self, "Clock", factory=factory, journey=journey, mail=mail, proof=may_open(grants), signing=signing
        )
        files.move_in(factory)
        reconcile = Reconcile(self, "Reconcile", factory=factory, journey=journey)

        watched = Watched(
            machine=journey.machine,
            relay=relay.function,
            clock=clock.function,
            reconcile=reconcile.function,
            api=web.api,
            failures=relay.failures,
            imports=files.failures,
        )
        ops = Ops(self, "Ops", factory=factory, watched=watched, files=files)
        Alarms(self, "Alarms", watched=watched, settings=settings)

        if settings.local:
            local.adapt(self, http_api=web.api, settings=settings)
        self._tell(
            ApiUrl=web.base_url,
            StateMachineArn=journey.machine_arn,
            TableName=table.table_name,
            OpsFunctionName=ops.function.function_name,
            ClockFunctionName=clock.function.function_name,
            ReconcileFunctionName=reconcile.function.function_name,
            ImportsBucketName=imports.bucket_name,
            DashboardName=ops.dashboard.dashboard_name,
        )

    def _tell(self, **outputs: str) -> None:
        for output, value in outputs.items():
            CfnOutput(self, output, value=value)
