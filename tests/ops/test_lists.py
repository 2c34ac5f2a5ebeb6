"""The lists: who waits for whom, and what ops must decide."""

from datetime import timedelta
from json import loads

import pytest

from onboarding.adapters.table import Update
from onboarding.case_words import KINDS, ROLES, STAGES, length
from onboarding.case_words import due as words_due
from onboarding.domain import applying, asking
from onboarding.domain.decision import Kind
from onboarding.domain.distribution import Choice
from onboarding.domain.messages import MessageState
from onboarding.domain.people import Role, person
from onboarding.domain.stages import Stage
from onboarding.ops import widgets
from tests.ops.conftest import Buttons, Context, Desk, text_of
from tests.support.samples import ANN, NORTH, PROGRAM
from tests.support.table import table
from tests.support.world import START


def test_the_console_gets_documentation_of_the_parameters_when_it_asks() -> None:
    told = widgets.handler({"describe": True}, Context())
    assert told.startswith("## ")
    assert all(f"`{view}`" in told for view in ("waiting", "tasks", "case"))
    assert "``` yaml" in told


def test_an_empty_program_says_that_nobody_waits_and_nothing_is_to_decide(desk: Desk) -> None:
    assert "Nobody waits." in desk.look("waiting")
    assert "Nothing to decide." in desk.look("tasks")


def test_the_list_names_whom_each_case_waits_for_oldest_first(desk: Desk) -> None:
    first = desk.walk(company="Oldest GmbH").to_distributor()
    first.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    desk.keep(first)
    desk.home.clock.move(days=3)
    second = desk.walk(company="Newer GmbH")
    second.do(asking.ask_for_confirmation, PROGRAM)
    desk.keep(second)
    desk.home.clock.move(hours=2)
    shown = text_of(desk.look("waiting"))
    assert shown.index("Oldest GmbH") < shown.index("Newer GmbH")
    assert "Oldest GmbH Find distributor Nordhafen Distribution 3 days in 4 days" in shown
    assert "Newer GmbH Confirm e-mail Ann Becker 2 hours in 14 days" in shown
    assert "2 wait: 1 for distributor, 1 for applicant." in shown


def test_what_is_overdue_is_marked_and_counted(desk: Desk) -> None:
    walk = desk.held()
    desk.home.clock.move(days=5)
    html = desk.look("waiting")
    assert "1 overdue" in html
    assert 'class="po-bad">overdue by 3 days' in html
    assert walk.application.held
    assert ">held<" in html


def test_active_and_closed_cases_do_not_wait(desk: Desk) -> None:
    desk.keep(desk.walk(company="Active GmbH").to_active())
    closed = desk.walk(company="Closed GmbH")
    closed.do(lambda one, now: applying.withdraw(one, person(ANN.name, Role.APPLICANT), now))
    desk.keep(closed)
    assert "Nobody waits." in desk.look("waiting")


def test_each_case_leads_to_its_own_execution_in_its_region(desk: Desk) -> None:
    application = desk.keep(desk.walk())
    name = f"partner-onboarding:{application.id}-{application.generation}"
    arn = f"arn:aws:states:us-east-1:123456789012:execution:{name}"
    link = f"https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/{arn}"
    assert f'href="{link}"' in desk.look("waiting")


def test_a_long_list_comes_in_pages(desk: Desk) -> None:
    for number in range(27):
        desk.keep(desk.walk(company=f"Company {number:02}"))
        desk.home.clock.move(hours=1)
    first = desk.look("waiting")
    assert "27 wait" in text_of(first)
    assert "Company 24" in first
    assert "Company 25" not in first
    second = desk.press(Buttons(first).payload(view="waiting", page=2))
    assert "Company 25" in second
    assert "Company 24" not in second


def test_what_hangs_is_named_before_all_else_and_counted_on_every_page(desk: Desk) -> None:
    for number in range(27):
        desk.keep(desk.walk(company=f"Company {number:02}"))
    desk.home.clock.move(hours=3)
    first = desk.look("waiting")
    second = desk.press(Buttons(first).payload(view="waiting", page=2))
    assert (text_of(first).count("hangs."), text_of(second).count("hangs.")) == (5, 0)
    assert "27 cases hang in all." in text_of(first)
    assert "27 cases hang in all." in text_of(second)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_widget_follows_the_consoles_theme(desk: Desk, theme: str) -> None:
    assert f'class="po po-{theme}"' in desk.look("waiting", theme=theme)


def test_a_theme_that_no_console_has_changes_nothing(desk: Desk) -> None:
    assert 'class="po po-light"' in desk.look("waiting", theme='"><script>')


def test_held_cases_reviews_and_questions_are_what_ops_decide(desk: Desk) -> None:
    desk.held(company="Held GmbH")
    review = desk.walk(company="Small GmbH", people=1, services=(), customers=()).to_distributor()
    review.do(asking.ask_reviewer, PROGRAM)
    desk.keep(review)
    asking_one = desk.walk(company="Curious GmbH").to_distributor()
    asking_one.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    asking_one.do(lambda one, now: applying.ask_question(one, "When will it go on?", PROGRAM, now))
    desk.keep(asking_one)
    desk.keep(desk.walk(company="Quiet GmbH"))
    shown = text_of(desk.look("tasks"))
    assert "No distributor is left to ask." in shown
    assert "this needs a person's judgement" in shown
    assert "When will it go on?" in shown
    assert "Quiet GmbH" not in shown


def test_a_case_held_before_the_workflow_has_asked_is_shown_without_a_button(desk: Desk) -> None:
    walk = desk.walk().to_distributor()
    walk.do(asking.ask_distributor, Choice(None, {}), PROGRAM)
    desk.keep(walk)
    html = desk.look("tasks")
    assert "the workflow is about to ask" in html
    assert [loads(text)["view"] for _, text in Buttons(html).actions] == ["case"]


def test_an_answered_question_leaves_the_list(desk: Desk) -> None:
    walk = desk.walk().to_distributor()
    walk.do(lambda one, now: applying.ask_question(one, "When?", PROGRAM, now))
    desk.keep(walk)
    assert [one.about["question"] for one in desk.home.applications.questions()] == ["When?"]
    done = desk.decide(desk.task(walk), "answered", "Next week.", "Olga Ops")
    assert "Recorded" in done
    assert list(desk.home.applications.questions()) == []
    assert "Nothing to decide." in desk.look("tasks")


def test_one_case_shows_facts_accounts_decisions_mails_and_audit(desk: Desk) -> None:
    walk = desk.walk(company="Whole GmbH").to_customers()
    desk.keep(walk)
    message = desk.home.applications.messages(walk.application.id)[0]
    desk.home.outbox.settle(message, MessageState.SENT, desk.home.clock.now())
    shown = text_of(desk.look("case", application=walk.application.id))
    for words in (
        "Whole GmbH Customer admins",
        "Ann Becker, ann@becker-it.example",
        "Nordhafen Distribution",
        "Customer accounts: 0 of 1 have their own admin",
        "Customer 1 Nominee 1 admin@customer1.example waiting invited",
        "Customer admin: Customer 1",
        "sent 2 November 2026, 09:00 UTC",
        "queued since",
        "Ann Becker (signer) signer signed",
    ):
        assert words in shown, words
    numbers = [event.number for event in desk.home.applications.events(walk.application.id)]
    assert shown.index(f" {numbers[-1]} 2 November") < shown.index(f" {numbers[0]} 2 November")


def test_a_tampered_audit_is_told(desk: Desk) -> None:
    walk = desk.walk()
    application = desk.keep(walk)
    assert "chain of hashes is broken" not in desk.look("case", application=application.id)
    event = {"PK": f"APPLICATION#{application.id}", "SK": "EVENT#000001"}
    table().update(Update(event, {"previous": "f" * 64}))
    assert "The chain of hashes is broken at event 1" in desk.look("case", application=application.id)


def test_every_role_stage_and_kind_of_decision_has_a_word() -> None:
    assert set(ROLES) == set(Role)
    assert set(STAGES) == set(Stage)
    assert set(KINDS) == set(Kind)


@pytest.mark.parametrize(
    ("span", "since", "due"),
    [
        (timedelta(seconds=20), "moments", "in moments"),
        (timedelta(minutes=1), "1 minute", "in 1 minute"),
        (timedelta(hours=1, minutes=40), "1 hour", "in 2 hours"),
        (timedelta(days=7) - timedelta(seconds=3), "6 days", "in 7 days"),
        (timedelta(days=2), "2 days", "in 2 days"),
    ],
)
def test_ages_count_whole_units_and_dates_ahead_are_rounded(span: timedelta, since: str, due: str) -> None:
    assert length(span) == since
    assert words_due(START + span, START) == due
    assert words_due(START - span, START) == f"overdue by {since}"
