"""The relay: what the table asks for goes out once; what fails stays for the clock; nothing is raised."""

import pytest

from onboarding import relay
from onboarding.domain.errors import Rejected, Unavailable
from onboarding.domain.link import hash_of
from onboarding.domain.messages import Mail
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from onboarding.steps import ask_distributor, ask_for_confirmation, hold_for_ops
from tests.support.journey import Journey, home, records, replay, stream
from tests.support.samples import ANN
from tests.support.table import everything
from tests.support.world import BASE, Home


def states(world: Home) -> list[str]:
    return sorted(item["state"] for item in everything().values() if item["kind"] == "MESSAGE")


def test_a_queued_message_is_sent_once_however_often_the_stream_tells_of_it() -> None:
    with home() as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        told = records()
        for record in [*told, *told, *told]:
            relay.deliver_record(world, record)
        assert len(world.mailer.to(ANN.email)) == 1
        assert states(world) == ["sent"]


def test_the_mailed_link_opens_its_decision_and_only_its_hash_is_stored() -> None:
    with home() as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        stream(world)
        body = world.mailer.sent[0].get_body(("plain",))
        assert body is not None
        start = f"{BASE}/d/{journey.id}/confirmation-1/"
        token = body.get_content().split(start)[1].split()[0]
        link, _ = world.applications.behind(hash_of(token), journey.id, journey.waits_for())
        assert (link.role, link.email) == (Role.APPLICANT, ANN.email)
        assert token not in repr(everything())


def test_a_mail_that_could_not_be_sent_is_sent_when_its_lease_is_over() -> None:
    with home() as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        world.mailer.refusing = Unavailable("Throttling")
        stream(world)
        assert states(world) == ["sending"]
        world.mailer.refusing = None
        replay(world)
        assert world.mailer.sent == []
        world.clock.move(minutes=6)
        replay(world)
        assert len(world.mailer.sent) == 1


def test_a_mail_that_will_never_be_taken_is_marked_not_tried_again_and_told_to_ops() -> None:
    with home() as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        world.mailer.refusing = Rejected("MessageRejected")
        stream(world)
        assert sorted(states(world)) == ["failed", "queued"]
        world.mailer.refusing = None
        world.clock.move(days=1)
        replay(world)
        assert [str(mail["Subject"]).partition(" ")[0] for mail in world.mailer.sent] == ["See"]


def test_a_request_that_was_answered_before_its_mail_went_out_is_moot() -> None:
    with home() as world:
        journey = Journey(world)
        ask_for_confirmation.run(world, journey.event)
        journey.answer(Outcome.CONFIRMED, Role.APPLICANT)
        stream(world)
        assert states(world) == ["moot", "sent"]
        assert [mail["Subject"] for mail in world.mailer.sent]


@pytest.mark.parametrize("first", ["token", "outcome"])
def test_the_workflow_is_woken_when_token_and_outcome_are_both_there_in_whichever_order(first: str) -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        decision = journey.waits_for()
        if first == "token":
            journey.token("t-1", decision)
            stream(world)
            assert world.workflow.woken == []
            journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
        else:
            journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
            stream(world)
            assert world.workflow.woken == []
            journey.token("t-1", decision)
        stream(world)
        replay(world)
        payload = {"id": journey.id, "stage": "agreement", "outcome": "accepted", "decision": decision}
        assert world.workflow.woken == [("t-1", payload)]


def test_a_new_execution_that_waits_for_a_decided_decision_is_woken_too() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        decision = journey.waits_for()
        journey.token("old", decision)
        journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
        stream(world)
        journey.token("new", decision)
        stream(world)
        assert [token for token, _ in world.workflow.woken] == ["old", "new"]


def test_a_wake_up_that_fails_stays_due() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        journey.token("t-1")
        journey.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
        world.workflow.failing = Unavailable("ThrottlingException")
        stream(world)
        world.workflow.failing = None
        replay(world)
        assert [token for token, _ in world.workflow.woken] == ["t-1"]


def test_a_new_application_gets_its_first_execution() -> None:
    with home() as world:
        journey = Journey(world)
        stream(world)
        replay(world)
        assert world.workflow.alive == {(journey.id, 1): "email"}


def test_poison_records_are_passed_over_and_the_next_one_is_delivered() -> None:
    with home() as world:
        journey = Journey(world)
        poison: list[object] = [{}, {"dynamodb": None}, {"dynamodb": {"NewImage": {"kind": {"S": "MESSAGE"}}}}, None]
        for record in [*poison, *records()]:
            relay.deliver_record(world, record)  # type: ignore[arg-type]
        assert (journey.id, 1) in world.workflow.alive


def test_ops_get_no_link_that_decides_but_the_way_to_their_dashboard() -> None:
    with home() as world:
        journey = Journey(world).to_distributor()
        journey.answer(Outcome.DECLINED, Role.DISTRIBUTOR, note="Full")
        ask_distributor.run(world, journey.event)
        hold_for_ops.run(world, {**journey.event, "outcome": "nobody"})
        stream(world)
        mail = world.mailer.to(world.program.vendor.ops.email)[0]
        text = mail.get_body(("plain",))
        assert text is not None
        assert "/d/" not in text.get_content()
        assert world.settings.console_url in text.get_content()


def test_every_mail_that_asks_is_moot_once_decided() -> None:
    asking = {
        mail
        for mail in Mail
        if mail.value.split("_")[0]
        in ("confirm", "invite", "review", "accept", "sign", "countersign", "decide", "answer", "connect")
    }
    assert asking | {Mail.REMINDER, Mail.DEADLINE_NEAR, Mail.INVITE_PARTNER} == relay.NEEDS_AN_ANSWER
