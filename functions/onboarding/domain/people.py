"""Who acts, who is asked and who holds the ball."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """In which role somebody holds the ball or is written to."""

    APPLICANT = "applicant"
    REVIEWER = "reviewer"
    DISTRIBUTOR = "distributor"
    SIGNER = "signer"
    CUSTOMER = "customer"
    OPS = "ops"
    COUNTERSIGNER = "countersigner"
    VENDOR = "vendor"
    NOBODY = "nobody"


class ActorKind(StrEnum):
    """The audit tells these three apart."""

    PERSON = "person"
    CLOCK = "clock"
    SYSTEM = "system"


@dataclass(frozen=True)
class Person:
    """A name and the mailbox to reach it by."""

    name: str
    email: str


@dataclass(frozen=True)
class Actor:
    """Who made a change, in which role; `email` is the mailbox whose link was used, empty for ops in the console."""

    kind: ActorKind
    name: str
    role: Role
    email: str = ""


CLOCK = Actor(ActorKind.CLOCK, "clock", Role.VENDOR)
SYSTEM = Actor(ActorKind.SYSTEM, "system", Role.VENDOR)


def person(name: str, role: Role, email: str = "") -> Actor:
    """A human actor, by the name that they typed."""
    return Actor(ActorKind.PERSON, name, role, email)
