"""The stages of a journey and the one table of what leads from which to which."""

from collections.abc import Mapping
from enum import StrEnum

from onboarding.domain.errors import Moved


class Stage(StrEnum):
    """Where an application stands; the words are stored and shown to ops."""

    EMAIL = "email"
    READINESS = "readiness"
    DISTRIBUTOR = "distributor"
    AGREEMENT = "agreement"
    CUSTOMERS = "customers"
    ACTIVATION = "activation"
    ACTIVE = "active"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a decision or a step came out; the workflow's Choice states read these words."""

    CONFIRMED = "confirmed"
    READY = "ready"
    REVIEW = "review"
    APPROVED = "approved"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOBODY = "nobody"
    SIGNED = "signed"
    DONE = "done"
    REFUSED = "refused"
    DISPUTED = "disputed"
    ACTIVATED = "activated"
    UNPROVEN = "unproven"
    FAILED = "failed"
    RETRY = "retry"
    SKIP = "skip"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ANSWERED = "answered"
    RESUBMITTED = "resubmitted"
    VERIFIED = "verified"
    REPLACED = "replaced"
    WAIVED = "waived"
    ENDED = "ended"
    OVERTAKEN = "overtaken"


JOURNEY = (
    Stage.EMAIL,
    Stage.READINESS,
    Stage.DISTRIBUTOR,
    Stage.AGREEMENT,
    Stage.CUSTOMERS,
    Stage.ACTIVATION,
    Stage.ACTIVE,
)
FINAL = frozenset({Stage.ACTIVE, Stage.CLOSED})

_UNDER_WAY = tuple(stage for stage in JOURNEY if stage not in FINAL)

TRANSITIONS: Mapping[tuple[Stage, Outcome], Stage] = {
    (Stage.EMAIL, Outcome.CONFIRMED): Stage.READINESS,
    (Stage.READINESS, Outcome.READY): Stage.DISTRIBUTOR,
    (Stage.READINESS, Outcome.REVIEW): Stage.READINESS,
    (Stage.READINESS, Outcome.APPROVED): Stage.DISTRIBUTOR,
    (Stage.READINESS, Outcome.REJECTED): Stage.CLOSED,
    (Stage.READINESS, Outcome.SKIP): Stage.DISTRIBUTOR,
    (Stage.DISTRIBUTOR, Outcome.ACCEPTED): Stage.AGREEMENT,
    (Stage.DISTRIBUTOR, Outcome.DECLINED): Stage.DISTRIBUTOR,
    (Stage.DISTRIBUTOR, Outcome.NOBODY): Stage.DISTRIBUTOR,
    (Stage.AGREEMENT, Outcome.SIGNED): Stage.CUSTOMERS,
    (Stage.AGREEMENT, Outcome.DECLINED): Stage.AGREEMENT,
    (Stage.CUSTOMERS, Outcome.DONE): Stage.ACTIVATION,
    (Stage.CUSTOMERS, Outcome.DISPUTED): Stage.CUSTOMERS,
    (Stage.CUSTOMERS, Outcome.SKIP): Stage.ACTIVATION,
    (Stage.ACTIVATION, Outcome.ACTIVATED): Stage.ACTIVE,
    (Stage.ACTIVATION, Outcome.UNPROVEN): Stage.ACTIVATION,
    (Stage.CLOSED, Outcome.RESUBMITTED): Stage.READINESS,
    **{(stage, Outcome.WITHDRAWN): Stage.CLOSED for stage in _UNDER_WAY},
    **{(stage, Outcome.CLOSED): Stage.CLOSED for stage in _UNDER_WAY},
    **{(stage, Outcome.RETRY): stage for stage in _UNDER_WAY},
    **{(stage, Outcome.FAILED): stage for stage in _UNDER_WAY},
    **{(stage, Outcome.EXPIRED): stage for stage in _UNDER_WAY if stage is not Stage.ACTIVATION},
}

HOLDS: frozenset[tuple[Stage, Outcome]] = frozenset(
    {
        (Stage.EMAIL, Outcome.EXPIRED),
        (Stage.READINESS, Outcome.EXPIRED),
        (Stage.DISTRIBUTOR, Outcome.NOBODY),
        (Stage.AGREEMENT, Outcome.DECLINED),
        (Stage.AGREEMENT, Outcome.EXPIRED),
        (Stage.CUSTOMERS, Outcome.DISPUTED),
        (Stage.CUSTOMERS, Outcome.EXPIRED),
        (Stage.ACTIVATION, Outcome.UNPROVEN),
        *((stage, Outcome.FAILED) for stage in _UNDER_WAY),
    }
)
"""What a person in ops must look at: nothing here ever ends a case by itself."""


def after(stage: Stage, outcome: Outcome, *, nothing_to_hand_over: bool = False) -> Stage:
    """The stage that follows; a signature goes straight to activation where no customer account is handed over.

    Raises Moved where the table has no such transition.
    """
    try:
        following = TRANSITIONS[stage, outcome]
    except KeyError:
        raise Moved(f"An application at the stage “{stage}” cannot be {outcome}.") from None
    if following is Stage.CUSTOMERS and stage is Stage.AGREEMENT and nothing_to_hand_over:
        return Stage.ACTIVATION
    return following
