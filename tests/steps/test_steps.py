"""Each step does its one thing, may run twice, and stands aside where the case has moved on."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from onboarding.deciding import decide
from onboarding.domain.account import Grant, Level
from onboarding.domain.applying import withdraw
from onboarding.domain.change import change
from onboarding.domain.people import SYSTEM, Role, person
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import (
    activate,
    ask_countersigner,
    ask_customer_admins,
    ask_distributor,
    ask_for_confirmation,
    ask_reviewer,
    ask_signer,
    assess_readiness,
    hold_for_ops,
    seal_agreement,
)
from onboarding.steps.step import Payload
from onboarding.world import World
from tests.support.journey import Journey, home
from tests.support.samples import customers
from tests.support.table import everything
from tests.support.world import Home

STEPS: dict[str, Callable[[World, Mapping[str, Any]], Payload]] = {
    "ask_for_confirmation": ask_for_confirmation.run,
    "assess_readiness": assess_readiness.run,
    "ask_reviewer": ask_reviewer.run,
    "ask_distributor": ask_distributor.run,
    "ask_signer": ask_signer.run,
    "ask_countersigner": ask_countersigner.run,
    "seal_agreement": seal_agreement.run,
    "ask_customer_admins": ask_customer_admins.run,
    "activate": activate.run,
    "hold_for_ops": hold_for_ops.run,
}


def withdrawn(world: Home, journey: Journey) -> None:
    who = person("Ann", Role.APPLICANT)
    decide(
        world.applications,
        lambda: world.applications.case(journey.id),
        lambda case: withdraw(case.application, who, world.clock.now()),
    )


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_comes_after_the_withdrawal_changes_nothing_and_points_at_something_decided(name: str) -> None:
    with home() as world:
        journey = Journey(world)
        withdrawn(world, journey)
        before = everything()
        payload = STEPS[name](world, journey.event)
        assert everything() == before
        assert (payload["stage"], payload["outcome"]) == ("closed", "moved")
        decision = world.applications.case(journey.id, journey.waits_for()).decision
        assert decision is not None
        assert not decision.open
        assert payload["decision"] == decision.id


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_does_not_fit_the_stage_changes_nothing(name: str) -> None:
    with home() as world:
        journey = Journey(world, customers=customers(2)).to_customers()
        before = everything()
        STEPS[name](world, journey.event)
        assert everything() == before


@pytest.mark.parametrize("walk", ["to_distributor", "to_signer", "to_customers"])
def test_asking_again_opens_no_second_decision(walk: str) -> None:
    with home() as world:
        journey = Journey(world, customers=customers(2))
        getattr(journey, walk)()
        step = {"to_distributor": ask_distributor, "to_signer": ask_signer, "to_customers": ask_customer_admins}[walk]
        before = everything()
        payload = step.run(world, journey.event)
        assert everything() == before
        assert payload["decision"] == journey.waits_for()


def test_the_readiness_step_says_ready_or_review_and_keeps_the_first_score() -> None:
    with home() as world:
        good = Journey(world)
        ask_for_confirmation.run(world, good.event)
        good.answer(Outcome.CONFIRMED, Role.APPLICANT)
        assert assess_readiness.run(world, good.event)["outcome"] == "ready"
        weak = Journey(world, people=1, services=(), website="", customers=())
        ask_for_confirmation.run(world, weak.event)
        weak.answer(Outcome.CONFIRMED, Role.APPLICANT)
        assert assess_readiness.run(world, weak.event)["outcome"] == "review"
        version = weak.now.version
        assert assess_readiness.run(world, weak.event)["outcome"] == "review"
        assert weak.now.version == version


def test_nobody_left_comes_out_as_a_decided_decision_that_the_workflow_can_wait_for() -> None:
    with home() as world:
        journey = Journey(world, country="FR").to_distributor()
        decision = world.applications.case(journey.id, journey.waits_for()).decision
        assert decision is not None
        assert decision.outcome is Outcome.NOBODY
        assert journey.now.place == "held"


def test_the_signer_is_asked_about_one_document_whose_hash_is_kept() -> None:
    with home() as world:
        journey = Journey(world).to_signer()
        decision = world.applications.case(journey.id, journey.waits_for()).decision
        assert decision is not None
        assert len(decision.about["sha256"]) == 64
        assert "Becker IT GmbH" in decision.about["text"]


def test_ask_customer_admins_goes_on_where_a_crash_left_it() -> None:
    with home() as world:
        journey = Journey(world, customers=customers(45)).to_seal()
        seal_agreement.run(world, journey.event)
        commit, commits = world.applications.commit, 0

        def crash_at_third(change: Any) -> None:
            nonlocal commits
            commits += 1
            if commits == 3:
                raise RuntimeError("crash")
            commit(change)

        world.applications.commit = crash_at_third  # type: ignore[method-assign]
        with pytest.raises(RuntimeError):
            ask_customer_admins.run(world, journey.event)
        world.applications.commit = commit  # type: ignore[method-assign]
        ask_customer_admins.run(world, journey.event)
        mails = [item for item in everything().values() if item["kind"] == "MESSAGE"]
        assert sum(item["letter"]["mail"] == "confirm_admin" for item in mails) == 45
        assert {account.attempts for account in world.applications.accounts(journey.id)} == {1}


def test_a_failed_step_holds_the_case_with_the_error_and_retry_takes_it_on() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        payload = hold_for_ops.run(world, {**journey.event, "outcome": "failed", "error": "States.Timeout"})
        assert payload["stage"] == "held"
        journey.answer(Outcome.RETRY, Role.OPS, note="The service is back")
        assert journey.now.place == "distributor"
        assert ask_distributor.run(world, journey.event)["outcome"] == "asked"


@pytest.mark.parametrize(("generation", "watched"), [(2, True), (1, False)])
def test_a_case_that_came_again_has_its_proofs_looked_at_again(
    monkeypatch: pytest.MonkeyPatch, generation: int, watched: bool
) -> None:
    monkeypatch.setattr(activate, "as_of_now", lambda *given: given[2])
    with home() as world:
        journey = Journey(world).to_customers()
        journey.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
        now = world.clock.now()
        grant = Grant(sealed="-", team="t", by="Ole", role=Role.CUSTOMER, given=now)
        (account,) = world.applications.accounts(journey.id)
        proved = replace(account, grant=grant, level=Level.VERIFIED, look_at=now - timedelta(days=40))
        kept = change(
            journey.now, action="test", by=SYSTEM, now=now, details={}, accounts=[proved], generation=generation
        )
        world.applications.commit(kept)
        activate.run(world, journey.event)
        assert journey.now.stage is Stage.ACTIVE
        (after,) = world.applications.accounts(journey.id)
        assert after.look_at == (now if watched else proved.look_at)


def test_activate_makes_the_partner_active_once() -> None:
    with home() as world:
        journey = Journey(world, customers=customers(2)).to_active()
        assert journey.now.stage is Stage.ACTIVE
        version = journey.now.version
        assert activate.run(world, journey.event)["outcome"] == "activated"
        assert journey.now.version == version
