"""Deadlines in the console: who is at risk, what if it were today, a later date for many, and what was missed."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest

from onboarding import clock, csv_safe, relay
from onboarding.domain import applying, deadlines, notices
from onboarding.domain.account import AccountState
from onboarding.domain.decision import Kind
from onboarding.domain.messages import Mail
from onboarding.domain.notices import NoticeNumber
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from tests.ops.conftest import Buttons, Desk, text_of
from tests.support.deadlines import OPS, with_deadline
from tests.support.samples import PROGRAM, Walk, customers

LAST = datetime(2027, 2, 28, 23, 0, tzinfo=UTC)
SIGNED = {"reason": "Many are ill.", "name": "Olga Ops"}


def partner(desk: Desk, company: str, **changes: object) -> Walk:
    """A partner in the customers' stage with the deadline, in the table."""
    walk = desk.walk(company=company, **{"customers": customers(2), **changes}).to_customers()
    walk.do(deadlines.begin, desk.home.program)
    desk.keep(walk)
    return walk


def missed(desk: Desk, company: str = "Silent GmbH") -> Walk:
    """A partner whose date has passed."""
    walk = partner(desk, company)
    desk.home.clock.at = LAST + timedelta(hours=1)
    clock.run(desk.home, desk.home.clock.at)
    return walk


def task(desk: Desk, walk: Walk) -> str:
    """The form for the missed deadline, reached from the list of tasks."""
    number = desk.home.applications.case(walk.application.id).application.deadline
    button = Buttons(desk.look("tasks")).payload(view="task", application=walk.application.id, decision=number)
    return desk.press(button)


def decide(desk: Desk, shown: str, answer: str, **typed: str) -> str:
    return desk.press(Buttons(shown).payload(action="decide"), **{**SIGNED, "answer": answer, **typed})


def test_partners_are_listed_by_days_left_with_their_accounts(desk: Desk) -> None:
    with_deadline(desk.home)
    assert "No partner has a deadline." in desk.look("risk")
    partner(desk, "Berlin GmbH")
    partner(desk, "Tokyo KK", country="JP")
    first = partner(desk, "Extended GmbH")
    case = desk.home.applications.case(first.application.id, first.application.deadline)
    later = deadlines.extend(case, date(2027, 5, 31), OPS, "Why.", None, desk.home.program, desk.home.clock.now())
    desk.home.applications.commit(later)
    shown = text_of(desk.look("risk"))
    assert "3 partners have a deadline, 6 customer accounts are not safe yet." in shown
    assert shown.index("Berlin GmbH") < shown.index("Tokyo KK") < shown.index("Extended GmbH")
    assert "28 February 2027 118 days Customer admins 0 of 2" in shown


def test_partners_who_came_after_the_date_are_named_and_miss_nothing(desk: Desk) -> None:
    with_deadline(desk.home)
    desk.home.clock.at = LAST + timedelta(days=120)
    walk = desk.walk(company="Spät & Söhne")
    desk.keep(walk)
    relay.start_workflow(desk.home, walk.application.id)
    clock.run(desk.home, desk.home.clock.move(minutes=5))
    now = desk.home.applications.case(walk.application.id).application
    assert (now.deadline, now.missed) == (None, False)
    shown = text_of(desk.look("risk"))
    assert "1 partner came after the date and has none" in shown
    assert "Spät & Söhne" in shown
    assert "the date was 28 February 2027" in shown


def test_what_if_it_were_today_names_every_account_and_can_be_taken_as_csv(desk: Desk) -> None:
    with_deadline(desk.home)
    walk = partner(desk, '=HYPERLINK("https://evil.example")')
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    desk.keep(walk)
    shown = text_of(desk.press(Buttons(desk.look("risk")).payload(view="whatif")))
    assert "1 customer account of 1 partner would be in question." in shown
    assert "Customer 2" in shown
    assert "Customer 1 " not in shown
    sheet = desk.press({"view": "whatif_csv"})
    text = unescape(sheet.split("readonly>")[1].split("</textarea>")[0])
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["partner"].startswith("'=")
    assert (row["customer account"], row["state"], row["deadline"]) == ("Customer 2", "waiting", "2027-02-28")
    assert 'href="data:text/csv' in sheet
    assert 'download="accounts-in-question-1.csv"' in sheet


@pytest.mark.parametrize(
    "start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\uff1d1", "\r=1", "\n=1", "\u00a0@x"]
)
def test_no_cell_of_an_export_is_a_formula(start: str) -> None:
    assert csv_safe.cell(start) == f"'{start}"
    assert csv_safe.cell("Bäckerei = gut") == "Bäckerei = gut"
    assert csv_safe.cell(None) == ""


def test_an_extension_for_many_first_shows_how_many_and_who_and_changes_nothing(desk: Desk) -> None:
    with_deadline(desk.home)
    for company, country in (("Berlin GmbH", "DE"), ("Wien GmbH", "AT"), ("Graz GmbH", "AT")):
        partner(desk, company, country=country)
    before = [one.deadline_at for one in desk.home.applications.waiting()]
    form = desk.press({"view": "extend"})
    payload = Buttons(form).payload(action="extend_look")
    look = desk.press(payload, country="AT", until="2027-04-30", **SIGNED)
    shown = text_of(look)
    assert "2 partners get until 30 April 2027" in shown
    assert "Wien GmbH" in shown
    assert "Berlin GmbH" not in shown
    assert [one.deadline_at for one in desk.home.applications.waiting()] == before
    button = Buttons(look).payload(action="extend")
    assert "2 partners have until 30 April 2027." in text_of(desk.press(button, **SIGNED))
    until = {one.submission.company: one.deadline_at for one in desk.home.applications.waiting()}
    assert until["Berlin GmbH"] == LAST
    assert until["Wien GmbH"] == datetime(2027, 4, 30, 22, 0, tzinfo=UTC)
    for one in desk.home.applications.waiting():
        events = [event for event in desk.home.applications.events(one.id) if event.action == "deadline extended"]
        assert len(events) == (one.submission.country == "AT")
        assert all(event.actor.name == "Olga Ops" and event.details["note"] == "Many are ill." for event in events)
    assert "Nobody got a new date" in text_of(desk.press(button, **SIGNED))


def test_an_extension_that_runs_out_of_time_goes_on_with_the_next_press(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_deadline(desk.home)
    for number in range(5):
        partner(desk, f"Company {number}")
    ticks = iter(range(0, 1000, 8))
    monkeypatch.setattr("onboarding.ops.extending.time.monotonic", lambda: next(ticks))
    payload = Buttons(desk.press({"view": "extend"})).payload(action="extend_look")
    shown = desk.press(payload, until="2027-04-30", **SIGNED)
    presses = 0
    while "left." in text_of(shown) or not presses:
        shown = desk.press(Buttons(shown).payload(action="extend"), **SIGNED)
        presses += 1
        assert presses < 10
    assert presses > 1
    for one in desk.home.applications.waiting():
        extended = [each for each in desk.home.applications.decisions(one.id) if each.outcome is Outcome.EXTENDED]
        assert len(extended) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"until": "soon"}, "such as 2027-06-30"),
        ({"until": "2026-01-01"}, "must be ahead of us"),
        ({"name": ""}, "Please type your name."),
        ({"reason": ""}, "Please say why"),
    ],
)
def test_an_extension_without_a_date_a_reason_or_a_name_is_refused(
    desk: Desk, typed: dict[str, str], told: str
) -> None:
    with_deadline(desk.home)
    partner(desk, "Berlin GmbH")
    payload = Buttons(desk.press({"view": "extend"})).payload(action="extend_look")
    assert told in text_of(desk.press(payload, **{"until": "2027-04-30", **SIGNED, **typed}))


def test_a_missed_deadline_is_one_task_with_everything_on_one_screen(desk: Desk) -> None:
    with_deadline(desk.home)
    walk = partner(desk, "Silent GmbH")
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    walk.do(lambda one, now: applying.ask_question(one, "Can we have a month more?", PROGRAM, now))
    desk.keep(walk)
    for at in (datetime(2026, 12, 30, 9, 0, tzinfo=UTC), datetime(2027, 1, 29, 9, 0, tzinfo=UTC), LAST):
        desk.home.clock.at = at
        clock.run(desk.home, at)
        clock.run(desk.home, desk.home.clock.move(minutes=2))
    shown = text_of(task(desk, walk))
    for words in (
        "Silent GmbH: missed 28 February 2027",
        "Nothing is forfeited.",
        "1 of 2 safe, 1 in question",
        "Customer 2 Nominee 2 admin@customer2.example waiting invited 1 time",
        "Deadline near, 60 days before sent",
        "Deadline near, 30 days before sent",
        "Notice 1 was published on 2 November 2026.",
        "Can we have a month more?",
        "not answered",
        "Extend gives the partner a later date",
        "Waive lets the deadline go",
        "Release accounts takes the accounts that you name",
    ):
        assert words in shown, words


def test_ops_extend_a_missed_deadline(desk: Desk) -> None:
    with_deadline(desk.home)
    walk = missed(desk)
    assert "such as 2027-06-30" in text_of(decide(desk, task(desk, walk), "extended"))
    done = decide(desk, task(desk, walk), "extended", until="2027-06-30")
    assert "Recorded: Extend, by Olga Ops." in text_of(done)
    now = desk.home.applications.case(walk.application.id).application
    assert (now.missed, now.deadline_at) == (False, datetime(2027, 6, 30, 22, 0, tzinfo=UTC))
    letters = [one.letter for one in desk.home.applications.messages(now.id)]
    assert [one.facts["decided"] for one in letters if one.mail is Mail.DEADLINE_DECIDED] == ["extended"]


def test_ops_waive_a_missed_deadline(desk: Desk) -> None:
    with_deadline(desk.home)
    walk = missed(desk)
    assert "Recorded: Waive" in text_of(decide(desk, task(desk, walk), "waived"))
    assert "Missed deadline" not in text_of(desk.look("tasks"))
    assert "No partner has a deadline." in desk.look("risk")


def test_ops_release_the_accounts_that_they_name_and_no_other(desk: Desk) -> None:
    with_deadline(desk.home)
    walk = missed(desk)
    assert "by their numbers" in text_of(decide(desk, task(desk, walk), "released", accounts="7"))
    done = decide(desk, task(desk, walk), "released", accounts="2")
    assert "Recorded: Release accounts" in text_of(done)
    states = [one.state for one in desk.home.applications.accounts(walk.application.id)]
    assert states == [AccountState.WAITING, AccountState.RELEASED]


def test_without_a_notice_that_stands_ops_read_why_nothing_is_released(desk: Desk) -> None:
    with_deadline(desk.home, published=False)
    walk = missed(desk)
    shown = task(desk, walk)
    assert "no mail about this deadline was sent, so no account can be released." in text_of(shown)
    told = text_of(decide(desk, shown, "released", accounts="2"))
    assert "No account is released unless the partner hears of it. Notice 1 is a draft" in told
    states = [one.state for one in desk.home.applications.accounts(walk.application.id)]
    assert states == [AccountState.WAITING, AccountState.WAITING]
    assert "Recorded: Waive" in text_of(decide(desk, task(desk, walk), "waived"))


def test_the_partner_hears_of_a_release_although_the_notice_is_withdrawn_before_the_mail_leaves(desk: Desk) -> None:
    with_deadline(desk.home)
    walk = missed(desk)
    decide(desk, task(desk, walk), "released", accounts="2")
    now, standing = desk.home.clock.now(), desk.home.notices.find(NoticeNumber(1))
    assert standing is not None
    desk.home.notices.record(notices.withdraw(standing, OPS, "Another date.", now))
    clock.run(desk.home, desk.home.clock.move(minutes=5))
    told = [str(mail["Subject"]) for mail in desk.home.mailer.to(walk.application.submission.applicant.email)]
    assert sum("released (notice 1)" in one for one in told) == 1


def test_a_second_click_on_the_same_decision_is_told_who_was_first(desk: Desk) -> None:
    with_deadline(desk.home)
    walk = missed(desk)
    shown = task(desk, walk)
    decide(desk, shown, "waived")
    again = decide(desk, shown, "extended", until="2027-06-30")
    assert "This is decided already: Waive, by Olga Ops (ops)" in text_of(again)


def test_a_hold_and_a_missed_deadline_of_one_partner_are_two_tasks(desk: Desk) -> None:
    with_deadline(desk.home)
    walk = desk.held(company="Both GmbH")
    desk.home.applications.commit(deadlines.begin(walk.application, desk.home.program, desk.home.clock.now()))
    desk.home.clock.at = LAST
    clock.run(desk.home, LAST)
    shown = text_of(desk.look("tasks"))
    assert shown.count("Both GmbH") == 2
    kinds = [one.kind for one in desk.home.applications.decisions(walk.application.id) if one.open]
    assert sorted(kinds) == [Kind.HOLD, Kind.MISSED]
