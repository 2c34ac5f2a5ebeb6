"""The stack of everything but the data, composed in the order in which a reader asks about it."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import local
from infra.alarms import Alarms
from infra.bundle import Kind
from infra.clock import Clock
from infra.data import LOCKED, PartnerOnboardingData
from infra.functions import STEPS, Factory
from infra.grants import may_open, may_seal
from infra.inbound import Inbound
from infra.intake import Imports
from infra.journey import Journey
from infra.listeners import Listeners
from infra.mail import Mail
from infra.measures import Watched
from infra.ops import Ops, console_url
from infra.papers import Papers
from infra.queries import Queries
from infra.reconcile import Reconcile
from infra.relay import Relay
from infra.screening import Lists, may_compare
from infra.settings import Settings
from infra.signing import Signing
from infra.web import Web
from infra.webhooks import Webhooks
from onboarding.domain.program import Program


def restored(scope: Construct, settings: Settings) -> dynamodb.ITable | None:
    """The table that a backup was restored into, where the deployment is to use it."""
    if settings.table_name is None:
        return None
    return dynamodb.Table.from_table_attributes(
        scope, "Restored", table_name=settings.table_name, table_stream_arn=settings.table_stream
    )


def known(data: PartnerOnboardingData, web: Web, mail: Mail, settings: Settings, console: str) -> dict[str, str]:
    """What functions may be told, by the names of their environment; each gets those that it asks for."""
    return {
        "BASE_URL": web.base_url,
        **({"FRONT_KEY": web.front.key} if web.front else {}),
        "SENDER": mail.sender,
        "MAILS": data.mails.bucket_name,
        **({"CONFIGURATION_SET": mail.configuration_set} if mail.configuration_set else {}),
        **({"REPLY_DOMAIN": settings.reply_domain} if settings.reply_domain else {}),
        "CONSOLE_URL": console,
        "DIRECTORY_KEY": settings.team_app_key or "",
        "DIRECTORY_API": settings.team_api,
        "DIRECTORY_SITE": settings.team_site,
        "DOCUMENTS": data.documents.bucket_name,
        **({"LOCK_DAYS": str(LOCKED.to_days())} if settings.object_lock else {}),
        "LISTS_BUCKET": data.lists.bucket_name,
        "SEAL_KEY": data.seal_key.key_arn,
        "TIMESTAMP_URL": settings.timestamp_url or "",
        "GRANTS_KEY": data.grants.key_arn,
    }


class PartnerOnboarding(Stack):
    """The journey, the public door, what carries messages and time, and what ops see."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        data: PartnerOnboardingData,
        code: Mapping[Kind, lambda_.Code],
        program: Program,
        settings: Settings,
    ) -> None:
        super().__init__(scope, name, description="Partner onboarding: from application to active partner.")
        web = Web(self, "Web", settings=settings)
        mail = Mail(self, "Mail", settings=settings)
        console = settings.console_url or console_url()
        table, grants = restored(self, settings) or data.table, data.grants
        signing = Signing(self, "Signing", program=program, settings=settings, base_url=web.base_url)
        factory = Factory(self, code, table, known(data, web, mail, settings, console) | signing.values)

        papers = Papers(data, locked=settings.object_lock)
        compare = may_compare(data.lists)
        more = {"activate": [may_open(grants), *compare], "assess_readiness": compare}
        steps = {
            spec.name: factory.make(spec, *papers.permissions(spec.name), *more.get(spec.name, [])) for spec in STEPS
        }
        journey = Journey(self, "Journey", table=table, steps=steps)
        files = Imports(self, "Imports", bucket=data.imports)
        lists = Lists(self, "Lists", bucket=data.lists)
        listeners = Listeners(self, "Listeners", settings=settings)
        factory = factory.knowing(
            EVENT_BUS=listeners.bus.event_bus_name,
            STATE_MACHINE=journey.machine_arn,
            IMPORTS_BUCKET=data.imports.bucket_name,
            IMPORTS_QUEUE=files.queue.queue_url,
            LISTS_QUEUE=lists.queue.queue_url,
        )

        read = papers.permissions
        web_function = web.move_in(factory, may_seal(grants), may_open(grants), *signing.permissions, *read("web"))
        web.check_documents(factory, *read("verify"))
        relay = Relay(
            self,
            "Relay",
            factory=factory,
            table=table,
            journey=journey,
            listeners=listeners,
            mail=mail,
            signing=signing,
            documents=read("relay"),
        )
        clock = Clock(
            self,
            "Clock",
            factory=factory,
            journey=journey,
            listeners=listeners,
            proof=may_open(grants),
            mail=mail,
            signing=signing,
            documents=read("clock"),
        )
        files.move_in(factory, lists.may_send(about="about lists"))
        screen = lists.move_in(factory)
        trouble = mail.hear_of_trouble(factory)
        inbound = Inbound(self, "Inbound", factory=factory, bucket=data.mails, mail=mail, settings=settings)
        reconcile = Reconcile(self, "Reconcile", factory=factory, journey=journey)
        webhooks = Webhooks(self, "Webhooks", factory=factory, listeners=listeners)

        watched = Watched(
            machine=journey.machine,
            relay=relay.function,
            clock=clock.function,
            reconcile=reconcile.function,
            api=web.api,
            failures=relay.failures,
            imports=files.failures,
            mails=mail.failures,
            table=table,
            program=program,
            functions=factory.made,
            screenings=lists.failures,
            webhooks=webhooks.failures,
        )
        ops = Ops(
            self,
            "Ops",
            factory=factory,
            watched=watched,
            files=files,
            lists=lists,
            journey=journey,
            signing=[*signing.permissions, *read("ops_act")],
        )
        Alarms(self, "Alarms", watched=watched, settings=settings)

        if not settings.local:
            Queries(self, "Queries", functions=[function for function, _ in factory.made])
        if settings.local:
            local.adapt(self, http_api=web.api, settings=settings)
        self._tell(
            ApiUrl=web.base_url,
            StateMachineArn=journey.machine_arn,
            EventBusName=listeners.bus.event_bus_name,
            TellDistributorFunctionName=webhooks.function.function_name,
            WebhooksFailuresUrl=webhooks.failures.queue_url,
            WebhookSecret=webhooks.secret_arn,
            TableName=table.table_name,
            OpsFunctionName=ops.function.function_name,
            ActingFunctionName=ops.acts.function_name,
            ActingFunctionArn=ops.acts.function_arn,
            ViewPolicy=ops.people.view.managed_policy_arn,
            ActPolicy=ops.people.act.managed_policy_arn,
            ClockFunctionName=clock.function.function_name,
            RelayFunctionName=relay.function.function_name,
            WebFunctionName=web_function.function_name,
            MailTroubleFunctionName=trouble.function_name,
            RelayFailuresUrl=relay.failures.queue_url,
            ImportsFailuresUrl=files.failures.queue_url,
            MailsFailuresUrl=mail.failures.queue_url,
            ScreeningsFailuresUrl=lists.failures.queue_url,
            ScreenFunctionName=screen.function_name,
            ClockSchedule=clock.schedule.ref,
            ReconcileSchedule=reconcile.schedule.ref,
            ReconcileFunctionName=reconcile.function.function_name,
            ImportsBucketName=data.imports.bucket_name,
            MailsBucketName=data.mails.bucket_name,
            InboundFunctionName=inbound.function.function_name,
            ListsBucketName=data.lists.bucket_name,
            DocumentsBucketName=data.documents.bucket_name,
            DashboardName=ops.dashboard.dashboard_name,
        )

    def _tell(self, **outputs: str) -> None:
        for output, value in outputs.items():
            CfnOutput(self, output, value=value)
