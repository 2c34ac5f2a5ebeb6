"""What the ports hand over that is no record of the domain: what is due, which execution runs, what was connected."""

from dataclasses import dataclass

from onboarding.domain.account import Account
from onboarding.domain.decision import Decision
from onboarding.domain.ids import ApplicationId, DecisionId, MessageId


@dataclass(frozen=True)
class DueMessage:
    """A queued or half-sent message whose time has come."""

    application: ApplicationId
    message: MessageId


@dataclass(frozen=True)
class DueStart:
    """An application whose execution has not been started yet."""

    application: ApplicationId


@dataclass(frozen=True)
class DueCase:
    """A case for which nobody waits and whose date has come: a check-in, or the day to come back."""

    application: ApplicationId


@dataclass(frozen=True)
class DueDecision:
    """A decision at which something is due: a reminder, its date, or an undelivered wake-up (with its `token`)."""

    decision: Decision
    token: str | None


@dataclass(frozen=True)
class DueRequest:
    """A signature request outside that must be read back."""

    application: ApplicationId
    decision: DecisionId


@dataclass(frozen=True)
class DueLook:
    """A customer account at which outside truth is to be read again."""

    account: Account


type Due = DueMessage | DueStart | DueCase | DueDecision | DueLook | DueRequest


@dataclass(frozen=True)
class Execution:
    """A running execution; `application` and `generation` are read from its name."""

    arn: str
    application: ApplicationId
    generation: int


@dataclass(frozen=True)
class Connected:
    """A connection that was made: the sealed refresh token, the team's hash, and whose admin role made it."""

    sealed: str
    team: str
    admin: str
