"""The applicant's page: what a worried person sees, and what they can do."""

import pytest

from onboarding import clock
from onboarding.domain.application import Customer
from onboarding.domain.decision import Kind
from onboarding.domain.people import Person, Role
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import (
    ask_customer_admins,
    ask_for_confirmation,
    ask_reviewer,
    assess_readiness,
    hold_for_ops,
)
from tests.support.journey import Journey, stream
from tests.support.samples import NORTH, customers
from tests.support.table import everything
from tests.support.world import Home
from tests.web.visitor import Visitor, form


def rejected(world: Home) -> Journey:
    journey = Journey(world, people=1, services=(), website="", customers=())
    ask_for_confirmation.run(world, journey.event)
    journey.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assess_readiness.run(world, journey.event)
    ask_reviewer.run(world, journey.event)
    journey.answer(Outcome.REJECTED, Role.REVIEWER, note="Please come back with a second person.")
    return journey


def test_it_says_whose_move_it_is_since_when_until_when_and_what_comes_next(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    page = visitor.get(visitor.page_of(case))
    for words in (
        "A distributor is deciding whether to take you on",
        "Waiting for: A distributor in your country",
        "Since 2 November 2026 · expected by 9 November 2026",
        "the agreement goes to Ann Becker",
        "If nothing happens",
        str(case.id),
        "partners@harbourlight.example",
    ):
        assert words in page.text
    assert page.body.count('class="done"') == 2
    assert page.body.count('aria-current="step"') == 1
    assert page.body.count('class="ahead"') == 5


def test_the_step_about_customers_is_there_only_for_who_has_any(visitor: Visitor, world: Home) -> None:
    case = Journey(world, customers=()).to_distributor()
    page = visitor.get(visitor.page_of(case))
    assert "Customer admins" not in page.text
    assert "Your customers" not in page.text


def test_where_nobody_is_named_it_is_the_partners_move_and_no_mail_says_otherwise(
    visitor: Visitor, world: Home
) -> None:
    known = (*customers(2), Customer(name="Third", nominee=Person("", "")))
    case = Journey(world, customers=known).to_customers()
    page = visitor.get(visitor.page_of(case)).text
    assert "It is your move" in page
    assert "Please name the admin of 1 customer: nobody is named there yet." in page
    assert "We remind them." not in page
    case.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    clock.run(world, world.clock.move(minutes=2))
    (mail,) = [one for one in world.mailer.sent if "has confirmed its admin" in str(one["Subject"])]
    body = mail.get_body(("plain",))
    assert body is not None
    text = " ".join(str(body.get_content()).split())
    assert "1 of 3 customer accounts are done now. Whoever is named for the others is reminded" in text
    assert "do nothing" not in text
    named = Journey(world, customers=customers(2)).to_customers()
    page = visitor.get(visitor.page_of(named)).text
    assert "Waiting for: 2 of your customers’ nominees" in page
    assert "We remind them." in page


def test_every_customer_account_has_its_own_line(visitor: Visitor, world: Home) -> None:
    case = Journey(world, customers=customers(4)).to_customers()
    case.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    case.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-2-1", note="She has left us.")
    page = visitor.get(visitor.page_of(case)).text
    assert "Your customers: 1 of 4 done" in page
    assert "Customer 1: confirmed by Joe Doe" in page
    assert "Customer 2: refused by Joe Doe Reason: She has left us." in page
    assert "Customer 3: Nominee 3 has been asked and has not answered yet" in page


def test_it_is_honest_when_something_is_late(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    world.clock.move(days=7, hours=1)
    assert "expected by 9 November 2026 This was due today." in visitor.get(visitor.page_of(case)).text
    world.clock.move(hours=15)
    assert "This is 1 day late." in visitor.get(visitor.page_of(case)).text, "by the calendar, not by hours"


def test_a_held_case_says_that_people_must_look(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_signer()
    case.answer(Outcome.DECLINED, Role.SIGNER, note="Clause 7.")
    hold_for_ops.run(world, case.event)
    page = visitor.get(visitor.page_of(case)).text
    assert "Our people must look at your case" in page
    assert "Partner operations" in page
    assert "expected by 4 November 2026" in page


@pytest.mark.parametrize("place", ["email", "agreement", "active", "activation", "readiness"])
def test_it_has_words_for_every_step(visitor: Visitor, world: Home, place: str) -> None:
    case = Journey(world)
    if place == "email":
        ask_for_confirmation.run(world, case.event)
    elif place == "agreement":
        case.to_signer()
    elif place == "active":
        case.to_active()
    elif place == "activation":
        case.to_customers()
        case.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    else:
        ask_for_confirmation.run(world, case.event)
        case.answer(Outcome.CONFIRMED, Role.APPLICANT)
    assert case.now.stage.value == place
    page = visitor.get(visitor.page_of(case))
    assert page.status == 200
    assert page.size < 10 * 1024
    assert ("Withdraw" in page.text) is (place != "active")


def test_a_link_to_a_decision_opens_no_applicants_page(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    token = visitor.asked(case).rsplit("/", 1)[1]
    assert visitor.get(f"/a/{case.id}/{token}").status == 404
    other = visitor.link(case.id, None, Role.DISTRIBUTOR, "partners@nordhafen.example")
    assert visitor.get(other).status == 404
    page, second = visitor.page_of(case), Journey(world)
    assert visitor.get(page.replace(case.id, second.id)).status == 404


def test_withdrawing_asks_for_a_name_and_closes_the_case_once(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    page = visitor.page_of(case)
    assert "checked" not in visitor.get(f"{page}/withdraw").body.split("</style>")[1]
    nameless = visitor.post(f"{page}/withdraw", {"reason": "We were bought."})
    assert nameless.error_at("name")
    assert "We were bought." in nameless.body
    assert case.now.stage is Stage.DISTRIBUTOR
    done = visitor.post(f"{page}/withdraw", {"name": "Ann Becker", "reason": "We were bought."})
    assert (done.status, done.location) == (303, page)
    assert case.now.closed_as is Outcome.WITHDRAWN
    before = everything()
    assert visitor.post(f"{page}/withdraw", {"name": "Ann Becker"}).location == page
    assert everything() == before
    after = visitor.get(page).text
    assert "You have withdrawn this application" in after
    assert "We were bought." in after
    assert "nothing to withdraw" in visitor.get(f"{page}/withdraw").text


def test_a_closed_case_promises_nobody_that_they_will_be_asked(visitor: Visitor, world: Home) -> None:
    case = Journey(world, customers=customers(1)).to_distributor()
    page = visitor.page_of(case)
    assert "Nominee 1 will be asked" in visitor.get(page).text
    visitor.post(f"{page}/withdraw", {"name": "Ann Becker"})
    for path in (page, f"{page}/accounts/1"):
        shown = visitor.get(path).text
        assert "Nominee 1 was not asked" in shown, path
        assert "will be asked" not in shown, path


def test_an_active_partner_cannot_withdraw(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_active()
    answer = visitor.post(f"{visitor.page_of(case)}/withdraw", {"name": "Ann Becker"})
    assert answer.status == 409
    assert "nothing to withdraw" in answer.text
    assert case.now.stage is Stage.ACTIVE


def test_a_question_becomes_a_task_for_people_and_the_case_goes_on(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    page, waits = visitor.page_of(case), case.waits_for()
    assert visitor.post(f"{page}/question", {"question": " "}).error_at("question")
    sent = visitor.post(f"{page}/question", {"question": "How long\r\ndoes it <b>take</b>?"})
    assert sent.location == f"{page}?said=question"
    assert "A person answers" in visitor.get(sent.location).text
    questions = [one for one in world.applications.decisions(case.id) if one.kind is Kind.QUESTION]
    assert [one.about["question"] for one in questions] == ["How long\ndoes it <b>take</b>?"]
    assert case.waits_for() == waits
    link = visitor.link(case.id, questions[0].id, Role.OPS, questions[0].asked.email)
    assert visitor.get(link).status == 404


def test_a_rejection_has_its_reason_and_the_same_case_can_be_submitted_again(visitor: Visitor, world: Home) -> None:
    case = rejected(world)
    page = visitor.page_of(case)
    assert "Please come back with a second person." in visitor.get(page).text
    again = visitor.get(f"{page}/again")
    assert again.value("company") == "Becker IT GmbH"
    assert "readonly" in again.body
    assert 'name="consent" value="yes" checked' not in again.body
    wrong = visitor.post(f"{page}/again", form(people="0"))
    assert wrong.error_at("people")
    assert 'value="more"' in wrong.body
    sent = visitor.post(f"{page}/again", form(people="2", email="thief@elsewhere.example"))
    assert sent.location == f"{page}?said=again"
    now = case.now
    assert now.stage is Stage.READINESS
    assert now.submission.people == 2
    assert now.submission.applicant.email == "ann@becker-it.example"
    assert now.generation == 2


def test_submitting_again_twice_is_once(visitor: Visitor, world: Home) -> None:
    case = rejected(world)
    page = visitor.page_of(case)
    visitor.post(f"{page}/again", form(people="2"))
    before = everything()
    assert visitor.post(f"{page}/again", form(people="2")).location == f"{page}?said=again"
    other = visitor.post(f"{page}/again", form(people="9"))
    assert other.status == 409
    assert "under way" in other.text
    assert everything() == before
    assert "not closed" in visitor.get(f"{page}/again").text


def test_a_late_customer_does_not_cost_the_partner_anything(visitor: Visitor, world: Home) -> None:
    case = Journey(world, customers=customers(2)).to_customers()
    world.clock.move(days=46)
    clock.run(world, world.clock.now())
    hold_for_ops.run(world, case.event)
    ask_customer_admins.run(world, case.event)
    page = visitor.get(visitor.page_of(case)).text
    assert "Nothing is closed or lost by itself" in page
    assert "Your customers: 0 of 2 done" in page


def test_a_distributor_who_was_asked_is_told_that_the_case_was_withdrawn(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    stream(world)
    visitor.post(f"{visitor.page_of(case)}/withdraw", {"name": "Ann Becker"})
    stream(world)
    subjects = [str(mail["Subject"]) for mail in world.mailer.to(NORTH.contact.email)]
    assert subjects[-1] == "Not asked any more: Becker IT GmbH"


def test_what_was_asked_and_answered_is_on_the_applicants_page(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    for text in ("When?", "And where?"):
        visitor.post(f"{visitor.page_of(case)}/question", {"question": text})
    first = next(one for one in world.applications.decisions(case.id) if one.kind is Kind.QUESTION)
    case.answer(Outcome.ANSWERED, Role.OPS, first.id, note="Within the week.")
    page = visitor.get(visitor.page_of(case)).text
    assert "Within the week." in page
    assert "Answered on 2 November 2026" in page
    assert "A person answers by 3 November 2026" in page
