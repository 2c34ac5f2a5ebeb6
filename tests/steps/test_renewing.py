"""A new version of the agreement on the real steps: asked by the clock some at a time, signed, sealed, checkable."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from onboarding import clock, reconcile, renewals
from onboarding.domain.errors import Unavailable
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import ask_signer, hold_for_ops, seal_agreement
from tests.support.journey import Journey, home, stream
from tests.support.renewals import ASK_FROM, BY, NEW, OLD, publish, with_new_version
from tests.support.world import Home


def to_the_day(world: Home) -> datetime:
    """The first day on which partners are asked."""
    now = world.clock.now()
    return world.clock.move(days=(ASK_FROM - now.date()).days)


def sign(journey: Journey) -> None:
    journey.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
    seal_agreement.run(journey.world, journey.event)


def test_the_clock_asks_some_partners_a_pass_and_reads_nobody_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with home() as world:
        journeys = [Journey(world).to_active() for _ in range(5)]
        with_new_version(world, monkeypatch, tmp_path, per_hour=24)
        to_the_day(world)
        assert renewals.ask_some(world, world.clock.now()) == {}, "the notice is a draft"
        publish(world)
        assert [renewals.ask_some(world, world.clock.now())["renewing"] for _ in range(3)] == [2, 2, 1]
        assert renewals.ask_some(world, world.clock.now()) == {}
        assert list(world.applications.agreed(OLD, "new")) == [], "whoever was asked is not read again"
        assert {one.id for one in world.applications.waiting()} == {journey.id for journey in journeys}
        assert all(journey.now.stage is Stage.ACTIVE for journey in journeys)


def test_accepted_by_the_real_steps_both_documents_stay_and_the_partner_never_stops_being_active(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with home() as world:
        journey = Journey(world).to_active()
        old = journey.now.agreement
        assert old is not None
        kept = world.documents.read(old.key)
        with_new_version(world, monkeypatch, tmp_path)
        publish(world)
        to_the_day(world)
        assert clock.run(world, world.clock.now())["renewing"] == 1
        stream(world)
        assert world.workflow.alive[journey.id, journey.now.generation] == "agreement"
        assert ask_signer.run(world, journey.event)["stage"] == "agreement"
        stream(world)
        mail = world.mailer.to(journey.now.signs.email)[-1]
        assert "new agreement" in str(mail["Subject"])
        asked = world.applications.case(journey.id, journey.waits_for()).decision
        assert asked is not None
        assert f"Takes the place of: {old.number}, {OLD}" in asked.about["text"]
        sign(journey)
        now = journey.now
        assert now.agreement is not None
        assert (now.stage, now.agreement.version, [one.version for one in now.earlier]) == (Stage.ACTIVE, NEW, [OLD])
        assert now.agreement.number != old.number
        assert world.documents.read(old.key) == kept
        assert hashlib.sha256(world.documents.read(now.agreement.key)).hexdigest() == now.agreement.sha256
        assert now.look_at is not None
        stream(world)
        assert "place of the one before" in str(world.mailer.to(now.signs.email)[-1])


def test_a_workflow_that_only_waits_does_not_make_the_clock_remind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with home() as world:
        journey = Journey(world).to_active()
        with_new_version(world, monkeypatch, tmp_path)
        publish(world)
        to_the_day(world)
        clock.run(world, world.clock.now())
        ask_signer.run(world, journey.event)
        journey.token("token-1")
        stream(world)
        before = len(world.mailer.sent)
        for _ in range(3):
            clock.run(world, world.clock.move(minutes=5))
        assert len(world.mailer.sent) == before
        journey.answer(Outcome.DECLINED, Role.SIGNER, note="Not like this.")
        clock.run(world, world.clock.move(minutes=5))
        assert [payload["stage"] for _, payload in world.workflow.woken] == ["active"], "the execution can end"


def test_silence_for_four_hundred_days_ends_nothing_and_is_one_decision(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with home() as world:
        journey = Journey(world).to_active()
        before = journey.now.agreement
        with_new_version(world, monkeypatch, tmp_path)
        publish(world)
        to_the_day(world)
        clock.run(world, world.clock.now())
        ask_signer.run(world, journey.event)
        for _ in range(400):
            clock.run(world, world.clock.move(days=1))
            clock.run(world, world.clock.now() + timedelta(hours=1))  # its mail goes out on its own day
        now = journey.now
        assert (now.stage, now.agreement, now.missed) == (Stage.ACTIVE, before, True)
        kinds = [one.kind.value for one in world.applications.decisions(journey.id)]
        assert kinds.count("missed") == 1
        asked = [mail for mail in world.mailer.sent if str(mail["Subject"]).endswith("new agreement (notice 2)")]
        assert len(asked) == 1 + 5, "60, 30, 14, 7 and 3 days before; the last day before is a Sunday"
        assert world.clock.now().date() > BY + timedelta(days=200)


def test_a_crash_between_the_change_and_the_workflow_heals(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with home() as world:
        journey = Journey(world).to_active()
        with_new_version(world, monkeypatch, tmp_path)
        publish(world)
        to_the_day(world)
        world.workflow.failing = Unavailable("Step Functions is away")
        clock.run(world, world.clock.now())
        clock.run(world, world.clock.move(minutes=5))
        assert journey.now.start, "still asked for"
        look_at = journey.now.look_at
        world.workflow.failing = None
        clock.run(world, world.clock.move(minutes=5))
        assert (journey.id, journey.now.generation) in world.workflow.alive
        after = journey.now
        assert not after.start
        assert (after.look_at, look_at is not None) == (look_at, True), "check-ins are not forgotten"


def test_a_lost_execution_is_regrown_at_the_new_agreement_and_none_once_ops_must_decide(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with home() as world:
        journey = Journey(world).to_active()
        world.workflow.lose_all()
        with_new_version(world, monkeypatch, tmp_path)
        publish(world)
        to_the_day(world)
        clock.run(world, world.clock.now())
        stream(world)
        ask_signer.run(world, journey.event)
        world.workflow.lose_all()
        reconcile.run(world)
        assert world.workflow.alive == {(journey.id, journey.now.generation): "agreement"}
        journey.answer(Outcome.DECLINED, Role.SIGNER, note="Not like this.")
        world.workflow.lose_all()
        generation = journey.now.generation
        assert reconcile.run(world)[0]["regrown"] == 0
        assert (journey.now.generation, world.workflow.alive) == (generation, {})
        assert hold_for_ops.run(world, {**journey.event, "outcome": "declined"})["stage"] == "active"


def test_the_same_pass_twice_at_once_begins_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with home() as world:
        journey = Journey(world).to_active()
        with_new_version(world, monkeypatch, tmp_path)
        publish(world)
        to_the_day(world)
        stale = list(world.applications.agreed(OLD, "new"))
        monkeypatch.setattr(type(world.applications), "agreed", lambda *_: iter(stale))
        for _ in range(2):
            renewals.ask_some(world, world.clock.now())
        begun = [one for one in world.applications.events(journey.id) if one.action == "new agreement due"]
        assert len(begun) == 1
