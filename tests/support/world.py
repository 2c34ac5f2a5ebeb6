"""A world for tests: the real adapters on the test's table; a clock that stands still, a mailbox in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from onboarding.domain.application import Application
from onboarding.domain.ids import ApplicationId
from onboarding.ports import Execution
from onboarding.settings import Settings
from onboarding.world import World
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
        self.stopped.append(execution)

    def lose_all(self) -> None:
        """Every execution is gone, as after the loss of a state machine."""
        self.ended |= set(self.alive)
        self.alive.clear()
        self.tokens.clear()

    def _available(self) -> None:
        if self.failing is not None:
            raise self.failing


class Home(World):
    """The world, with these three in the place of time, mail and Step Functions."""

    clock: StandingClock
    mailer: Mailbox
    workflow: Executions

    def __init__(self) -> None:
        super().__init__(
            Settings(
                table=NAME,
                state_machine="arn:aws:states:us-east-1:123456789012:stateMachine:partner-onboarding",
                base_url=BASE,
                sender="partners@harbourlight.example",
                console_url="https://console.example/dashboard",
                imports_bucket="imports-of-a-test",
                imports_queue="https://queue.example/imports",
            )
        )
        self.__dict__.update(clock=StandingClock(), mailer=Mailbox(), workflow=Executions(), _table=table())
