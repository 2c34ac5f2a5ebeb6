"""Deciding from the console: through the same guarded change, once, and never on what was not shown."""

import pytest

from onboarding.case_words import HAPPENED
from onboarding.domain import applying, asking
from onboarding.domain.distribution import Choice
from onboarding.domain.people import ActorKind, Role, person
from onboarding.domain.stages import HOLDS, Outcome, Stage
from tests.ops.conftest import Buttons, Desk, text_of
from tests.support.samples import ANN, NORTH, PROGRAM
from tests.support.table import everything


def test_a_hold_is_decided_with_a_reason_and_a_name(desk: Desk) -> None:
    walk = desk.held()
    done = text_of(desk.decide(desk.task(walk), "retry", "A new distributor has signed up.", "Olga Ops"))
    assert "Recorded: Try again, by Olga Ops." in done
    assert "The case goes on at “Find distributor”." in done
    case = desk.home.applications.case(walk.application.id, walk.application.decision)
    assert case.decision is not None
    assert case.decision.outcome is Outcome.RETRY
    assert case.decision.note == "A new distributor has signed up."
    assert not case.application.held
    event = desk.home.applications.events(walk.application.id)[-1]
    assert (event.actor.kind, event.actor.name, event.actor.role) == (ActorKind.PERSON, "Olga Ops", Role.OPS)
    assert event.details["outcome"] == "retry"


def test_closing_a_held_case_closes_it(desk: Desk) -> None:
    walk = desk.held()
    assert "The case is closed." in desk.decide(desk.task(walk), "closed", "No distributor there.", "Olga Ops")
    assert desk.home.applications.case(walk.application.id).application.stage is Stage.CLOSED
    assert "Nobody waits." in desk.look("waiting")


def test_a_review_is_approved_by_ops(desk: Desk) -> None:
    walk = desk.walk(people=1, services=(), customers=()).to_distributor()
    walk.do(asking.ask_reviewer, PROGRAM)
    desk.keep(walk)
    shown = desk.task(walk)
    assert "0 points" in text_of(shown)
    assert "Recorded: Approve, by Olga Ops." in text_of(desk.decide(shown, "approved", "", "Olga Ops"))
    assert desk.home.applications.case(walk.application.id).application.stage is Stage.DISTRIBUTOR


def test_nothing_is_preselected_and_the_button_asks_once_more(desk: Desk) -> None:
    shown = desk.task(desk.held())
    assert " selected" not in shown
    assert '<option value="">' in shown
    read = Buttons(shown)
    assert set(read.fields) == {"answer", "reason", "name"}
    button = next(attributes for attributes, text in read.actions if "decide" in text)
    assert "under your name" in str(button["confirmation"])
    assert button["display"] == "widget"


@pytest.mark.parametrize(
    ("answer", "reason", "name", "told", "field"),
    [
        ("", "Because.", "Olga", "Please choose one of the answers.", "answer"),
        ("signed", "Because.", "Olga", "Please choose one of the answers.", "answer"),
        ("skip", "Because.", "Olga", "Please choose one of the answers.", "answer"),
        ("retry", "", "Olga", "Please say why", "reason"),
        ("retry", "Because.", "", "Please type your name.", "name"),
        ("retry", "x" * 2001, "Olga", "under 2000 characters", "reason"),
    ],
)
def test_an_answer_that_will_not_do_is_refused_with_what_was_typed_kept(
    desk: Desk, answer: str, reason: str, name: str, told: str, field: str
) -> None:
    walk = desk.held()
    shown, before = desk.task(walk), everything()
    again = desk.decide(shown, answer, reason, name)
    assert told in again
    assert "Nothing was recorded." in again
    assert Buttons(again).fields[field]["class"] == "po-wrong"
    assert Buttons(again).fields["name"]["value"] == name
    assert f">{reason}</textarea>" in again
    assert everything() == before


def test_a_second_identical_click_says_who_decided_and_changes_nothing(desk: Desk) -> None:
    walk = desk.held()
    shown = desk.task(walk)
    desk.decide(shown, "retry", "Once more.", "Olga Ops")
    before = everything()
    again = text_of(desk.decide(shown, "retry", "Once more.", "Olga Ops"))
    assert "This is decided already: Try again, by Olga Ops (ops), on 2 November 2026, 09:00 UTC" in again
    assert everything() == before


def test_an_empty_form_on_a_decided_case_says_who_decided(desk: Desk) -> None:
    walk = desk.held()
    shown = desk.task(walk)
    desk.decide(shown, "closed", "Enough.", "Olga Ops")
    assert "This is decided already: Close the case" in text_of(desk.decide(shown))


def test_a_case_that_changed_since_it_was_shown_is_not_decided_on(desk: Desk) -> None:
    walk = desk.held()
    shown = desk.task(walk)
    walk.do(lambda one, now: applying.ask_question(one, "What is going on?", PROGRAM, now))
    desk.keep(walk)
    before = everything()
    again = desk.decide(shown, "closed", "Nobody is there.", "Olga Ops")
    told = text_of(again)
    assert "The case has changed since you looked." in told
    assert "question asked, by Ann Becker (applicant)" in told
    assert everything() == before
    assert '<option value="closed" selected>' in again
    assert "Nobody is there.</textarea>" in again
    assert "Recorded: Close the case" in text_of(desk.decide(again, "closed", "Nobody is there.", "Olga Ops"))


def test_a_case_that_was_withdrawn_meanwhile_says_so(desk: Desk) -> None:
    walk = desk.held()
    shown = desk.task(walk)
    ann = person(ANN.name, Role.APPLICANT, ANN.email)
    walk.do(lambda one, now: applying.withdraw(one, ann, now, "Changed my mind"))
    desk.keep(walk)
    told = text_of(desk.decide(shown, "retry", "Once more.", "Olga Ops"))
    assert "by Ann Becker (applicant)" in told
    assert "The case stands at “Closed”." in told


def test_ops_cannot_decide_what_is_somebody_elses(desk: Desk) -> None:
    walk = desk.walk().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    application = desk.keep(walk)
    before = everything()
    payload = {
        "action": "decide",
        "application": application.id,
        "decision": application.decision,
        "version": application.version,
    }
    assert "only its addressee can" in desk.press(payload, answer="accepted", name="Olga Ops")
    assert "only its addressee can" in desk.press({**payload, "action": "", "view": "task"})
    assert everything() == before


def test_why_the_signer_declined_stands_beside_the_form(desk: Desk) -> None:
    shown = text_of(desk.task(desk.declined_by_signer("The liability clause is too wide.")))
    assert "The signer declined to sign the agreement." in shown
    assert "The liability clause is too wide." in shown


def test_looking_changes_nothing(desk: Desk) -> None:
    walk = desk.held()
    before = everything()
    for view in ("waiting", "tasks"):
        desk.look(view)
    desk.task(walk)
    desk.look("case", application=walk.application.id)
    assert everything() == before


def test_every_hold_of_the_domain_is_told_in_words() -> None:
    assert set(HAPPENED) == {hold for hold in HOLDS if hold[1] is not Outcome.FAILED}
