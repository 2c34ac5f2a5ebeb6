"""Stepping in from the console: on what was shown, once, with a reason and a name, and said afterwards."""

from dataclasses import replace
from json import loads

import pytest

from onboarding.adapters.items import distributor_item
from onboarding.adapters.table import Put
from onboarding.domain import applying, asking, signing
from onboarding.domain.distribution import Choice
from onboarding.domain.ids import DistributorId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Person
from onboarding.domain.stages import Outcome, Stage
from onboarding.ops.ways import WAYS
from tests.ops.conftest import ACTS, Buttons, Desk, text_of
from tests.support.journey import stream
from tests.support.samples import DOCUMENT, NORTH, PROGRAM, Walk
from tests.support.table import everything, table

SOUTH = replace(NORTH, id=DistributorId("south"), name="Südwind", contact=Person("Sam South", "sam@suedwind.example"))


def asked(desk: Desk, country: str = "DE") -> Walk:
    """A case that waits for Nordhafen; Südwind serves the same country."""
    for one in (NORTH, SOUTH):
        table().put(Put(distributor_item(one), condition=""))
    walk = desk.walk(country=country).to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    desk.keep(walk)
    return walk


def opened(desk: Desk, walk: Walk, how: str) -> str:
    """The form behind a button of the case's page."""
    shown = desk.look("case", application=walk.application.id)
    return desk.press(Buttons(shown).payload(view="step_in", do=how))


def act(desk: Desk, form: str, **typed: str) -> str:
    given = {"reason": "They asked for it.", "name": "Olga Ops", **typed}
    return desk.press(Buttons(form).payload(action="step_in"), **given)


def test_another_distributor_is_asked_from_the_case(desk: Desk) -> None:
    walk = asked(desk)
    form = opened(desk, walk, "reassign")
    assert "Südwind</option>" in form
    done = text_of(act(desk, form, to="south"))
    assert "Südwind is asked now." in done
    assert "under the name Olga Ops" in done
    case = desk.home.applications.current(walk.application.id)
    assert case.decision is not None
    assert case.decision.distributor == "south"
    assert desk.home.applications.events(walk.application.id)[-1].details["note"] == "They asked for it."


@pytest.mark.parametrize("country", ["DE", "US", "GB"])
def test_more_time_is_until_the_end_of_that_day_as_mails_and_pages_write_it(desk: Desk, country: str) -> None:
    walk = asked(desk, country)
    done = text_of(act(desk, opened(desk, walk, "prolong"), until="2026-12-24"))
    assert "Nora Lindqvist has until 2026-12-24 now." in done
    due = desk.home.applications.case(walk.application.id).application.due
    assert due is not None
    assert due.isoformat() == "2026-12-24T23:59:59+00:00"


def test_a_fresh_link_says_to_whom_it_went(desk: Desk) -> None:
    assert "on its way to Nora Lindqvist" in text_of(act(desk, opened(desk, asked(desk), "reissue")))


def test_a_case_is_closed_and_its_reason_kept(desk: Desk) -> None:
    walk = asked(desk)
    assert "The case is closed." in text_of(act(desk, opened(desk, walk, "close")))
    application = desk.home.applications.case(walk.application.id).application
    assert (application.stage, application.reason) == (Stage.CLOSED, "They asked for it.")
    assert ways_of(desk, walk) == {"page"}


def ways_of(desk: Desk, walk: Walk) -> set[str]:
    """What the case's page offers to do."""
    shown = Buttons(desk.look("case", application=walk.application.id))
    payloads = [loads(text) for _, text in shown.actions]
    return {one["do"] for one in payloads if one.get("view") == "step_in"}


def test_the_applicant_gets_a_new_link_to_its_page_while_somebody_else_is_asked(desk: Desk) -> None:
    walk = asked(desk)
    assert "page is on its way to Ann Becker" in text_of(act(desk, opened(desk, walk, "page")))
    told = desk.home.applications.messages(walk.application.id)[-1].letter
    assert (told.mail, told.to, told.decision) == (Mail.OPEN_PAGE, walk.application.submission.applicant, None)
    event = desk.home.applications.events(walk.application.id)[-1]
    assert (event.action, event.details["note"]) == ("link sent again", "They asked for it.")
    assert "sent a moment ago" in text_of(act(desk, opened(desk, walk, "page")))


def test_an_active_partner_gets_its_page_again_long_after_its_last_mail(desk: Desk) -> None:
    walk = active(desk)
    desk.home.clock.move(days=500)
    act(desk, opened(desk, walk, "page"))
    stream(desk.home)
    (mail,) = desk.home.mailer.to(walk.application.submission.applicant.email)[-1:]
    assert f"/a/{walk.application.id}/" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert str(mail["Subject"]) == "Page of Becker IT GmbH: your new link"


def test_no_page_is_led_to_before_the_mailbox_is_proved(desk: Desk) -> None:
    walk = desk.walk()
    walk.do(asking.ask_for_confirmation, PROGRAM)
    desk.keep(walk)
    assert "page" not in ways_of(desk, walk)


def test_the_workflow_is_started_again(desk: Desk) -> None:
    walk = asked(desk)
    act(desk, opened(desk, walk, "restart"))
    assert desk.home.applications.case(walk.application.id).application.generation == 2


@pytest.mark.parametrize("how", WAYS)
def test_pressing_twice_does_it_once_and_says_that_the_case_has_changed(desk: Desk, how: str) -> None:
    cases = {"hand_on": signing_case, "end": active}
    form = opened(desk, cases.get(how, asked)(desk), how)
    typed = {"to": "south", "until": "2026-12-24", **BO}
    act(desk, form, **typed)
    before = everything()
    assert "Nothing was changed." in act(desk, form, **typed)
    assert everything() == before


def test_what_has_changed_since_it_was_shown_is_not_acted_upon(desk: Desk) -> None:
    walk = asked(desk)
    form = opened(desk, walk, "close")
    walk.do(lambda one, now: applying.ask_question(one, "What is going on?", PROGRAM, now))
    desk.keep(walk)
    before = everything()
    assert "The case has changed since you looked." in act(desk, form)
    assert everything() == before


@pytest.mark.parametrize(
    ("how", "typed", "told", "field"),
    [
        ("close", {"reason": ""}, "Please say why", "reason"),
        ("close", {"name": ""}, "Please type your name.", "name"),
        ("close", {"reason": "x" * 2001}, "under 2000 characters", "reason"),
        ("reassign", {"to": "nobody"}, "Please choose a distributor.", "to"),
        ("prolong", {"until": "soon"}, "year-month-day", "until"),
        ("prolong", {"until": "2026-11-03"}, "later than the present one", "until"),
    ],
)
def test_what_will_not_do_is_refused_with_what_was_typed_kept(
    desk: Desk, how: str, typed: dict[str, str], told: str, field: str
) -> None:
    form = opened(desk, asked(desk), how)
    before = everything()
    again = act(desk, form, **typed)
    assert told in again
    assert Buttons(again).fields[field]["class"] == "po-wrong"
    assert everything() == before


def test_the_function_that_shows_changes_nothing_whatever_it_is_sent(desk: Desk) -> None:
    walk = asked(desk)
    payload = Buttons(opened(desk, walk, "close")).payload(action="step_in")
    before = everything()
    assert "only shows" in desk.call_the_one_that_shows(payload, reason="Because.", name="Olga Ops")
    assert everything() == before


def test_only_what_acts_is_called_with_an_action_and_it_asks_once_more(desk: Desk) -> None:
    read = Buttons(opened(desk, asked(desk), "close"))
    attributes = next(attributes for attributes, text in read.actions if "step_in" in text)
    assert attributes["endpoint"] == ACTS
    assert "under your name" in str(attributes["confirmation"])


BO = {"to_name": "Bo Berg", "to_email": "bo@becker-it.example"}


def active(desk: Desk) -> Walk:
    """An active partner."""
    walk = desk.walk().to_active()
    desk.keep(walk)
    return walk


def test_a_partnership_is_ended_its_agreement_stays_as_ended_and_the_partner_is_told(desk: Desk) -> None:
    walk = active(desk)
    assert "The partnership is ended." in text_of(act(desk, opened(desk, walk, "end")))
    now = desk.home.applications.case(walk.application.id).application
    assert (now.stage, now.closed_as, now.look_at) == (Stage.CLOSED, Outcome.ENDED, None)
    assert now.agreement is not None
    assert now.agreement.ended is not None
    told = desk.home.applications.messages(now.id)[-1].letter
    assert (told.mail, told.to) == (Mail.CASE_CLOSED, now.submission.applicant)
    with pytest.raises(StopIteration):
        opened(desk, walk, "end")


def signing_case(desk: Desk) -> Walk:
    """A case whose signer is asked, and does not answer."""
    walk = desk.walk().to_agreement()
    walk.do(signing.ask_signer, DOCUMENT, PROGRAM)
    desk.keep(walk)
    return walk


def test_another_signer_is_asked_and_the_one_before_is_told(desk: Desk) -> None:
    walk = signing_case(desk)
    assert "is asked now" in text_of(act(desk, opened(desk, walk, "hand_on"), **BO))
    case = desk.home.applications.current(walk.application.id)
    assert (case.application.signs.name, case.application.place) == ("Bo Berg", "agreement")
    assert case.decision is not None
    assert case.decision.outcome is Outcome.REASSIGNED
    mails = {one.letter.mail for one in desk.home.applications.messages(walk.application.id)}
    assert {Mail.NO_LONGER_ASKED, Mail.SIGNER_NAMED} <= mails


def test_a_case_that_is_held_because_the_signer_declined_goes_on_with_another_one(desk: Desk) -> None:
    walk = desk.declined_by_signer("I have left the company.")
    act(desk, opened(desk, walk, "hand_on"), **BO)
    now = desk.home.applications.case(walk.application.id).application
    assert (now.signs.email, now.held, now.place) == ("bo@becker-it.example", False, "agreement")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({**BO, "to_email": "nonsense"}, "Please name the person"),
        ({**BO, "to_name": " "}, "Please name the person"),
        ({**BO, "to_email": PROGRAM.vendor.ops.email}, "Nobody signs for both sides"),
        ({**BO, "reason": ""}, "Please say why"),
    ],
)
@pytest.mark.parametrize("held", [False, True])
def test_only_somebody_who_can_sign_for_the_partner_is_asked(
    desk: Desk, typed: dict[str, str], said: str, held: bool
) -> None:
    walk = desk.declined_by_signer("No.") if held else signing_case(desk)
    assert said in text_of(act(desk, opened(desk, walk, "hand_on"), **typed))
    assert desk.home.applications.case(walk.application.id).application.signer is None
