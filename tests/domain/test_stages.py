"""The transition table, held exhaustively against what the business says."""

import pytest

from onboarding.domain.errors import Moved
from onboarding.domain.stages import FINAL, HOLDS, JOURNEY, TRANSITIONS, Outcome, Stage, after

UNDER_WAY = [stage for stage in JOURNEY if stage not in FINAL]

# Written out by hand: stage, outcome, next stage. Everything that is not here must be refused.
FORWARD = {
    ("email", "confirmed", "readiness"),
    ("readiness", "ready", "distributor"),
    ("readiness", "review", "readiness"),
    ("readiness", "approved", "distributor"),
    ("readiness", "rejected", "closed"),
    ("readiness", "skip", "distributor"),
    ("distributor", "accepted", "agreement"),
    ("distributor", "declined", "distributor"),
    ("distributor", "nobody", "distributor"),
    ("agreement", "signed", "seal"),
    ("agreement", "reassigned", "agreement"),
    ("seal", "signed", "seal"),
    ("seal", "declined", "seal"),
    ("seal", "sealed", "customers"),
    ("agreement", "declined", "agreement"),
    ("customers", "done", "activation"),
    ("customers", "disputed", "customers"),
    ("customers", "skip", "activation"),
    ("activation", "activated", "active"),
    ("activation", "unproven", "activation"),
    ("closed", "resubmitted", "readiness"),
}
ANYWHERE = {
    (stage, outcome, following)
    for stage in ("email", "readiness", "distributor", "agreement", "seal", "customers", "activation")
    for outcome, following in (("withdrawn", "closed"), ("closed", "closed"), ("retry", stage), ("failed", stage))
}
CLOCK = {(stage, "expired", stage) for stage in ("email", "readiness", "distributor", "agreement", "seal", "customers")}
EXPECTED = FORWARD | ANYWHERE | CLOCK


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_pair_of_stage_and_outcome_is_allowed_or_refused_as_written(stage: Stage, outcome: Outcome) -> None:
    allowed = {following for at, came, following in EXPECTED if (at, came) == (stage, outcome)}
    if allowed:
        assert after(stage, outcome) == allowed.pop()
    else:
        with pytest.raises(Moved):
            after(stage, outcome)


def test_only_a_persons_word_closes_a_case() -> None:
    closing = {outcome for (_, outcome), following in TRANSITIONS.items() if following is Stage.CLOSED}
    assert closing == {Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.CLOSED}


def test_silence_always_leads_to_ops_or_to_the_next_distributor() -> None:
    for stage in UNDER_WAY:
        if (stage, Outcome.EXPIRED) in TRANSITIONS:
            assert (stage, Outcome.EXPIRED) in HOLDS or stage is Stage.DISTRIBUTOR


def test_a_hold_never_moves_a_case() -> None:
    assert all(TRANSITIONS[stage, outcome] is stage for stage, outcome in HOLDS)


def test_nothing_comes_after_the_agreement_but_by_the_seal_and_nothing_is_sealed_but_by_signature() -> None:
    into_later = {
        (stage, outcome)
        for (stage, outcome), following in TRANSITIONS.items()
        if following in (Stage.CUSTOMERS, Stage.ACTIVATION, Stage.ACTIVE)
        and stage not in (Stage.CUSTOMERS, Stage.ACTIVATION)
    }
    assert into_later == {(Stage.SEAL, Outcome.SEALED)}
    into_seal = {key for key, following in TRANSITIONS.items() if following is Stage.SEAL and key[0] is not Stage.SEAL}
    assert into_seal == {(Stage.AGREEMENT, Outcome.SIGNED)}


def test_a_partner_without_customer_accounts_goes_straight_to_activation() -> None:
    assert after(Stage.SEAL, Outcome.SEALED, nothing_to_hand_over=True) is Stage.ACTIVATION


def test_every_stage_under_way_can_still_reach_active() -> None:
    for start in UNDER_WAY:
        reached, frontier = {start}, [start]
        while frontier:
            at = frontier.pop()
            following = {to for (stage, _), to in TRANSITIONS.items() if stage is at} - reached
            reached |= following
            frontier += following
        assert Stage.ACTIVE in reached
