"""Customer accounts: which of the partner's customers has an admin of its own, and how surely."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from onboarding.domain.decision import Kind
from onboarding.domain.ids import AccountId, ApplicationId, DecisionId
from onboarding.domain.people import Person, Role


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
    ENDED = "ended"


class HandOver(StrEnum):
    """Whether the customer wants the partner's admin role lowered, and what came of it."""

    NONE = "none"
    AGREED = "agreed"
    DONE = "done"
    KEPT = "kept"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """The right to read the team of one account: the refresh token (sealed), the team's hash, and who gave it."""

    sealed: str
    team: str
    by: str
    role: Role
    given: datetime


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What was seen in the team when an admin of the customer's own was found; the mailbox is redacted and hashed."""

    seen: datetime
    admin: str
    admin_hash: str
    team: str
    admins: int
    members: int


@dataclass(frozen=True, kw_only=True)
class Account:
    """A customer's account, its nominated admin, and the proof so far; `gate` is the decision that asks.

    `key` is what the file that brought the account calls it. A nominee without an address is still to be named.
    `finding` says why the last look proved nothing; `drift` is the open decision of ops about a proof that was lost;
    `look_at` is when the clock reads outside truth again, `asked_at` when somebody last had the nominee asked again.
    `overtaken` says that the question was settled without an answer: nobody is asked until somebody asks anew.
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

    grant: Grant | None = None
    proof: Proof | None = None
    finding: str = ""
    hand_over: HandOver = HandOver.NONE
    drift: DecisionId | None = None
    drifts: int = 0
    look_at: datetime | None = None
    asked_at: datetime | None = None
    overtaken: bool = False

    @property
    def settled(self) -> bool:
        """Whether nobody need be asked about it any more."""
        return self.state in {AccountState.DONE, AccountState.WAIVED, AccountState.RELEASED, AccountState.ENDED}

    @property
    def counted(self) -> bool:
        """Whether it is one of those that the partner must have in order."""
        return self.state not in {AccountState.WAIVED, AccountState.RELEASED, AccountState.ENDED}

    @property
    def managed(self) -> bool:
        """Whether the partner manages it still: also what ops let go unproved, but not what the partner left out."""
        return self.counted or (self.state is AccountState.WAIVED and self.settled_at is not None)

    def asked_by(self, kind: Kind) -> DecisionId:
        """The id of the question of this kind that the nominee is asked in the present attempt."""
        return DecisionId(f"{kind.value}-{self.id}-{self.attempts}")

    def invited(self, gate: DecisionId) -> "Account":
        """Asked once more: a new attempt under this gate. Who has confirmed already is asked for the proof only."""
        return replace(
            self,
            state=AccountState.WAITING,
            level=Level.ATTESTED if self.level is Level.ATTESTED else Level.INVITED,
            attempts=self.attempts + 1,
            gate=gate,
            overtaken=False,
            settled_by="" if self.level is not Level.ATTESTED else self.settled_by,
            settled_at=None if self.level is not Level.ATTESTED else self.settled_at,
        )
