"""The world of one process: the program, and the ports with the adapters behind them.

Each adapter is imported and made when it is first used: a cold start pays for none that its function does not need.
"""

from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from onboarding.domain.program import BUILT_IN, Program, load
from onboarding.settings import Settings, from_environment

if TYPE_CHECKING:
    from onboarding.adapters.table import Table
    from onboarding.ports.admins import AdminDirectory, Connections
    from onboarding.ports.agreements import Documents, Seal, Signatures
    from onboarding.ports.cases import Applications
    from onboarding.ports.drafts import Drafts
    from onboarding.ports.erasing import Remains
    from onboarding.ports.importing import Files, Imports, Work
    from onboarding.ports.notices import Notices
    from onboarding.ports.outbox import Outbox
    from onboarding.ports.provider import SignatureProvider
    from onboarding.ports.screening import DeniedLists, DeniedParties
    from onboarding.ports.services import Clock, Incoming, Listeners, Mailer, Webhooks, Workflow


MAIL_REST = timedelta(seconds=30)
"""How long a process sends no mail after the mail service had enough: the clock's next pass goes on."""


class World:
    """What a handler may touch; tests put other things behind the same ports."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._mail_rested: datetime | None = None

    def rest_mail(self, now: datetime) -> datetime:
        """The mail service wants fewer mails: nobody here sends any for a while; gives when the clock tries again."""
        self._mail_rested = now
        return now + MAIL_REST

    def mail_rests(self, now: datetime) -> bool:
        """Whether the mail service has just asked for a pause."""
        return self._mail_rested is not None and self._mail_rested <= now < self._mail_rested + MAIL_REST

    @cached_property
    def program(self) -> Program:
        """The vendor's program that this bundle carries."""
        return load((Path(__file__).parent / "program.toml").read_text(encoding="utf-8"))

    @cached_property
    def clock(self) -> "Clock":
        """The time."""
        from onboarding.adapters.clock import SystemClock

        return SystemClock(self.settings.clock_file)

    @cached_property
    def _table(self) -> "Table":
        from onboarding.adapters.table import Table

        return Table(self.settings.need("table"))

    @cached_property
    def applications(self) -> "Applications":
        """The cases."""
        from onboarding.adapters.applications import DynamoApplications

        return DynamoApplications(self._table)

    @cached_property
    def remains(self) -> "Remains":
        """What cases leave behind."""
        from onboarding.adapters.remains import DynamoRemains

        return DynamoRemains(self._table)

    @cached_property
    def drafts(self) -> "Drafts":
        """Forms that are being filled in."""
        from onboarding.adapters.drafts import DynamoDrafts

        return DynamoDrafts(self._table, self.program.retention.drafts)

    @cached_property
    def notices(self) -> "Notices":
        """What the vendor has announced."""
        from onboarding.adapters.notices import DynamoNotices

        return DynamoNotices(self._table)

    @cached_property
    def outbox(self) -> "Outbox":
        """Deliveries."""
        from onboarding.adapters.outbox import DynamoOutbox

        return DynamoOutbox(self._table)

    @cached_property
    def imports(self) -> "Imports":
        """How far imports are."""
        from onboarding.adapters.imports import DynamoImports

        return DynamoImports(self._table)

    @cached_property
    def files(self) -> "Files":
        """The imports bucket."""
        from onboarding.adapters.files import S3Files

        return S3Files(self.settings.need("imports_bucket"))

    @cached_property
    def work(self) -> "Work":
        """The imports queue."""
        from onboarding.adapters.work import SqsWork

        return SqsWork(self.settings.need("imports_queue"))

    @cached_property
    def denied_lists(self) -> "DeniedLists":
        """What became of the denied-party lists."""
        from onboarding.adapters.denied import DynamoDeniedLists

        return DynamoDeniedLists(self._table)

    @cached_property
    def list_files(self) -> "Files":
        """The bucket of denied-party lists."""
        from onboarding.adapters.files import S3Files

        return S3Files(self.settings.need("lists_bucket"))

    @cached_property
    def list_work(self) -> "Work":
        """The queue of screening."""
        from onboarding.adapters.work import SqsWork

        return SqsWork(self.settings.need("lists_queue"))

    @cached_property
    def denied(self) -> "DeniedParties":
        """Who is on the lists in force."""
        from onboarding.adapters.denied import ListedParties

        return ListedParties(self.denied_lists, lambda: self.list_files)

    @cached_property
    def workflow(self) -> "Workflow":
        """Step Functions."""
        from onboarding.adapters.workflow import StepFunctions

        return StepFunctions(self.settings.need("state_machine"))

    @cached_property
    def mailer(self) -> "Mailer":
        """The mail service."""
        from onboarding.adapters.mailer import SesMailer

        return SesMailer(self.settings.configuration_set)

    @cached_property
    def listeners(self) -> "Listeners":
        """The event bus."""
        from onboarding.adapters.event_bus import EventBus

        return EventBus(self.settings.need("event_bus"))

    @cached_property
    def webhooks(self) -> "Webhooks":
        """Distributors' own systems."""
        from onboarding.adapters.secrets import Secret
        from onboarding.adapters.webhooks import SignedWebhooks

        return SignedWebhooks(Secret(self.settings.need("webhook_secret")))

    @cached_property
    def incoming(self) -> "Incoming":
        """Mail that people have sent us."""
        from onboarding.adapters.incoming import S3Incoming

        return S3Incoming(self.settings.need("mails"))

    @cached_property
    def signatures(self) -> "Signatures":
        """Who prepares agreements."""
        from onboarding.adapters.signatures import BuiltInSignatures, OutsideSignatures

        built_in = BuiltInSignatures(self.documents, self.applications)
        if self.program.signature_provider == BUILT_IN:
            return built_in
        return OutsideSignatures(built_in, self.program.signature_provider)

    @cached_property
    def documents(self) -> "Documents":
        """The bucket of documents."""
        from onboarding.adapters.documents import S3Documents

        return S3Documents(self.settings.need("documents"), timedelta(days=int(self.settings.lock_days or 0)))

    @cached_property
    def seal(self) -> "Seal":
        """The vendor's seal."""
        from onboarding.adapters.seal import PadesSeal
        from onboarding.adapters.seal_key import KmsKey

        key = KmsKey(self.settings.need("seal_key"))
        return PadesSeal(key, self.documents, self.program.vendor.name, self.settings.timestamp_url)

    @cached_property
    def provider(self) -> "SignatureProvider":
        """Who collects signatures outside; decisions that were asked there stay there, whatever the program says."""
        from onboarding.adapters.dropbox_sign import DropboxSign
        from onboarding.adapters.secrets import Secret

        return DropboxSign(Secret(self.settings.need("dropbox_sign_secret")), self.settings.dropbox_sign_url)

    @cached_property
    def directory(self) -> "AdminDirectory":
        """Outside truth about customer admins: the provider's, where the deployment knows an app of ours there."""
        settings = self.settings
        if not settings.directory_key:
            from onboarding.adapters.directory import AttestedDirectory

            return AttestedDirectory()
        from onboarding.adapters import dropbox_api, dropbox_business, keyring

        return dropbox_business.DropboxDirectory(
            key=settings.directory_key,
            api=dropbox_api.DropboxApi(settings.directory_api),
            site=settings.directory_site,
            redirect=f"{settings.base_url}/connected",
            keyring=keyring.KmsKeyring(settings.need("grants_key")),
            admin_roles=self.program.admin_roles,
        )

    @cached_property
    def connections(self) -> "Connections":
        """Connections that somebody has begun."""
        from onboarding.adapters.connections import DynamoConnections

        return DynamoConnections(self._table)


@cache
def world() -> World:
    """The world of this process; it lives as long as the process, so that clients are made once."""
    return World(from_environment())
