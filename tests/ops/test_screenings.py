"""Denied-party hits on ops' screen: why it matched, which lists are in force, and a decision with a reason."""

from onboarding.domain.screening import Entry, Hit
from onboarding.domain.stages import Stage
from onboarding.domain.suspecting import suspected
from onboarding.screening.lists import DeniedList, Sweep
from tests.ops.conftest import Buttons, Desk, text_of
from tests.support.lists import Desk as Screening
from tests.support.samples import PROGRAM

HIT = Hit(
    "Becker IT GmbH",
    Entry("Bekker I.T. Trading", "Bekker Group", "Ruritania", "Programme <7>", "us.csv", "2026-11-01 ab12cd34"),
    91,
    ("bekker", "it"),
)


def suspect(desk: Desk) -> str:
    walk = desk.walk().to_distributor()
    walk.do(suspected, [HIT], PROGRAM)
    desk.keep(walk)
    listed = desk.look("tasks")
    return desk.press(Buttons(listed).payload(view="task", application=walk.application.id))


def test_a_hit_is_on_the_list_and_shows_why_it_matched(desk: Desk) -> None:
    shown = text_of(suspect(desk))
    for fact in (
        "Becker IT GmbH",
        "Bekker I.T. Trading",
        "another name of Bekker Group",
        "Ruritania",
        "us.csv",
        "2026-11-01 ab12cd34",
        "Programme <7>",
        "91 of 100",
        "bekker, it",
    ):
        assert fact in shown, fact
    assert "only the audit keeps it" in shown


def test_somebody_else_takes_a_reason_and_a_name(desk: Desk) -> None:
    form = suspect(desk)
    assert "Nothing was recorded" in desk.decide(form, answer="cleared", name="Olga Ops")
    assert "Somebody else, by Olga Ops" in text_of(desk.decide(form, "cleared", "Another country", "Olga Ops"))
    (application,) = list(desk.home.applications.waiting())
    assert (application.hits, application.stage) == ((), Stage.DISTRIBUTOR)
    assert "decided already" in desk.decide(form, "matched", "Second thoughts", "Omar Ops")


def test_the_same_party_closes_the_case_whoever_is_asked_is_told_and_the_case_says_no_more(desk: Desk) -> None:
    recorded = desk.decide(suspect(desk), "matched", "Same directors", "Olga Ops")
    assert "The case is closed" in text_of(recorded)
    assert list(desk.home.applications.waiting()) == []


def test_the_case_shows_its_hits(desk: Desk) -> None:
    suspect(desk)
    (application,) = list(desk.home.applications.waiting())
    shown = text_of(desk.look("case", application=application.id))
    assert "Bekker I.T. Trading" in shown


def test_lists_are_shown_with_their_state_and_the_last_screening(desk: Desk) -> None:
    assert "nobody is screened" in text_of(desk.look("lists"))
    screening = Screening(desk.home)
    screening.drop("us <1>.csv", "name\nVolga Bank\n").drop("bad.csv", "colour\nred\n").work()
    screening.drop("us <1>.csv", "colour\nred\n").work()
    shown = text_of(desk.look("lists"))
    assert "us <1>.csv" in shown
    assert "in force" in shown
    assert "The version before stays in force." in shown
    assert "refused" in shown
    assert "Everybody was screened" in shown


def test_a_screening_under_way_is_followed_and_begun_again_from_the_widget(desk: Desk) -> None:
    Screening(desk.home).drop("us.csv", "name\nVolga Bank\n").work()
    lists = desk.home.denied_lists
    last = lists.sweep()
    assert isinstance(last, Sweep)
    assert isinstance(lists.listed()[0], DeniedList)
    desk.home.clock.move(seconds=1)
    again = desk.press(Buttons(desk.look("lists")).payload(action="screen_again"), made_for="lists")
    assert "being screened again" in text_of(again)
    Screening(desk.home).work()
    after = lists.sweep()
    assert after is not None
    assert (after.id != last.id, after.ended is not None) == (True, True)
