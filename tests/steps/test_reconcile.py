"""Any execution, or all of them, can be lost and regrown; nothing is started twice."""

from onboarding import reconcile, relay
from onboarding.domain.errors import Unavailable
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from onboarding.growing import MOST_NAMES
from onboarding.ports.services import Execution
from tests.support.journey import Journey, home, stream
from tests.support.table import everything


def test_all_executions_lost_at_once_are_regrown_at_the_stage_that_the_table_names() -> None:
    with home() as world:
        journeys = [Journey(world).to_distributor(), Journey(world).to_signer(), Journey(world).to_customers()]
        stream(world)
        world.workflow.lose_all()
        done, _ = reconcile.run(world)
        assert done["regrown"] == 3
        assert world.workflow.alive == {
            (journeys[0].id, 2): "distributor",
            (journeys[1].id, 2): "agreement",
            (journeys[2].id, 2): "customers",
        }


def test_a_second_pass_changes_nothing() -> None:
    with home() as world:
        Journey(world).to_distributor()
        stream(world)
        world.workflow.lose_all()
        reconcile.run(world)
        before = everything()
        done, _ = reconcile.run(world)
        assert not done
        assert everything() == before


def test_an_active_partner_is_left_alone() -> None:
    with home() as world:
        journey = Journey(world).to_active()
        world.workflow.lose_all()
        done, census = reconcile.run(world)
        assert (not done, census.oldest_wait) == (True, 0.0)
        assert reconcile.run_one(world, journey.id)["over"] == 1
        assert world.workflow.alive == {}


def test_an_execution_whose_start_was_lost_is_started_without_a_new_generation() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        reconcile.run(world)
        assert (journey.id, 1) in world.workflow.alive
        assert journey.now.generation == 1


def test_a_failed_execution_is_regrown_as_soon_as_it_is_told() -> None:
    with home() as world:
        journey = Journey(world).to_signer()
        stream(world)
        world.workflow.lose_all()
        reconcile.run_one(world, journey.id)
        assert (journey.id, 2) in world.workflow.alive


def test_names_that_were_used_after_the_moment_to_which_a_table_was_restored_are_passed_over_at_once() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        stream(world)
        world.workflow.lose_all()
        world.workflow.ended |= {(journey.id, generation) for generation in (2, 3, 4)}
        done, _ = reconcile.run(world)
        assert done["regrown"] == 1
        assert world.workflow.alive == {(journey.id, 5): "distributor"}
        assert journey.now.generation == 5


def test_a_case_without_a_free_name_is_counted_as_failed_and_gets_one_by_and_by() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        stream(world)
        world.workflow.lose_all()
        world.workflow.ended |= {(journey.id, generation) for generation in range(2, MOST_NAMES + 10)}
        assert reconcile.run(world)[0]["failed"] == 1
        assert world.workflow.alive == {}
        assert reconcile.run(world)[0]["regrown"] == 1
        assert list(world.workflow.alive) == [(journey.id, MOST_NAMES + 10)]


def test_an_answer_to_a_lost_execution_grows_a_new_one_at_once() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        stream(world)
        journey.token("t-1")
        world.workflow.lose_all()
        journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
        stream(world)
        assert world.workflow.woken == []
        assert world.workflow.alive == {(journey.id, 2): "agreement"}


def test_an_answer_whose_waking_was_told_twice_grows_nothing() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        stream(world)
        asked = journey.waits_for()
        journey.token("t-1")
        journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
        stream(world)
        relay.wake_workflow(world, journey.id, asked, "t-1")
        assert [token for token, _ in world.workflow.woken] == ["t-1"]
        assert journey.now.generation == 1
        assert list(world.workflow.alive) == [(journey.id, 1)]


def test_old_generations_are_stopped_and_the_newest_goes_on() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        world.workflow.alive = {(journey.id, 1): "distributor", (journey.id, 2): "distributor"}
        done, _ = reconcile.run(world)
        assert done["stopped"] == 1
        assert world.workflow.stopped == [Execution(f"arn:{journey.id}-1", journey.id, 1)]


def test_one_case_that_cannot_be_regrown_does_not_keep_the_others_from_it() -> None:
    with home() as world:
        first, second = Journey(world).to_distributor(), Journey(world).to_distributor()
        start = world.workflow.start

        def start_but(application: object) -> bool:
            if getattr(application, "id", "") == first.id:
                raise Unavailable("away")
            return start(application)  # type: ignore[arg-type]

        world.workflow.start = start_but  # type: ignore[method-assign]
        done, _ = reconcile.run(world)
        assert (done["failed"], done["regrown"]) == (1, 1)
        assert (second.id, 1) in world.workflow.alive


def test_the_oldest_wait_is_measured_from_when_the_ball_last_changed_hands() -> None:
    with home() as world:
        Journey(world).to_distributor()
        world.clock.move(days=2)
        assert reconcile.run(world)[1].oldest_wait == 2 * 24 * 3600
