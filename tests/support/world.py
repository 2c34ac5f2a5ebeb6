"""A world for tests: the real adapters on the test's table; a clock that stands still, a mailbox in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils

from infra import fonts
from onboarding.adapters.items import Item
from onboarding.adapters.seal import PadesSeal
from onboarding.adapters.signatures import BuiltInSignatures, OutsideSignatures
from onboarding.domain.application import Application
from onboarding.domain.errors import NotFound
from onboarding.domain.ids import ApplicationId
from onboarding.domain.program import BUILT_IN
from onboarding.domain.stage_change import StageChange
from onboarding.ports.agreements import Signatures
from onboarding.ports.services import Execution
from onboarding.settings import Settings
from onboarding.world import World
from tests.support.files import Bucket, Notes
from tests.support.table import NAME, table

BASE = "https://partners.example"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@dataclass
class StandingClock:
    """A clock that moves only when told to."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def move(self, **length: float) -> datetime:
        """Moves forward by `days=…`, `hours=…`."""
        self.at += timedelta(**length)
        return self.at


@dataclass
class Mailbox:
    """What was sent; `refusing` is raised instead of sending."""

    sent: list[EmailMessage] = field(default_factory=list)
    refusing: Exception | None = None

    def send(self, raw: bytes, sender: str, to: str) -> None:
        if self.refusing is not None:
            raise self.refusing
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        assert to in str(message["To"])
        self.sent.append(message)

    def to(self, address: str) -> list[EmailMessage]:
        """Mails to one address, oldest first."""
        return [mail for mail in self.sent if address in str(mail["To"])]


@dataclass
class Executions:
    """Step Functions in memory: which executions run, and which tokens were woken with what."""

    alive: dict[tuple[ApplicationId, int], str] = field(default_factory=dict)
    ended: set[tuple[ApplicationId, int]] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    woken: list[tuple[str, Mapping[str, str | None]]] = field(default_factory=list)
    stopped: list[Execution] = field(default_factory=list)
    failing: Exception | None = None

    def start(self, application: Application) -> bool:
        self._available()
        name = (application.id, application.generation)
        if name in self.ended:
            return False
        self.alive.setdefault(name, application.place)
        return True

    def wake(self, token: str, payload: Mapping[str, str | None]) -> bool:
        self._available()
        if token not in self.tokens:
            return False
        self.tokens.discard(token)
        self.woken.append((token, payload))
        return True

    def running(self) -> Iterator[Execution]:
        self._available()
        for application, generation in list(self.alive):
            yield Execution(f"arn:{application}-{generation}", application, generation)

    def stop(self, execution: Execution, reason: str) -> None:
        self._available()
        self.alive.pop((execution.application, execution.generation))
        self.ended.add((execution.application, execution.generation))
        self.stopped.append(execution)

    def lose_all(self) -> None:
        """Every execution is gone, as after the loss of a state machine."""
        self.ended |= set(self.alive)
        self.alive.clear()
        self.tokens.clear()

    def _available(self) -> None:
        if self.failing is not None:
            raise self.failing


@dataclass
class Listeners:
    """Other systems: what they were told, oldest first; `failing` is raised instead."""

    told: list[StageChange] = field(default_factory=list)
    failing: Exception | None = None

    def tell(self, change: StageChange) -> None:
        if self.failing is not None:
            raise self.failing
        self.told.append(change)


@dataclass
class Shelf:
    """The bucket of documents in memory; `failing` is raised by whatever is asked of it."""

    kept: dict[str, bytes] = field(default_factory=dict)
    failing: Exception | None = None
    losing: int = 0

    def keep(self, key: str, content: bytes, kind: str = "application/pdf") -> bytes:
        if self.failing is not None:
            raise self.failing
        if self.losing:
            self.losing -= 1
            return content
        return self.kept.setdefault(key, content)

    def read(self, key: str) -> bytes:
        if self.failing is not None:
            raise self.failing
        if key not in self.kept:
            raise NotFound(key)
        return self.kept[key]

    def address(self, key: str, name: str) -> str:
        return f"https://documents.example/{key}?name={name}"


@dataclass
class TestKey:
    """The seal's key, here in this process; `failing` is raised instead of signing."""

    __test__ = False
    failing: Exception | None = None
    signed: int = 0
    whose: str = ""

    @property
    def public(self) -> bytes:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return _private(self.whose).public_key().public_bytes(serialization.Encoding.DER, form)

    def sign(self, digest: bytes) -> bytes:
        if self.failing is not None:
            raise self.failing
        self.signed += 1
        return _private(self.whose).sign(digest, padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))


@cache
def _private(whose: str = "") -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 3072)


def settings(**more: str) -> Settings:
    """What a function of a test is told, and more."""
    return Settings(
        table=NAME,
        state_machine="arn:aws:states:us-east-1:123456789012:stateMachine:partner-onboarding",
        base_url=BASE,
        sender="partners@harbourlight.example",
        console_url="https://console.example/dashboard",
        imports_bucket="imports-of-a-test",
        imports_queue="https://queue.example/imports",
        lists_bucket="lists-of-a-test",
        lists_queue="https://queue.example/lists",
        event_bus="events-of-a-test",
        **more,
    )


class Home(World):
    """The world, with these in the place of time, mail, Step Functions, S3 and KMS."""

    clock: StandingClock
    mailer: Mailbox
    workflow: Executions
    listeners: Listeners
    documents: Shelf
    list_files: Bucket
    list_work: Notes

    def __init__(self) -> None:
        super().__init__(settings(ops_acts="arn:aws:lambda:us-east-1:123456789012:function:ops-act"))
        self.__dict__.update(clock=StandingClock(), mailer=Mailbox(), workflow=Executions(), _table=table())
        self.__dict__.update(list_files=Bucket(), list_work=Notes(), listeners=Listeners())
        self.streamed: dict[tuple[str, str], Item] = {}
        self.key = TestKey()
        self.__dict__["documents"] = Shelf()
        self.__dict__["seal"] = PadesSeal(self.key, self.documents, self.program.vendor.name)

    @property
    def signatures(self) -> Signatures:
        """As the program says, with the typefaces of the sources."""
        built_in = BuiltInSignatures(self.documents, self.applications, fonts.folder())
        outside = self.program.signature_provider
        return built_in if outside == BUILT_IN else OutsideSignatures(built_in, outside)
