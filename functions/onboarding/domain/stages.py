"""The stages of a journey and the one table of what leads from which to which."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from onboarding.domain.errors import Moved


class Stage(StrEnum):
    """Where an application stands; the words are stored and shown to ops."""

    EMAIL = "email"
    READINESS = "readiness"
    DISTRIBUTOR = "distributor"
    BUSINESS = "business"
    AGREEMENT = "agreement"
    SEAL = "seal"
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
    NOT_YET = "not_yet"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOBODY = "nobody"
    SIGNED = "signed"
    REASSIGNED = "reassigned"
    SEALED = "sealed"
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
    EXTENDED = "extended"
    WAIVED = "waived"
    RELEASED = "released"
    GOOD = "good"
    BAD = "bad"
    VERIFIED = "verified"
    REPLACED = "replaced"
    ENDED = "ended"
    OVERTAKEN = "overtaken"
    CLEARED = "cleared"
    MATCHED = "matched"


JOURNEY = (
    Stage.EMAIL,
    Stage.READINESS,
    Stage.DISTRIBUTOR,
    Stage.BUSINESS,
    Stage.AGREEMENT,
    Stage.SEAL,
    Stage.CUSTOMERS,
    Stage.ACTIVATION,
    Stage.ACTIVE,
)
"""Every stage, in the order in which a case goes through those that its track has."""

CHANNEL = tuple(stage for stage in JOURNEY if stage is not Stage.BUSINESS)
"""The way of a reseller."""

FINAL = frozenset({Stage.ACTIVE, Stage.CLOSED})

_UNDER_WAY = tuple(stage for stage in JOURNEY if stage not in FINAL)

TRANSITIONS: Mapping[tuple[Stage, Outcome], Stage] = {
    (Stage.EMAIL, Outcome.CONFIRMED): Stage.READINESS,
    (Stage.READINESS, Outcome.READY): Stage.DISTRIBUTOR,
    (Stage.READINESS, Outcome.REVIEW): Stage.READINESS,
    (Stage.READINESS, Outcome.APPROVED): Stage.DISTRIBUTOR,
    (Stage.READINESS, Outcome.REJECTED): Stage.CLOSED,
    (Stage.READINESS, Outcome.NOT_YET): Stage.CLOSED,
    (Stage.READINESS, Outcome.SKIP): Stage.DISTRIBUTOR,
    (Stage.READINESS, Outcome.CLEARED): Stage.READINESS,
    (Stage.DISTRIBUTOR, Outcome.ACCEPTED): Stage.BUSINESS,
    (Stage.DISTRIBUTOR, Outcome.DECLINED): Stage.DISTRIBUTOR,
    (Stage.DISTRIBUTOR, Outcome.NOBODY): Stage.DISTRIBUTOR,
    (Stage.DISTRIBUTOR, Outcome.REASSIGNED): Stage.DISTRIBUTOR,
    (Stage.BUSINESS, Outcome.APPROVED): Stage.AGREEMENT,
    (Stage.BUSINESS, Outcome.REJECTED): Stage.CLOSED,
    (Stage.BUSINESS, Outcome.NOT_YET): Stage.CLOSED,
    (Stage.AGREEMENT, Outcome.SIGNED): Stage.SEAL,
    (Stage.AGREEMENT, Outcome.REASSIGNED): Stage.AGREEMENT,
    (Stage.SEAL, Outcome.SIGNED): Stage.SEAL,
    (Stage.SEAL, Outcome.DECLINED): Stage.SEAL,
    (Stage.SEAL, Outcome.SEALED): Stage.CUSTOMERS,
    (Stage.AGREEMENT, Outcome.DECLINED): Stage.AGREEMENT,
    (Stage.CUSTOMERS, Outcome.DONE): Stage.ACTIVATION,
    (Stage.CUSTOMERS, Outcome.DISPUTED): Stage.CUSTOMERS,
    (Stage.CUSTOMERS, Outcome.SKIP): Stage.ACTIVATION,
    (Stage.ACTIVATION, Outcome.ACTIVATED): Stage.ACTIVE,
    (Stage.ACTIVATION, Outcome.UNPROVEN): Stage.ACTIVATION,
    (Stage.ACTIVE, Outcome.ENDED): Stage.CLOSED,
    (Stage.CLOSED, Outcome.RESUBMITTED): Stage.READINESS,
    **{(stage, Outcome.MATCHED): Stage.CLOSED for stage in (*_UNDER_WAY, Stage.ACTIVE)},
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
        (Stage.BUSINESS, Outcome.EXPIRED),
        (Stage.AGREEMENT, Outcome.DECLINED),
        (Stage.AGREEMENT, Outcome.EXPIRED),
        (Stage.SEAL, Outcome.DECLINED),
        (Stage.SEAL, Outcome.EXPIRED),
        (Stage.CUSTOMERS, Outcome.DISPUTED),
        (Stage.CUSTOMERS, Outcome.EXPIRED),
        (Stage.ACTIVATION, Outcome.UNPROVEN),
        *((stage, Outcome.FAILED) for stage in _UNDER_WAY),
    }
)
"""What a person in ops must look at: nothing here ever ends a case by itself."""


def after(
    stage: Stage, outcome: Outcome, path: Sequence[Stage] = CHANNEL, *, nothing_to_hand_over: bool = False
) -> Stage:
    """The stage that follows for a case that goes this way (`path`).

    A step forward leads to the next stage that the way has; a signature goes past the customers where no account
    is handed over. Raises Moved where the table has no such transition.
    """
    try:
        following = TRANSITIONS[stage, outcome]
    except KeyError:
        raise Moved(f"An application at the stage “{stage}” cannot be {outcome}.") from None
    if following is stage or following not in JOURNEY:
        return following
    past = {Stage.CUSTOMERS} if nothing_to_hand_over else set()
    ahead = JOURNEY[JOURNEY.index(following) :]
    return next(one for one in ahead if one in path and one not in past)
