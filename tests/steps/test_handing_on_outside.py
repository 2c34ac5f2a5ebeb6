"""Handed on or declined here, by the signer or by ops, while the provider has the request: a signature there wins."""

from collections.abc import Iterator

import pytest

from local.sign_events import DROP
from onboarding import clock
from onboarding.domain.people import Person
from onboarding.domain.stages import Outcome
from onboarding.ops import acting, widgets
from onboarding.ports.provider import RequestState
from onboarding.signing import leaving
from onboarding.steps import ask_signer, seal_agreement
from tests.ops.conftest import Buttons, Desk, text_of
from tests.support.journey import Journey, stream
from tests.support.provider import Outside, outside
from tests.web.visitor import Answer, Visitor

BO = {"answer": "reassigned", "to_name": "Bo Berg", "to_email": "bo@becker-it.example", "name": "Ann Becker"}


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with outside(monkeypatch) as here:
        yield here


def post(out: Outside, journey: Journey, typed: dict[str, str] = BO, link: str = "") -> Answer:
    visitor = Visitor(out.world)
    decision = out.world.applications.case(journey.id, journey.waits_for()).decision
    assert decision is not None
    return visitor.post(link or visitor.asked(journey), {"sha256": decision.about["sha256"], **typed})


def sign_in_silence(out: Outside, journey: Journey) -> None:
    """Signed there, and every event of it is lost."""
    out.provider.faults.events = [DROP] * 3
    out.provider.sign(out.asked(journey).id)
    out.provider.events.drained()


def test_the_page_offers_to_name_somebody_else_and_not_to_sign(out: Outside) -> None:
    journey = out.signer_asked()
    page = Visitor(out.world).get(Visitor(out.world).asked(journey))
    assert "Somebody else must sign" in page.text
    assert "I sign this agreement" not in page.text


def test_handed_on_the_first_request_is_taken_back_and_the_other_person_is_asked_there(out: Outside) -> None:
    journey = out.signer_asked()
    first, old = out.asked(journey), Visitor(out.world).asked(journey)
    assert post(out, journey, link=old).status == 303
    assert first.cancelled, "before anything is written"
    ask_signer.run(out.world, journey.event)
    out.settle()
    second = out.asked(journey)
    assert (second.id != first.id, second.email) == (True, "bo@becker-it.example")
    assert "Somebody else is asked to sign" in Visitor(out.world).get(old).text
    out.provider.sign(second.id)
    out.settle()
    assert out.decided(journey).outcome is Outcome.SIGNED
    assert out.decided(journey).decided_by is not None
    seal_agreement.run(out.world, journey.event)
    assert journey.now.agreement is not None


def test_who_signed_there_meanwhile_has_signed_though_no_event_came(out: Outside) -> None:
    journey = out.signer_asked()
    sign_in_silence(out, journey)
    answer = post(out, journey)
    assert answer.status == 409
    assert "The agreement is signed" in answer.text
    assert (out.decided(journey).outcome, journey.now.signer) == (Outcome.SIGNED, None)


def test_a_refusal_here_after_a_signature_there_is_too_late(out: Outside) -> None:
    journey = out.signer_asked()
    sign_in_silence(out, journey)
    typed = {"answer": "declined", "note": "I changed my mind.", "name": "Ann Becker"}
    assert post(out, journey, typed).status == 409
    assert out.decided(journey).outcome is Outcome.SIGNED


def test_a_slip_in_the_form_takes_nothing_back(out: Outside) -> None:
    journey = out.signer_asked()
    own = journey.now.signs
    assert post(out, journey, {**BO, "to_name": own.name, "to_email": own.email}).status == 422
    assert post(out, journey, {**BO, "name": ""}).status == 422
    assert not out.asked(journey).cancelled


def test_while_the_provider_is_away_nothing_is_said_and_the_same_answer_counts_later(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.faults.down = True
    assert post(out, journey).status == 503
    assert out.decided(journey).open
    out.provider.faults.down = False
    out.world.provider._http._away_until = 0.0  # type: ignore[attr-defined]
    clock.run(out.world, out.world.clock.move(minutes=5))
    assert out.decided(journey).open
    out.world.provider._http._away_until = 0.0  # type: ignore[attr-defined] # a kept connection may have died with it
    assert post(out, journey).status == 303
    assert journey.now.signer == Person("Bo Berg", "bo@becker-it.example")


def test_a_crash_after_taking_back_asks_the_same_person_anew_and_no_event_of_it_reaches_ops(
    out: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = out.signer_asked()
    first, decision = out.asked(journey), out.decided(journey)
    leaving.take_back(out.world, decision)
    out.settle()
    assert out.decided(journey).open, "our own cancelling is no refusal"
    known = out.world.outbox.request(journey.id, decision.id)
    assert known is not None
    assert known.state is RequestState.LEAVING
    clock.run(out.world, out.world.clock.move(minutes=3))
    again = out.asked(journey)
    assert (again.id != first.id, again.email) == (True, first.email)
    sign_in_silence(out, journey)
    clock.run(out.world, out.world.clock.move(hours=1))
    assert out.decided(journey).outcome is Outcome.SIGNED


def test_taken_back_and_not_yet_answered_a_second_answer_waits(out: Outside) -> None:
    journey = out.signer_asked()
    leaving.take_back(out.world, out.decided(journey))
    assert post(out, journey).status == 503
    clock.run(out.world, out.world.clock.move(minutes=3))
    assert post(out, journey).status == 303
    stream(out.world)


@pytest.fixture
def desk(out: Outside, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for module in (widgets, acting):
        monkeypatch.setattr(module, "world", lambda: out.world)
    return Desk(out.world)


def handing_on(desk: Desk, journey: Journey) -> str:
    """The form that ops have in front of them."""
    return desk.press(Buttons(desk.look("case", application=journey.id)).payload(view="step_in", do="hand_on"))


def hand_on(desk: Desk, form: str, **typed: str) -> str:
    """What ops are told after the button."""
    given = {"to_name": "Bo Berg", "to_email": "bo@becker-it.example", "reason": "She is ill.", "name": "Olga Ops"}
    return text_of(desk.press(Buttons(form).payload(action="step_in"), **{**given, **typed}))


def test_ops_hand_on_the_first_request_is_taken_back_and_the_other_person_signs_there(out: Outside, desk: Desk) -> None:
    journey = out.signer_asked()
    first = out.asked(journey)
    assert "is asked now" in hand_on(desk, handing_on(desk, journey))
    assert first.cancelled, "before anything is written"
    ask_signer.run(out.world, journey.event)
    out.settle()
    assert out.asked(journey).email == "bo@becker-it.example"
    out.provider.sign(out.asked(journey).id)
    out.settle()
    assert out.decided(journey).outcome is Outcome.SIGNED


def test_who_signs_there_in_the_moment_in_which_ops_hand_on_has_signed(out: Outside, desk: Desk) -> None:
    journey = out.signer_asked()
    form = handing_on(desk, journey)
    sign_in_silence(out, journey)
    told = hand_on(desk, form)
    assert "The case has changed since you looked" in told
    assert (out.decided(journey).outcome, journey.now.signer) == (Outcome.SIGNED, None)
    assert [one.outcome for one in out.world.applications.decisions(journey.id) if one.kind.value == "agreement"] == [
        Outcome.SIGNED
    ]


def test_a_slip_of_ops_takes_nothing_back(out: Outside, desk: Desk) -> None:
    journey = out.signer_asked()
    assert "Please say why" in hand_on(desk, handing_on(desk, journey), reason="")
    assert "Please name the person" in hand_on(desk, handing_on(desk, journey), to_email="nonsense")
    assert not out.asked(journey).cancelled


def test_ops_are_told_that_the_provider_is_away_and_nothing_has_changed(out: Outside, desk: Desk) -> None:
    journey = out.signer_asked()
    form = handing_on(desk, journey)
    out.provider.faults.down = True
    assert "did not answer" in hand_on(desk, form)
    assert out.decided(journey).open
