"""A new agreement in the console: listed, decided by a person in three ways, a later date for one or many."""

from datetime import timedelta

import pytest

from onboarding.domain import deadlines, signing
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome, Stage
from tests.ops.conftest import Buttons, Desk, text_of
from tests.support.renewals import NEW, date_case, program, renewed
from tests.support.samples import DOCUMENT, Walk

SIGNED = {"reason": "We talked on the phone.", "name": "Olga Ops"}


@pytest.fixture
def asked(desk: Desk) -> Walk:
    """An active partner, in the table, whose signer is asked to accept the new version."""
    desk.home.__dict__["program"] = program()
    walk = renewed(desk.walk(company="Renewed GmbH").to_active())
    walk.do(signing.ask_signer, {**DOCUMENT, "version": NEW}, walk.program)
    desk.keep(walk)
    desk.home.clock.at = walk.at
    return walk


def missed(desk: Desk, walk: Walk) -> str:
    """The date has passed; the form for it, reached from the list."""
    decision = walk.case().decision
    assert decision is not None
    walk.at = desk.home.clock.at = decision.due + timedelta(hours=1)
    walk._keep(deadlines.pass_by(date_case(walk), walk.program, walk.at))
    desk.keep(walk)
    return form(desk, walk)


def form(desk: Desk, walk: Walk) -> str:
    id = walk.application.id
    return desk.press(
        Buttons(desk.look("tasks")).payload(view="task", application=id, decision=walk.application.deadline)
    )


def decide(desk: Desk, shown: str, answer: str, **typed: str) -> str:
    return desk.press(Buttons(shown).payload(action="decide"), **{**SIGNED, "answer": answer, **typed})


def test_partners_who_are_asked_are_on_the_lists_of_what_waits_and_of_dates(desk: Desk, asked: Walk) -> None:
    for view in ("waiting", "risk"):
        shown = text_of(desk.look(view))
        assert "Renewed GmbH" in shown
        assert "New agreement" in shown
    case = text_of(desk.look("case", application=asked.application.id))
    assert "waits for Ann Becker" in case


def test_of_a_partner_without_accounts_nothing_is_said_to_be_unfinished(desk: Desk) -> None:
    desk.home.__dict__["program"] = program()
    walk = renewed(desk.walk(company="Renewed GmbH", customers=()).to_active())
    walk.do(signing.ask_signer, {**DOCUMENT, "version": NEW}, walk.program)
    desk.keep(walk)
    shown = text_of(missed(desk, walk))
    assert "It has none." in shown
    assert "enrolment" not in shown


def test_a_later_date_keeps_the_question_open(desk: Desk, asked: Walk) -> None:
    shown = missed(desk, asked)
    assert "was not accepted by 31 May 2027" in text_of(shown)
    assert "Release" not in text_of(shown)
    decide(desk, shown, "extended", until="2027-08-31")
    case = desk.home.applications.case(asked.application.id, asked.application.decision)
    assert case.decision is not None
    assert (case.decision.open, f"{case.decision.due:%Y-%m-%d}") == (True, "2027-08-31")
    assert not case.application.missed


def test_a_later_date_before_the_date_has_passed_is_given_where_deadlines_are(desk: Desk, asked: Walk) -> None:
    typed = {**SIGNED, "until": "2027-07-31"}
    look = desk.press({"action": "extend_look", "application": asked.application.id}, made_for="extend", **typed)
    assert "1 partner gets until 31 July 2027" in text_of(look)
    desk.press(Buttons(look).payload(action="extend"), made_for="extend", **typed)
    case = desk.home.applications.case(asked.application.id, asked.application.decision)
    assert case.decision is not None
    assert f"{case.decision.due:%Y-%m-%d}" == "2027-07-31"


def test_waived_the_partner_goes_back_to_where_it_was(desk: Desk, asked: Walk) -> None:
    decide(desk, missed(desk, asked), "waived")
    now = desk.home.applications.case(asked.application.id).application
    assert (now.renewal, now.stage, now.waived_version) == (None, Stage.ACTIVE, NEW)
    assert "Renewed GmbH" not in text_of(desk.look("waiting"))


def test_after_a_no_its_words_are_on_the_form_and_ending_is_a_persons_choice(desk: Desk, asked: Walk) -> None:
    asked.answer(Outcome.DECLINED, Role.SIGNER, note="Clause 8 is new to us.")
    desk.keep(asked)
    shown = form(desk, asked)
    assert "Clause 8 is new to us." in text_of(shown)
    refused = desk.press(Buttons(shown).payload(action="decide"), answer="ended", reason="", name="Olga Ops")
    assert "Please say why" in text_of(refused)
    decide(desk, shown, "ended")
    now = desk.home.applications.case(asked.application.id).application
    assert (now.stage, now.closed_as) == (Stage.CLOSED, Outcome.ENDED)
    assert now.agreement is not None
    assert now.agreement.ended is not None


def test_a_new_version_without_its_published_notice_is_named_where_deadlines_are(desk: Desk) -> None:
    desk.home.__dict__["program"] = program()
    assert "31 May 2027" in text_of(desk.look("risk"))
