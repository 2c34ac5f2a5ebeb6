"""The world of one process: the program, and the ports with the adapters behind them, each made when first used."""

from functools import cache, cached_property
from importlib.resources import files

from onboarding.adapters.applications import DynamoApplications
from onboarding.adapters.clock import SystemClock
from onboarding.adapters.connections import DynamoConnections
from onboarding.adapters.directory import AttestedDirectory
from onboarding.adapters.documents import S3Documents
from onboarding.adapters.drafts import DynamoDrafts
from onboarding.adapters.imports import DynamoImports
from onboarding.adapters.mailer import SesMailer
from onboarding.adapters.notices import DynamoNotices
from onboarding.adapters.outbox import DynamoOutbox
from onboarding.adapters.seal_key import KmsKey
from onboarding.adapters.signatures import BuiltInSignatures, OutsideSignatures
from onboarding.adapters.table import Table
from onboarding.adapters.work import SqsWork
from onboarding.adapters.workflow import StepFunctions
from onboarding.domain.program import BUILT_IN, Program, load
from onboarding.ports import (
    AdminDirectory,
    Applications,
    Clock,
    Connections,
    Documents,
    Drafts,
    Files,
    Imports,
    Mailer,
    Notices,
    Outbox,
    Seal,
    SignatureProvider,
    Signatures,
    Work,
    Workflow,
)
from onboarding.settings import Settings, from_environment


class World:
    """What a handler may touch; tests put other things behind the same ports."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def program(self) -> Program:
        """The vendor's program that this bundle carries."""
        return load(files("onboarding").joinpath("program.toml").read_text(encoding="utf-8"))

    @cached_property
    def clock(self) -> Clock:
        """The time."""
        return SystemClock(self.settings.clock_file)

    @cached_property
    def _table(self) -> Table:
        return Table(self.settings.need("table"))

    @cached_property
    def applications(self) -> Applications:
        """The cases."""
        return DynamoApplications(self._table)

    @cached_property
    def drafts(self) -> Drafts:
        """Forms that are being filled in."""
        return DynamoDrafts(self._table)

    @cached_property
    def notices(self) -> Notices:
        """What the vendor has announced."""
        return DynamoNotices(self._table)

    @cached_property
    def outbox(self) -> Outbox:
        """Deliveries."""
        return DynamoOutbox(self._table)

    @cached_property
    def imports(self) -> Imports:
        """How far imports are."""
        return DynamoImports(self._table)

    @cached_property
    def files(self) -> Files:
        """The imports bucket."""
        from onboarding.adapters.files import S3Files  # noqa: PLC0415 - only the intake pays for its client

        return S3Files(self.settings.need("imports_bucket"))

    @cached_property
    def work(self) -> Work:
        """The imports queue."""
        return SqsWork(self.settings.need("imports_queue"))

    @cached_property
    def workflow(self) -> Workflow:
        """Step Functions."""
        return StepFunctions(self.settings.need("state_machine"))

    @cached_property
    def mailer(self) -> Mailer:
        """The mail service."""
        return SesMailer()

    @cached_property
    def signatures(self) -> Signatures:
        """Who prepares agreements."""
        built_in = BuiltInSignatures(self.documents, self.applications)
        if self.program.signature_provider == BUILT_IN:
            return built_in
        return OutsideSignatures(built_in, self.program.signature_provider)

    @cached_property
    def documents(self) -> Documents:
        """The bucket of documents."""
        return S3Documents(self.settings.need("documents"))

    @cached_property
    def seal(self) -> Seal:
        """The vendor's seal."""
        # Only the function that seals has the libraries.
        from onboarding.adapters.seal import PadesSeal  # noqa: PLC0415

        key = KmsKey(self.settings.need("seal_key"))
        return PadesSeal(key, self.documents, self.program.vendor.name, self.settings.timestamp_url)

    @cached_property
    def provider(self) -> SignatureProvider:
        """Who collects signatures outside; decisions that were asked there stay there, whatever the program says."""
        # Built-in signing needs no HTTP client, and a cold start should not pay for one.
        from onboarding.adapters.dropbox_sign import DropboxSign  # noqa: PLC0415
        from onboarding.adapters.secrets import Secret  # noqa: PLC0415

        return DropboxSign(Secret(self.settings.need("dropbox_sign_secret")), self.settings.dropbox_sign_url)

    @cached_property
    def directory(self) -> AdminDirectory:
        """Outside truth about customer admins: the provider's, where the deployment knows an app of ours there."""
        settings = self.settings
        if not settings.directory_key:
            return AttestedDirectory()
        # Its HTTP library is for the few functions that read outside truth.
        from onboarding.adapters import dropbox_api, dropbox_business, keyring  # noqa: PLC0415

        return dropbox_business.DropboxDirectory(
            key=settings.directory_key,
            api=dropbox_api.DropboxApi(settings.directory_api),
            site=settings.directory_site,
            redirect=f"{settings.base_url}/connected",
            keyring=keyring.KmsKeyring(settings.need("grants_key")),
            admin_roles=self.program.admin_roles,
        )

    @cached_property
    def connections(self) -> Connections:
        """Connections that somebody has begun."""
        return DynamoConnections(self._table)


@cache
def world() -> World:
    """The world of this process; it lives as long as the process, so that clients are made once."""
    return World(from_environment())
