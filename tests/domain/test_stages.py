"""The transition table, held exhaustively against what the business says."""

import pytest

from onboarding.domain.errors import Moved
from onboarding.domain.stages import CHANNEL, FINAL, HOLDS, JOURNEY, TRANSITIONS, Outcome, Stage, after
from tests.support.samples import PROGRAM

UNDER_WAY = [stage for stage in JOURNEY if stage not in FINAL]

# Written out by hand: stage, outcome, and the next stage on each track. Everything that is not here is refused.
TRACKS = ("new", "existing", "technology")
STEPS = {
    ("email", "confirmed"): ("readiness", "distributor", "readiness"),
    ("readiness", "ready"): ("distributor", "distributor", "business"),
    ("readiness", "approved"): ("distributor", "distributor", "business"),
    ("readiness", "skip"): ("distributor", "distributor", "business"),
    ("distributor", "accepted"): ("agreement", "agreement", "business"),
    ("business", "approved"): ("agreement", "agreement", "agreement"),
    ("agreement", "signed"): ("seal", "seal", "seal"),
    ("seal", "sealed"): ("customers", "customers", "activation"),
    ("closed", "resubmitted"): ("readiness", "distributor", "readiness"),
}
ON_EVERY_TRACK = {
    ("readiness", "review", "readiness"),
    ("readiness", "rejected", "closed"),
    ("readiness", "not_yet", "closed"),
    ("readiness", "cleared", "readiness"),
    ("active", "matched", "closed"),
    ("distributor", "declined", "distributor"),
    ("distributor", "nobody", "distributor"),
    ("distributor", "reassigned", "distributor"),
    ("business", "rejected", "closed"),
    ("business", "not_yet", "closed"),
    ("agreement", "reassigned", "agreement"),
    ("seal", "signed", "seal"),
    ("seal", "declined", "seal"),
    ("agreement", "declined", "agreement"),
    ("customers", "done", "activation"),
    ("customers", "disputed", "customers"),
    ("customers", "skip", "activation"),
    ("activation", "activated", "active"),
    ("activation", "unproven", "activation"),
    ("active", "ended", "closed"),
}
ANYWHERE = {
    (stage, outcome, following)
    for stage in ("email", "readiness", "distributor", "business", "agreement", "seal", "customers", "activation")
    for outcome, following in (
        ("withdrawn", "closed"),
        ("closed", "closed"),
        ("matched", "closed"),
        ("retry", stage),
        ("failed", stage),
    )
}
WAITING = ("email", "readiness", "distributor", "business", "agreement", "seal", "customers")
CLOCK = {(stage, "expired", stage) for stage in WAITING}


@pytest.mark.parametrize("track", TRACKS)
@pytest.mark.parametrize("stage", list(Stage))
def test_every_outcome_at_every_stage_of_every_track_is_allowed_or_refused_as_written(track: str, stage: Stage) -> None:
    steps = {(at, came, to[TRACKS.index(track)]) for (at, came), to in STEPS.items()}
    for outcome in Outcome:
        allowed = {to for at, came, to in steps | ON_EVERY_TRACK | ANYWHERE | CLOCK if (at, came) == (stage, outcome)}
        if allowed:
            assert after(stage, outcome, PROGRAM.track(track).stages) == allowed.pop()
        else:
            with pytest.raises(Moved):
                after(stage, outcome, PROGRAM.track(track).stages)


@pytest.mark.parametrize("track", TRACKS)
def test_no_case_is_led_to_a_stage_that_its_track_does_not_have(track: str) -> None:
    path = PROGRAM.track(track).stages
    for (stage, outcome), table in TRANSITIONS.items():
        if stage in (*path, Stage.CLOSED) and table is not stage:
            for nothing in (True, False):
                assert after(stage, outcome, path, nothing_to_hand_over=nothing) in (*path, Stage.CLOSED)


def test_a_resellers_way_is_the_way_of_the_channel_track() -> None:
    assert PROGRAM.track("new").stages == CHANNEL


def test_only_a_persons_word_closes_a_case() -> None:
    closing = {outcome for (_, outcome), following in TRANSITIONS.items() if following is Stage.CLOSED}
    assert closing == {
        Outcome.REJECTED,
        Outcome.NOT_YET,
        Outcome.WITHDRAWN,
        Outcome.CLOSED,
        Outcome.ENDED,
        Outcome.MATCHED,
    }


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
