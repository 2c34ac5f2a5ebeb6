"""Customer admins by their own word: no provider is connected, so what the nominee attested is all that is known."""

from collections.abc import Sequence
from typing import NoReturn

from onboarding.domain.account import Account
from onboarding.domain.errors import Disconnected
from onboarding.domain.team import Member
from onboarding.ports import Connected


class AttestedDirectory:
    """The port `AdminDirectory` where there is no provider: it proves nothing."""

    connects = False

    def authorize(self, state: str, challenge: str, *, lower: bool) -> str:
        """Raises Disconnected."""
        self._nobody()

    def connect(self, account: Account, code: str, verifier: str) -> Connected:
        """Raises Disconnected."""
        self._nobody()

    def team(self, account: Account) -> NoReturn:
        """Raises Disconnected."""
        self._nobody()

    def lower(self, account: Account, members: Sequence[Member]) -> int:
        """Raises Disconnected."""
        self._nobody()

    def _nobody(self) -> NoReturn:
        raise Disconnected("No provider is connected to this program.")
