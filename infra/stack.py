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
from infra.factory import Factory
from infra.functions import STEPS
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
        self.data, self.program, self.settings = data, program, settings
        self.table = restored(self, settings) or data.table
        self.papers = Papers(data, locked=settings.object_lock)
        self._open_doors(code)
        self._lay_the_journey()
        self._take_files()
        self._move_in()
        self._carry()
        self._watch()
        if settings.local:
            local.adapt(self, http_api=self.web.api, settings=settings)
        self._tell()

    def _open_doors(self, code: Mapping[Kind, lambda_.Code]) -> None:
        """The addresses that every function is told: where pages are, who mails come from, who collects signatures."""
        settings = self.settings
        self.web = Web(self, "Web", settings=settings)
        self.mail = Mail(self, "Mail", settings=settings)
        console = settings.console_url or console_url()
        self.signing = Signing(self, "Signing", program=self.program, settings=settings, base_url=self.web.base_url)
        values = known(self.data, self.web, self.mail, settings, console) | self.signing.values
        self.factory = Factory(self, code, self.table, values)

    def _lay_the_journey(self) -> None:
        """A function for each step, and the state machine that calls them."""
        compare, grants = may_compare(self.data.lists), self.data.grants
        more = {"activate": [may_open(grants), *compare], "assess_readiness": compare}
        steps = {
            spec.name: self.factory.make(spec, *self.papers.permissions(spec.name), *more.get(spec.name, []))
            for spec in STEPS
        }
        self.journey = Journey(self, "Journey", table=self.table, steps=steps)

    def _take_files(self) -> None:
        """Where files are dropped and events are told, before the functions that are told of it."""
        self.files = Imports(self, "Imports", bucket=self.data.imports)
        self.lists = Lists(self, "Lists", bucket=self.data.lists)
        self.listeners = Listeners(self, "Listeners", settings=self.settings)
        self.factory = self.factory.knowing(
            EVENT_BUS=self.listeners.bus.event_bus_name,
            STATE_MACHINE=self.journey.machine_arn,
            IMPORTS_BUCKET=self.data.imports.bucket_name,
            IMPORTS_QUEUE=self.files.queue.queue_url,
            LISTS_QUEUE=self.lists.queue.queue_url,
        )

    def _move_in(self) -> None:
        """The functions behind the doors: pages, dropped files, what becomes of mails, what people write."""
        factory, grants, read = self.factory, self.data.grants, self.papers.permissions
        self.pages = self.web.move_in(
            factory, may_seal(grants), may_open(grants), *self.signing.permissions, *read("web")
        )
        self.web.check_documents(factory, *read("verify"))
        self.files.move_in(factory, self.lists.may_send(about="about lists"))
        self.screen = self.lists.move_in(factory)
        self.trouble = self.mail.hear_of_trouble(factory)
        self.inbound = Inbound(
            self, "Inbound", factory=factory, bucket=self.data.mails, mail=self.mail, settings=self.settings
        )

    def _carry(self) -> None:
        """What carries messages and time: the relay, the clock, the reconciler, and word for distributors' systems."""
        self.relay = Relay(
            self,
            "Relay",
            factory=self.factory,
            table=self.table,
            journey=self.journey,
            listeners=self.listeners,
            mail=self.mail,
            signing=self.signing,
            documents=self.papers.permissions("relay"),
        )
        self.clock = Clock(
            self,
            "Clock",
            factory=self.factory,
            journey=self.journey,
            listeners=self.listeners,
            proof=may_open(self.data.grants),
            mail=self.mail,
            signing=self.signing,
            documents=self.papers.permissions("clock"),
        )
        self.reconcile = Reconcile(self, "Reconcile", factory=self.factory, journey=self.journey)
        self.webhooks = Webhooks(self, "Webhooks", factory=self.factory, listeners=self.listeners)

    def _watch(self) -> None:
        """What ops see and are told: the dashboard with its functions, alarms, saved queries."""
        watched = Watched(
            machine=self.journey.machine,
            relay=self.relay.function,
            clock=self.clock.function,
            reconcile=self.reconcile.function,
            api=self.web.api,
            failures=self.relay.failures,
            imports=self.files.failures,
            mails=self.mail.failures,
            table=self.table,
            program=self.program,
            functions=self.factory.made,
            screenings=self.lists.failures,
            webhooks=self.webhooks.failures,
        )
        self.ops = Ops(
            self,
            "Ops",
            factory=self.factory,
            watched=watched,
            files=self.files,
            lists=self.lists,
            journey=self.journey,
            signing=[*self.signing.permissions, *self.papers.permissions("ops_act")],
        )
        Alarms(self, "Alarms", watched=watched, settings=self.settings)
        if not self.settings.local:
            Queries(self, "Queries", functions=[function for function, _ in self.factory.made])

    def _tell(self) -> None:
        """What whoever deploys, and the commands that look after a deployment, find it by."""
        outputs = {
            "ApiUrl": self.web.base_url,
            "StateMachineArn": self.journey.machine_arn,
            "EventBusName": self.listeners.bus.event_bus_name,
            "TellDistributorFunctionName": self.webhooks.function.function_name,
            "WebhooksFailuresUrl": self.webhooks.failures.queue_url,
            "WebhookSecret": self.webhooks.secret_arn,
            "TableName": self.table.table_name,
            "OpsFunctionName": self.ops.function.function_name,
            "ActingFunctionName": self.ops.acts.function_name,
            "ActingFunctionArn": self.ops.acts.function_arn,
            "ViewPolicy": self.ops.people.view.managed_policy_arn,
            "ActPolicy": self.ops.people.act.managed_policy_arn,
            "ClockFunctionName": self.clock.function.function_name,
            "RelayFunctionName": self.relay.function.function_name,
            "WebFunctionName": self.pages.function_name,
            "MailTroubleFunctionName": self.trouble.function_name,
            "RelayFailuresUrl": self.relay.failures.queue_url,
            "ImportsFailuresUrl": self.files.failures.queue_url,
            "MailsFailuresUrl": self.mail.failures.queue_url,
            "ScreeningsFailuresUrl": self.lists.failures.queue_url,
            "ScreenFunctionName": self.screen.function_name,
            "ClockSchedule": self.clock.schedule.ref,
            "ReconcileSchedule": self.reconcile.schedule.ref,
            "ReconcileFunctionName": self.reconcile.function.function_name,
            "ImportsBucketName": self.data.imports.bucket_name,
            "MailsBucketName": self.data.mails.bucket_name,
            "InboundFunctionName": self.inbound.function.function_name,
            "ListsBucketName": self.data.lists.bucket_name,
            "DocumentsBucketName": self.data.documents.bucket_name,
            "DashboardName": self.ops.dashboard.dashboard_name,
            **({"ReplyDomain": self.settings.reply_domain} if self.settings.reply_domain else {}),
        }
        for output, value in outputs.items():
            CfnOutput(self, output, value=value)
