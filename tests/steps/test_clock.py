"""Time is a person too: reminders, expiries and healing, and never a forfeiture."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from onboarding import clock
from onboarding.deciding import decide
from onboarding.domain import intervening
from onboarding.domain.accounts import overtaken
from onboarding.domain.application import Case
from onboarding.domain.applying import withdraw
from onboarding.domain.change import Change
from onboarding.domain.errors import AlreadyDecided, Moved, Unavailable
from onboarding.domain.people import ActorKind, Role, person
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import ask_customer_admins, ask_distributor, ask_for_confirmation, hold_for_ops
from tests.support.journey import Journey, home, stream
from tests.support.samples import NORTH, customers
from tests.support.table import everything
from tests.support.world import Home

STAGES = ["to_distributor", "to_signer", "to_customers"]


def reminders(world: Home, address: str) -> int:
    return sum("eminder" in str(mail["Subject"]) for mail in world.mailer.to(address))


def test_silence_leads_to_reminders_and_then_to_the_next_distributor() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        clock.run(world, world.clock.move(days=3))
        clock.run(world, world.clock.move(hours=1))
        stream(world)
        assert reminders(world, NORTH.contact.email) == 1
        clock.run(world, world.clock.move(days=2))
        stream(world)
        assert reminders(world, NORTH.contact.email) == 2
        clock.run(world, world.clock.move(days=3))
        decided = world.applications.case(journey.id, journey.waits_for()).decision
        assert decided is not None
        assert decided.outcome is Outcome.EXPIRED
        assert journey.now.silent == ("north",)
        assert journey.now.place == "distributor"


def test_running_the_clock_again_at_the_same_time_does_nothing_more() -> None:
    with home() as world:
        Journey(world).to_distributor()
        now = world.clock.move(days=3)
        clock.run(world, now)
        before = {key: item for key, item in everything().items() if key[1][:7] != "MESSAGE"}
        clock.run(world, now)
        assert {key: item for key, item in everything().items() if key[1][:7] != "MESSAGE"} == before


@pytest.mark.parametrize("walk", STAGES)
def test_whatever_time_passes_nothing_is_ever_forfeited(walk: str) -> None:
    with home() as world:
        journey = Journey(world, customers=customers(2))
        getattr(journey, walk)()
        stage = journey.now.stage
        for days in (1, 6, 13, 30, 50, 100, 200):
            clock.run(world, world.clock.move(days=days))
            if journey.now.held:
                hold_for_ops.run(world, {**journey.event, "outcome": "expired"})
            elif stage is Stage.DISTRIBUTOR:
                ask_distributor.run(world, journey.event)
            assert journey.now.stage is stage
        assert journey.now.holder is Role.OPS


def test_an_unproved_mailbox_waits_for_ops_and_is_not_thrown_away() -> None:
    with home() as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        clock.run(world, world.clock.move(days=400))
        assert (journey.now.stage, journey.now.held) == (Stage.EMAIL, True)


def test_a_human_and_the_clock_race_for_one_write_and_one_wins() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        decision = journey.waits_for()
        now = world.clock.move(days=7)
        version = journey.now.version

        def human() -> str:
            try:
                journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR, decision)
            except (AlreadyDecided, Moved):
                return "told"
            return "accepted"

        with ThreadPoolExecutor(2) as pool:
            answered, ticked = pool.submit(human), pool.submit(clock.run, world, now)
        ticked.result()
        decided = world.applications.case(journey.id, decision).decision
        assert decided is not None
        assert decided.decided_by is not None
        assert journey.now.version == version + 1
        if answered.result() == "told":
            assert decided.decided_by.kind is ActorKind.CLOCK
        else:
            assert decided.outcome is Outcome.ACCEPTED


def test_wake_ups_that_the_stream_lost_are_delivered_in_one_pass() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        journey.token("t-1")
        journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
        done = clock.run(world, world.clock.move(minutes=1))
        assert [token for token, _ in world.workflow.woken] == ["t-1"]
        assert done["woken"] >= 1
        clock.run(world, world.clock.move(minutes=5))
        assert len(world.workflow.woken) == 1


def test_mails_that_the_stream_lost_are_sent_in_one_pass() -> None:
    with home() as world:
        Journey(world).to_distributor()
        clock.run(world, world.clock.move(minutes=2))
        assert len(world.mailer.to(NORTH.contact.email)) == 1


def test_a_first_execution_that_the_stream_lost_is_started() -> None:
    with home() as world:
        journey = Journey(world)
        clock.run(world, world.clock.move(minutes=2))
        assert (journey.id, 1) in world.workflow.alive


def test_what_fails_is_counted_and_found_again_and_does_not_stop_the_pass() -> None:
    with home() as world:
        Journey(world), Journey(world)
        world.workflow.failing = Unavailable("away")
        now = world.clock.move(minutes=2)
        assert clock.run(world, now)["failed"] == 2
        world.workflow.failing = None
        assert clock.run(world, now)["started"] == 2


def test_customers_are_reminded_alone_and_only_while_they_are_asked() -> None:
    with home() as world:
        journey = Journey(world, customers=customers(2)).to_customers()
        journey.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
        clock.run(world, world.clock.move(days=7))
        stream(world)
        assert reminders(world, "admin@customer1.example") == 0
        assert reminders(world, "admin@customer2.example") == 1


def test_a_case_that_was_withdrawn_drops_off_the_clocks_list() -> None:
    with home() as world:
        journey = Journey(world, customers=customers(2)).to_customers()
        who = person("Ann", Role.APPLICANT)
        decide(
            world.applications,
            lambda: world.applications.case(journey.id),
            lambda case: withdraw(case.application, who, world.clock.now()),
        )
        for _ in range(2):
            clock.run(world, world.clock.move(days=50))
        assert [key for key, item in everything().items() if "due_sk" in item] == []
        assert reminders(world, "admin@customer1.example") == 0


def subjects(world: Home, to: str) -> list[str]:
    return [str(mail["Subject"]) for mail in world.mailer.to(to)]


def test_customers_hear_of_the_end_within_minutes_also_after_the_last_reminder() -> None:
    with home() as world:
        journey = Journey(world, customers=customers(3)).to_customers()
        stream(world)
        journey.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-3-1", note="Not ours.")
        for _ in range(46):
            clock.run(world, world.clock.move(days=1))
        hold_for_ops.run(world, {**journey.event, "outcome": "expired"})
        journey.answer(Outcome.CLOSED, Role.OPS, note="Nobody answers.")
        stream(world)
        clock.run(world, world.clock.move(minutes=5))
        stream(world)
        for number, told in ((1, 1), (2, 1), (3, 0)):
            mails = subjects(world, f"admin@customer{number}.example")
            assert sum("Not asked any more" in one for one in mails) == told, mails
        open_ones = [one.id for one in world.applications.decisions(journey.id) if one.open]
        assert open_ones == []
        assert [key for key, item in everything().items() if "due_sk" in item and key[1] == "APPLICATION"] == []
        clock.run(world, world.clock.move(days=30))
        stream(world)
        assert sum("Not asked any more" in one for one in subjects(world, "admin@customer1.example")) == 1


def test_the_clock_goes_on_telling_where_it_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    with home() as world:
        journey = Journey(world, customers=customers(2)).to_customers()
        stream(world)
        decide(
            world.applications,
            lambda: world.applications.current(journey.id),
            lambda case: intervening.close(case, person("Olga Ops", Role.OPS), "Out of business.", world.clock.now()),
        )

        def second_fails(case: Case, now: datetime) -> Change:
            if case.decision is not None and case.decision.id == "admin-2-1":
                raise Unavailable("away")
            return overtaken(case, now)

        monkeypatch.setattr(clock, "overtaken", second_fails)
        assert clock.run(world, world.clock.move(minutes=5))["failed"] == 1
        monkeypatch.undo()
        clock.run(world, world.clock.move(minutes=5))
        stream(world)
        for number in (1, 2):
            mails = subjects(world, f"admin@customer{number}.example")
            assert sum("Not asked any more" in one for one in mails) == 1, mails


def test_a_late_customer_ends_the_hold_by_answering() -> None:
    with home() as world:
        journey = Journey(world).to_customers()
        clock.run(world, world.clock.move(days=46))
        hold_for_ops.run(world, {**journey.event, "outcome": "expired"})
        assert journey.now.place == "held"
        journey.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
        assert journey.now.place == "activation"
        assert ask_customer_admins.run(world, journey.event)["outcome"] == "moved"
