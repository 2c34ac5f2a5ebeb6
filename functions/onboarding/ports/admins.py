"""Outside truth about customers' admins, and the connections through which it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from onboarding.domain.account import Account
from onboarding.domain.connection import Begun
from onboarding.domain.team import Member, Team


@dataclass(frozen=True)
class Connected:
    """A connection that was made: the sealed refresh token, the team's hash, and whose admin role made it."""

    sealed: str
    team: str
    admin: str


class Connections(Protocol):
    """Connections that somebody has begun: what must be remembered while they are at the provider's page."""

    def begin(self, hash: str, begun: Begun) -> None:
        """Keeps it under the SHA-256 of its state."""

    def take(self, hash: str, now: datetime) -> Begun:
        """Gives it once; raises NotFound where there is none, or it was taken, or its time is over."""


class AdminDirectory(Protocol):
    """Outside truth about a customer account's admins.

    Everything raises Unavailable where the provider is away or limits us: then nothing is known.
    """

    @property
    def connects(self) -> bool:
        """Whether there is a provider that accounts can be connected to."""

    def authorize(self, state: str, challenge: str, *, lower: bool) -> str:
        """The provider's page on which an admin connects a team; `lower` asks for the right to lower a role."""

    def connect(self, account: Account, code: str, verifier: str) -> Connected:
        """What the provider gave for its code; raises Disconnected where it refuses."""

    def team(self, account: Account) -> Team:
        """Everybody in the connected team; raises Disconnected where the connection is over."""

    def lower(self, account: Account, members: Sequence[Member]) -> int:
        """Takes the admin role from these members and gives how many had it; raises LastAdmin, Disconnected."""
