"""Customer accounts: which of the partner's customers has an admin of its own, and how surely."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from onboarding.domain.ids import AccountId, ApplicationId, DecisionId
from onboarding.domain.people import Person


class Level(StrEnum):
    """How surely a customer has its own admin. Invited is not attested; attested is not verified."""

    NONE = "none"
    INVITED = "invited"
    ATTESTED = "attested"
    VERIFIED = "verified"

    def reaches(self, required: "Level") -> bool:
        """Whether this level is at least the required one."""
        order = list(Level)
        return order.index(self) >= order.index(required)


class AccountState(StrEnum):
    """What ops and the partner see."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    WAIVED = "waived"
    RELEASED = "released"


@dataclass(frozen=True, kw_only=True)
class Account:
    """A customer's account, its nominated admin, and the proof so far; `gate` is the decision that asks.

    `key` is what the file that brought the account calls it. A nominee without an address is still to be named.
    """

    id: AccountId
    application: ApplicationId
    customer: str
    nominee: Person
    state: AccountState = AccountState.WAITING
    level: Level = Level.NONE
    attempts: int = 0
    gate: DecisionId | None = None
    settled_by: str = ""
    settled_at: datetime | None = None
    note: str = ""
    key: str = ""

    @property
    def named(self) -> bool:
        """Whether somebody is nominated."""
        return bool(self.nominee.email)

    def invited(self, gate: DecisionId) -> "Account":
        """Asked once more: a new attempt under this gate, and no answer yet."""
        return replace(
            self,
            state=AccountState.WAITING,
            level=Level.INVITED,
            attempts=self.attempts + 1,
            gate=gate,
            settled_by="",
            settled_at=None,
        )
