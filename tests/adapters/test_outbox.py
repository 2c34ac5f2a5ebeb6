"""Deliveries: a message is in one pair of hands, and the clock reads only what is due."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from onboarding import keys
from onboarding.adapters.outbox import LEASE
from onboarding.adapters.table import Update
from onboarding.domain.ids import ApplicationId, DecisionId, MessageId
from onboarding.domain.messages import MessageState
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from onboarding.ports.outbox import DueDecision, DueMessage, DueStageChange, DueStart
from onboarding.ports.provider import RequestState, SignatureRequest
from onboarding.steps import ask_for_confirmation
from tests.support.journey import Journey, home
from tests.support.table import table
from tests.support.world import Home

FIRST_MAIL = MessageId("000002-0")


def test_a_message_is_claimed_once_until_its_lease_is_over(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        now = world.clock.now()
        claimed = world.outbox.claim(journey.id, FIRST_MAIL, now)
        assert claimed is not None
        assert (claimed.state, claimed.attempts) == (MessageState.SENDING, 1)
        assert world.outbox.claim(journey.id, FIRST_MAIL, now) is None
        again = world.outbox.claim(journey.id, FIRST_MAIL, now + LEASE)
        assert again is not None
        assert again.attempts == 2


def test_a_sent_message_is_never_claimed_again(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        claimed = world.outbox.claim(journey.id, FIRST_MAIL, world.clock.now())
        assert claimed is not None
        world.outbox.settle(claimed, MessageState.SENT, world.clock.now())
        assert world.outbox.claim(journey.id, FIRST_MAIL, world.clock.now() + timedelta(days=9)) is None


def test_a_mail_that_is_heard_of_is_sent_unless_more_is_known_of_it(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        now = world.clock.now()
        queued = world.outbox.message(journey.id, FIRST_MAIL)
        assert not world.outbox.heard_of(queued, now), "nobody has sent it yet"
        claimed = world.outbox.claim(journey.id, FIRST_MAIL, now)
        assert claimed is not None
        assert world.outbox.heard_of(claimed, now)
        assert world.outbox.message(journey.id, FIRST_MAIL).state is MessageState.SENT
        assert world.outbox.claim(journey.id, FIRST_MAIL, now + LEASE) is None
        world.outbox.settle(claimed, MessageState.BOUNCED, now)
        assert not world.outbox.heard_of(claimed, now)
        assert world.outbox.message(journey.id, FIRST_MAIL).state is MessageState.BOUNCED


def test_what_is_due_is_listed_and_what_waits_is_not(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        assert list(world.outbox.due(world.clock.now())) == []
        soon = world.clock.move(minutes=2)
        start, told = world.outbox.due(soon)
        assert start == DueStart(journey.id)
        assert isinstance(told, DueStageChange)
        world.outbox.told(told.change, soon)
        world.outbox.started(journey.now)
        ask_for_confirmation.run(world, journey.event)
        assert list(world.outbox.due(world.clock.now())) == []
        assert list(world.outbox.due(world.clock.move(minutes=2))) == [DueMessage(journey.id, FIRST_MAIL)]
        found = list(world.outbox.due(world.clock.move(days=3)))
        assert [one.decision.id for one in found if isinstance(one, DueDecision)] == ["confirmation-1"]


def listed(world: Home, key: Mapping[str, str]) -> bool:
    (item,) = table().get([key])
    return item is not None and "due_pk" in item


def test_only_an_open_decision_that_is_there_is_taken_off_the_clock_s_list(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        asked = world.applications.current(journey.id).decision
        assert asked is not None
        world.outbox.forget(replace(asked, id=DecisionId("confirmation-9")))
        assert table().get([keys.decision(journey.id, DecisionId("confirmation-9"))]) == [None]
        journey.answer(Outcome.CONFIRMED, Role.APPLICANT)
        world.outbox.forget(asked)
        assert listed(world, keys.decision(journey.id, asked.id)), "its wake-up is still to be delivered"


def test_a_start_that_is_noted_twice_leaves_what_else_the_clock_has_to_do(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        world.outbox.started(journey.now)
        key = keys.application(journey.id)
        table().update(Update(key, keys.due(journey.id, "2026-12-01T00:00:00.000Z")))
        world.outbox.started(journey.now)
        assert listed(world, key)


def test_a_start_that_is_no_longer_asked_for_stays_asked_if_a_newer_generation_is(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        world.outbox.started(replace(journey.now, generation=7))
        assert DueStart(journey.id) in list(world.outbox.due(world.clock.move(minutes=2)))


def test_another_request_in_its_place_is_left_as_it_is(moto: bool) -> None:
    with home(moto=moto) as world:
        case, decision = ApplicationId("01JA0000000000000000000000"), DecisionId("agreement-3")
        first = SignatureRequest(application=case, decision=decision, request="first", email="ann@becker-it.example")
        second, third = replace(first, request="second"), replace(first, request="third")
        look = world.clock.now() + timedelta(hours=1)
        assert world.outbox.keep_request(first, look)
        assert world.outbox.keep_request(second, look, instead_of="first")
        assert not world.outbox.keep_request(third, look, instead_of="first"), "the second has its place by now"
        world.outbox.looked(first, look)
        world.outbox.close_request(first)
        assert world.outbox.request(case, decision) == second
        world.outbox.close_request(second)
        closed = world.outbox.request(case, decision)
        assert closed is not None
        assert closed.state is RequestState.OVER
