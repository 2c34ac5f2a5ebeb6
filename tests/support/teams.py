"""Customers' teams for tests: the provider's stand-in over real HTTP, and a world whose program wants proof."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from local.dropbox_business import Fault, StandIn
from local.dropbox_teams import member
from onboarding.adapters.dropbox_api import DropboxApi
from onboarding.adapters.dropbox_business import DropboxDirectory
from onboarding.domain.account import Account
from onboarding.domain.errors import Disconnected
from onboarding.domain.program import Program
from tests.support.samples import STRICT
from tests.support.world import BASE, Home

NOMINEE, PARTNER = "admin@customer1.example", "ann@becker-it.example"


class Drawer:
    """Seals by naming the account that a token is for, where KMS would use its encryption context."""

    def seal(self, token: str, account: Account) -> str:
        return f"{account.application}/{account.id}:{token[::-1]}"

    def open(self, sealed: str, account: Account) -> str:
        about, _, token = sealed.partition(":")
        if about != f"{account.application}/{account.id}":
            raise Disconnected("sealed for another account")
        return token[::-1]


@dataclass
class Provider:
    """The stand-in, where it answers, and how long the adapter has waited for it."""

    stand_in: StandIn
    address: str
    pauses: list[float] = field(default_factory=list)

    def team(self, name: str, *members: dict[str, object]) -> None:
        """A team and its members."""
        self.stand_in.teams.teams[name] = list(members)

    def fails(self, status: int, times: int = 1, retry_after: str = "") -> None:
        """The next calls fail."""
        self.stand_in.fault = Fault(status, times, retry_after)

    def approve(self, location: str, team: str, admin: str) -> str:
        """What an admin does at the provider's page: allows it; gives the query that comes back."""
        query = dict(parse_qsl(urlsplit(location).query))
        return f"code={self.stand_in.teams.approve(team, admin, query)}&state={query['state']}"

    def directory(self) -> DropboxDirectory:
        """The product's adapter, on this provider."""
        api = DropboxApi(self.address, pause=self.pauses.append)
        return DropboxDirectory(
            key="test-key",
            api=api,
            site=self.address,
            redirect=f"{BASE}/connected",
            keyring=Drawer(),
            admin_roles=("Team",),
        )


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider on a free port of its own."""
    stand_in = StandIn()
    server = stand_in.server()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        here = Provider(stand_in, f"http://127.0.0.1:{server.server_address[1]}")
        here.team("Customer 1", member(NOMINEE, "team"), member(PARTNER, "team"), member("joe@customer1.example"))
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def wants_proof(world: Home, provider: Provider, program: Program = STRICT) -> Home:
    """The same world, with this program and provider."""
    world.__dict__.update(program=program, directory=provider.directory())
    return world
