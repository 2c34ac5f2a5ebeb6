"""Each condition of a write alone: what it keeps out, even where another guard would have kept it out, too."""

from dataclasses import replace

import pytest

from onboarding.adapters.table import Put, Update
from onboarding.domain.answer import Answer
from onboarding.domain.answering import answer
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Settlement
from onboarding.domain.errors import Conflict
from onboarding.domain.ids import DecisionId, MessageId
from onboarding.domain.messages import MessageState
from onboarding.domain.nudging import remind
from onboarding.domain.people import SYSTEM, Role, person
from onboarding.domain.stages import Outcome
from onboarding.steps import ask_for_confirmation
from tests.support.journey import Journey, home
from tests.support.table import everything, table
from tests.support.world import Home


def settling(world: Home, journey: Journey, decision: str) -> Change:
    """A change of the case as it is now that settles this decision."""
    now = world.clock.now()
    settled = [Settlement(DecisionId(decision), Outcome.DECLINED, SYSTEM, now)]
    return change(journey.now, action="tried", by=SYSTEM, now=now, settled=settled)


def assert_conflict(world: Home, tried: Change) -> None:
    """The change is a conflict, and nothing of it is written."""
    before = everything()
    with pytest.raises(Conflict):
        world.applications.commit(tried)
    assert everything() == before


def test_a_decided_decision_is_not_settled_again_though_the_case_is_as_it_was_read(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world).to_distributor()
        assert_conflict(world, settling(world, journey, "confirmation-1"))


def test_a_decision_that_never_was_is_not_settled(moto: bool) -> None:
    with home(moto=moto) as world:
        assert_conflict(world, settling(world, Journey(world).to_distributor(), "distributor-9"))


def test_nobody_is_reminded_of_what_is_decided(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world).to_distributor()
        case = world.applications.case(journey.id, journey.waits_for())
        tried = remind(case, world.clock.now())
        journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
        now = change(journey.now, action="tried", by=SYSTEM, now=world.clock.now(), reminded=tried.reminded)
        assert_conflict(world, now)


def test_an_audit_event_is_never_written_over(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world).to_distributor()
        older = replace(journey.now, version=1)
        tried = change(older, action="rewritten", by=SYSTEM, now=world.clock.now())
        assert_conflict(world, replace(tried, application=replace(tried.application, version=journey.now.version + 1)))


def test_of_two_changes_of_one_reading_the_second_is_refused(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world).to_distributor()
        case = world.applications.case(journey.id, journey.waits_for())
        by = person("Paula", Role.DISTRIBUTOR, "paula@nordhafen.example")
        yes = answer(case, Answer(outcome=Outcome.ACCEPTED, by=by, at=world.clock.now()), world.program)
        other = change(case.application, action="tried", by=SYSTEM, now=world.clock.now())
        world.applications.commit(yes)
        assert_conflict(world, replace(other, event=replace(other.event, number=99)))


def test_a_reseller_id_that_another_partner_has_is_refused(moto: bool) -> None:
    with home(moto=moto) as world:
        first, second = Journey(world).to_active(), Journey(world).to_active()
        taken = world.applications.listing(first.now.reseller or second.now.reseller)  # type: ignore[arg-type]
        tried = change(second.now, action="tried", by=SYSTEM, now=world.clock.now())
        assert_conflict(world, replace(tried, listing=replace(taken, application=second.id)))
        own = change(first.now, action="changed", by=SYSTEM, now=world.clock.now())
        world.applications.commit(replace(own, listing=replace(taken, company="New name")))
        assert world.applications.listing(taken.reseller).company == "New name"


def test_a_wake_up_is_off_the_list_only_for_the_token_that_was_woken(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world).to_distributor()
        asked = journey.waits_for()
        journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
        journey.token("newer", asked)
        decision = world.applications.case(journey.id, asked).decision
        assert decision is not None
        for token in ("older", None):
            world.outbox.woken(decision, token)
            item = table().get([{"PK": f"APPLICATION#{journey.id}", "SK": f"DECISION#{asked}"}])[0]
            assert item is not None
            assert "woken" not in item, f"another execution waits: {token}"
            assert "due_pk" in item
        world.outbox.woken(decision, "newer")
        assert "due_pk" not in (table().get([{"PK": f"APPLICATION#{journey.id}", "SK": f"DECISION#{asked}"}])[0] or {})


def test_a_message_in_somebody_s_hands_is_not_taken_before_its_time(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        first, now = MessageId("000002-0"), world.clock.now()
        claimed = world.outbox.claim(journey.id, first, now)
        assert claimed is not None
        assert world.outbox.claim(journey.id, first, now) is None
        world.outbox.settle(claimed, MessageState.MOOT, now)
        assert world.outbox.claim(journey.id, first, world.clock.move(days=1)) is None


def test_what_is_not_there_is_neither_changed_nor_made_by_a_change(moto: bool) -> None:
    with home(moto=moto) as world:
        Journey(world)
        before = everything()
        with pytest.raises(Conflict):
            table().update(Update({"PK": "APPLICATION#x", "SK": "DECISION#x"}, {"note": "made up"}))
        key = next(iter(before))
        with pytest.raises(Conflict):
            table().put(Put({"PK": key[0], "SK": key[1], "kind": "OTHER"}))
        assert everything() == before
