"""Ops write, publish and withdraw notices: signed, confirmed, once, and with an audit."""

import pytest

from onboarding.domain import deadlines
from onboarding.domain.events import broken_at
from onboarding.domain.notices import Notice, NoticeNumber, NoticeState
from onboarding.ops import widgets
from tests.ops.conftest import Buttons, Desk, text_of
from tests.support import renewals
from tests.support.deadlines import ON, WORDING, with_deadline
from tests.support.samples import customers

TYPED = {
    "title": WORDING.title,
    "date": ON.isoformat(),
    "consequence": WORDING.consequence,
    "action": WORDING.action,
    "contact": WORDING.contact,
    "expected": "Do my customers lose anything?\nNo.\nNot one.\n\nWhom do I ask?\nUs.",
    "name": "Olga Ops",
}
SIGNED = {"reason": "The board decided it.", "name": "Olga Ops"}


def stored(desk: Desk, number: int = 1) -> Notice:
    found = desk.home.notices.find(NoticeNumber(number))
    assert found is not None
    return found


def drafted(desk: Desk, **changes: str) -> str:
    """Fills in the form of a new notice and saves it; gives what is shown then."""
    form = desk.press(Buttons(desk.look("notices")).payload(view="notice_form"))
    return desk.press(Buttons(form).payload(action="save_notice"), **{**TYPED, **changes})


def opened(desk: Desk) -> str:
    return desk.press(Buttons(desk.look("notices")).payload(view="notice", notice=1))


def test_a_notice_is_drafted_published_and_withdrawn_from_the_console(desk: Desk) -> None:
    assert "Nothing has been announced" in desk.look("notices")
    assert "draft" in text_of(drafted(desk))
    assert [one.answer for one in stored(desk).wording.expected] == ["No. Not one.", "Us."]
    done = desk.press(Buttons(opened(desk)).payload(action="publish_notice"), **SIGNED)
    assert "Published. Mails about it may go out from now on." in text_of(done)
    assert "https://partners.example/notices/1" in done
    gone = desk.press(Buttons(opened(desk)).payload(action="withdraw_notice"), **SIGNED)
    assert "Withdrawn. No mail speaks of it any more." in text_of(gone)
    history = desk.home.notices.history(NoticeNumber(1))
    assert [one.action for one in history] == ["notice drafted", "notice published", "notice withdrawn"]
    assert broken_at(history) is None
    assert history[1].details["reason"] == "The board decided it."


def test_publishing_asks_for_confirmation_a_reason_and_a_name(desk: Desk) -> None:
    drafted(desk)
    button = next(attributes for attributes, text in Buttons(opened(desk)).actions if "publish_notice" in text)
    assert "under your name" in str(button["confirmation"])
    payload = Buttons(opened(desk)).payload(action="publish_notice")
    assert "Please type your name." in desk.press(payload, reason="Decided.")
    assert "Please say why" in desk.press(payload, name="Olga Ops")
    assert stored(desk).state is NoticeState.DRAFT


def test_pressing_publish_again_changes_nothing(desk: Desk) -> None:
    drafted(desk)
    payload = Buttons(opened(desk)).payload(action="publish_notice")
    desk.press(payload, **SIGNED)
    before = stored(desk)
    again = desk.press(payload, **SIGNED)
    assert "has been published already" in again
    assert stored(desk) == before


def test_what_was_reworded_meanwhile_is_shown_before_it_is_published(desk: Desk) -> None:
    drafted(desk)
    old = Buttons(opened(desk)).payload(action="publish_notice")
    form = desk.press(Buttons(opened(desk)).payload(view="notice_form"))
    desk.press(Buttons(form).payload(action="save_notice"), **{**TYPED, "title": "Another title"})
    refused = desk.press(old, **SIGNED)
    assert "has changed since you looked" in refused
    assert "Another title" in refused
    assert stored(desk).state is NoticeState.DRAFT


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": ""}, "Please write a title."),
        ({"date": "soon"}, "such as 2027-06-30"),
        ({"contact": "nobody"}, "somebody who answers"),
        ({"expected": "A question without its answer?"}, "its answer below it"),
        ({"name": ""}, "Please type your name."),
    ],
)
def test_a_draft_that_lacks_something_is_shown_again_with_what_was_typed(
    desk: Desk, changes: dict[str, str], told: str
) -> None:
    shown = drafted(desk, **changes)
    assert told in text_of(shown)
    assert WORDING.consequence in shown
    assert desk.home.notices.listed() == []


def test_drafts_get_the_next_number(desk: Desk) -> None:
    for _ in range(3):
        drafted(desk)
    assert [one.id for one in desk.home.notices.listed()] == [1, 2, 3]


def test_ops_are_warned_of_a_deadline_whose_mails_are_left_out(desk: Desk) -> None:
    with_deadline(desk.home, published=False)
    for view in ("notices", "risk"):
        assert "No mail goes out about the deadline of 28 February 2027" in text_of(desk.look(view))
    desk.press(Buttons(opened(desk)).payload(action="publish_notice"), **SIGNED)
    assert "No mail goes out about the deadline of 28 February 2027" not in text_of(desk.look("notices"))


def test_an_unknown_notice_is_refused_in_words(desk: Desk) -> None:
    for payload in ({"view": "notice", "notice": 9}, {"action": "publish_notice", "notice": 9}):
        assert "There is no such" in desk.press(payload)
    assert "notices" in widgets.VIEWS


def test_hostile_words_are_text_and_nothing_else(desk: Desk) -> None:
    evil = '"><script>alert(1)</script><cwdb-action action="call" endpoint="arn:evil">{}</cwdb-action>'
    drafted(desk, title=evil, consequence=evil, action=evil, name=evil)
    for shown in (desk.look("notices"), opened(desk), desk.press({"view": "notice_form", "notice": 1})):
        assert "script" not in Buttons(shown).tags
        assert "arn:evil" not in [attributes["endpoint"] for attributes, _ in Buttons(shown).actions]


def test_before_it_is_published_ops_see_how_many_partners_hear_of_it(desk: Desk) -> None:
    with_deadline(desk.home, published=False)
    assert "go out to nobody as things are now" in text_of(opened(desk))
    for company in ("Berlin GmbH", "Tokyo KK"):
        walk = desk.walk(company=company, customers=customers(2)).to_customers()
        walk.do(deadlines.begin, desk.home.program)
        desk.keep(walk)
    desk.keep(desk.walk(company="No Date GmbH").to_customers())
    assert "Once it is published: 2 partners are reminded before the date." in text_of(opened(desk))


def test_a_notice_of_a_new_agreement_says_how_many_are_asked(desk: Desk) -> None:
    desk.home.__dict__["program"] = renewals.program()
    desk.keep(desk.walk(company="Active GmbH").to_active())
    drafted(desk)
    assert "go out to nobody" in text_of(opened(desk))
    drafted(desk)
    second = desk.press(Buttons(desk.look("notices")).payload(view="notice", notice=2))
    assert "1 active partner is asked to accept the new agreement." in text_of(second)
