"""A deployment in this process, for the commands that look after one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.operations.site import FUNCTIONS, QUEUES, NoSuchThing
from onboarding import clock, inbound, mail_trouble, reconcile
from onboarding.adapters.webhooks import key_of, shown
from onboarding.domain.ids import DistributorId
from onboarding.steps import ask_signer
from tests.support.world import Home


@dataclass
class Place:
    """A deployment in this process: the real handlers on a table in memory, and queues that can be looked into."""

    world: Home
    queues: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: {name: [] for name in QUEUES})
    off: set[str] = field(default_factory=set)
    log: dict[str, list[str]] = field(default_factory=dict)
    broken: dict[str, Exception] = field(default_factory=dict)
    has_replies: bool = True

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        if function in self.broken:
            raise RuntimeError(str(self.broken[function]))
        handlers: dict[str, Callable[[], Any]] = {
            "clock": lambda: dict(clock.run(self.world, self.world.clock.now())),
            "reconcile": self._reconcile,
            "inbound": lambda: inbound.take(self.world, event["Records"][0]["ses"]),
            "mail_trouble": lambda: mail_trouble.take(self.world, event),
        }
        return handlers[function]()

    def _reconcile(self) -> dict[str, int]:
        """What it grows goes on: the step of the stage that the table names runs."""
        done = dict(reconcile.run(self.world)[0])
        for (application, _), at in self.world.workflow.alive.items():
            if at == "agreement":
                ask_signer.run(self.world, {"id": application})
        return done

    @property
    def replies(self) -> bool:
        return self.has_replies

    def failed(self, queue: str) -> int:
        return len(self.queues[queue])

    def take_failed(self, queue: str, again: Callable[[Mapping[str, Any]], None]) -> int:
        taken = list(self.queues[queue])
        for one in taken:
            again(one)
            self.queues[queue].remove(one)
        return len(taken)

    def move_back(self, queue: str) -> None:
        self.queues[queue].clear()

    def stopped(self) -> list[str]:
        return sorted(self.off)

    def resume(self, name: str) -> None:
        if name not in FUNCTIONS:
            raise NoSuchThing(name)
        self.off.discard(name)

    def errors(self, function: str) -> Iterator[str]:
        yield from self.log.get(function, [])

    def webhook_key(self, distributor: str) -> str:
        return shown(key_of("master", DistributorId(distributor)))

    def ringing(self) -> list[str]:
        return []

    def prepared(self, application: str) -> list[tuple[str, str]]:
        return [(key, "1") for key in self.world.documents.kept if key.startswith(f"prepared/{application}-")]

    def drop_prepared(self, application: str) -> int:
        found = self.prepared(application)
        for key, _ in found:
            del self.world.documents.kept[key]
        return len(found)
