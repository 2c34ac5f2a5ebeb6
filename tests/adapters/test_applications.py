"""The table decides: a change is written whole or not at all, and one of many wins."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from onboarding.domain import asking
from onboarding.domain.activating import activated
from onboarding.domain.applying import submit
from onboarding.domain.change import change
from onboarding.domain.errors import AlreadyDecided, Conflict, NotFound
from onboarding.domain.events import broken_at
from onboarding.domain.ids import ApplicationId, DecisionId, DistributorId, ResellerId
from onboarding.domain.link import Link, hash_of
from onboarding.domain.people import Role, person
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import activate, seal_agreement
from tests.support.journey import Journey, home
from tests.support.samples import NORTH, NOW, PROGRAM, customers, submission
from tests.support.table import everything


def test_a_change_against_an_old_version_writes_nothing(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        first = asking.ask_for_confirmation(journey.now, PROGRAM, NOW)
        world.applications.commit(first)
        before = everything()
        with pytest.raises(Conflict):
            world.applications.commit(first)
        assert everything() == before


def test_the_same_application_is_created_once(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        with pytest.raises(Conflict):
            world.applications.commit(submit(journey.id, submission(company="Other"), world.program, NOW))
        assert journey.now.submission.company == "Becker IT GmbH"


def test_of_sixteen_answers_at_once_one_wins_and_the_others_are_told(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world).to_distributor()
        decision = journey.waits_for()
        version = journey.now.version

        def one(number: int) -> str:
            outcome = Outcome.ACCEPTED if number % 2 else Outcome.DECLINED
            try:
                journey.answer(outcome, Role.DISTRIBUTOR, decision, note="why")
            except AlreadyDecided:
                return "told"
            return outcome

        with ThreadPoolExecutor(16) as pool:
            results = list(pool.map(one, range(16)))
        assert results.count("told") == 15
        assert journey.now.version == version + 1
        decided = world.applications.case(journey.id, decision).decision
        assert decided is not None
        assert decided.outcome in results


def test_state_and_audit_agree_in_both_directions(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world, customers=customers(3)).to_active()
        events = world.applications.events(journey.id)
        assert journey.now.stage is Stage.ACTIVE
        assert len(events) == journey.now.version
        assert broken_at(events) is None
        assert events[-1].hash == journey.now.event_hash
        assert [event.stage for event in events][-1] == "active"


def test_more_accounts_than_one_transaction_takes_are_asked_each_alone(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world, customers=customers(45)).to_customers()
        decisions = [one for one in world.applications.decisions(journey.id) if one.kind == "admin"]
        assert len(decisions) == 45
        assert {one.about["account"] for one in decisions} == {str(number) for number in range(1, 46)}
        assert len(world.applications.accounts(journey.id)) == 45


def test_a_link_opens_only_the_case_and_decision_that_it_was_made_for(moto: bool) -> None:
    with home(moto=moto) as world:
        journey, other = Journey(world).to_distributor(), Journey(world).to_distributor()
        link = Link(
            hash=hash_of("token"),
            application=journey.id,
            decision=journey.waits_for(),
            role=Role.DISTRIBUTOR,
            email=NORTH.contact.email,
            expires=NOW,
        )
        world.outbox.keep_link(link)
        found, case = world.applications.behind(link.hash, journey.id, journey.waits_for())
        assert found == link
        assert case.application.id == journey.id
        for hash, application, decision in [
            (hash_of("other"), journey.id, journey.waits_for()),
            (link.hash, other.id, journey.waits_for()),
            (link.hash, journey.id, DecisionId("confirmation-1")),
            (link.hash, journey.id, None),
        ]:
            with pytest.raises(NotFound):
                world.applications.behind(hash, application, decision)


def test_the_raw_token_is_never_stored(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world).to_distributor()
        link = Link(
            hash=hash_of("secret-token"),
            application=journey.id,
            decision=None,
            role=Role.APPLICANT,
            email="a@b.example",
            expires=NOW,
        )
        world.outbox.keep_link(link)
        assert "secret-token" not in repr(everything())


def test_an_application_that_is_not_there_is_not_found(moto: bool) -> None:
    with home(moto=moto) as world, pytest.raises(NotFound):
        world.applications.case(ApplicationId("01KC0M2Q8M9V5X3T7R1N4B6Z8D"))


def test_waiting_applications_are_listed_and_finished_ones_are_not(moto: bool) -> None:
    with home(moto=moto) as world:
        waiting, active = Journey(world).to_signer(), Journey(world).to_active()
        assert [one.id for one in world.applications.waiting()] == [waiting.id]
        assert active.now.stage is Stage.ACTIVE


def test_a_case_that_goes_on_while_the_stages_are_asked_in_turn_is_listed_once(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world)
        listed = world.applications.under_way()
        first = next(listed)
        journey.to_signer()
        assert (first.stage, journey.now.stage) == (Stage.EMAIL, Stage.AGREEMENT)
        assert list(listed) == []
        assert [one.stage for one in world.applications.in_full([first])] == [Stage.AGREEMENT], "as it is now"


def test_who_waits_is_read_in_full_in_the_order_that_is_asked_for_and_without_who_is_done(moto: bool) -> None:
    with home(moto=moto) as world:
        journeys = [Journey(world) for _ in range(3)]
        listed = {one.id: one for one in world.applications.under_way()}
        journeys[1].to_active()
        asked = [listed[journey.id] for journey in reversed(journeys)]
        assert [one.id for one in world.applications.in_full(asked)] == [journeys[2].id, journeys[0].id]


def test_distributors_are_listed_and_are_no_applications(moto: bool) -> None:
    with home(NORTH, replace(NORTH, id=DistributorId("south")), moto=moto) as world:
        assert {one.id for one in world.applications.distributors()} == {"north", "south"}
        assert list(world.applications.waiting()) == []


def test_a_reseller_id_is_given_once_and_whoever_draws_the_same_draws_again(moto: bool) -> None:
    with home(moto=moto) as world:
        first, second = Journey(world, customers=customers(0)), Journey(world, customers=customers(0))
        for journey in (first, second):
            journey.to_signer()
            journey.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
            seal_agreement.run(world, journey.event)
        taken = ResellerId("2222222")
        world.applications.commit(activated(first.now, [], world.program, NOW, taken))
        with pytest.raises(Conflict):
            world.applications.commit(activated(second.now, [], world.program, NOW, taken))
        assert second.now.stage is Stage.ACTIVATION
        activate.run(world, second.event)
        assert second.now.reseller not in (None, taken)
        assert world.applications.listing(taken).application == first.id
        with pytest.raises(NotFound):
            world.applications.listing(ResellerId("3333333"))


def test_the_public_entry_follows_the_case_and_keeps_its_id(moto: bool) -> None:
    with home(moto=moto) as world:
        journey = Journey(world, customers=customers(0))
        journey.to_signer()
        journey.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")
        seal_agreement.run(world, journey.event)
        activate.run(world, journey.event)
        id = journey.now.reseller
        assert id is not None
        world.applications.commit(
            change(journey.now, action="ended", by=person("Olga", Role.OPS), now=NOW, stage=Stage.CLOSED)
        )
        assert world.applications.listing(id).ended == NOW
