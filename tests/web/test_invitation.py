"""An existing partner's invitation: what is known, put right and confirmed in one go."""

from datetime import timedelta

import pytest

from onboarding.domain.account import Level
from onboarding.domain.company_names import comparable
from onboarding.domain.decision import Kind
from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.inviting import KnownAccount, add_accounts, invite
from onboarding.domain.people import SYSTEM, Person
from onboarding.domain.stages import Stage
from onboarding.steps import ask_for_confirmation
from tests.support.journey import Journey
from tests.support.samples import submission
from tests.support.world import Home
from tests.web.visitor import Visitor

JOINING = {
    "company": "Becker IT GmbH & Co. KG",
    "website": "https://becker-it.example",
    "country": "AT",
    "people": "5",
    "services": ["support"],
    "language": "fr",
    "answer": "confirmed",
    "name": "Ann Becker-Holm",
}


def invited(world: Home) -> Journey:
    """An imported partner with three accounts, one of them with a nominee, who is being asked."""
    journey = Journey.__new__(Journey)
    journey.world, journey.id = world, ApplicationId("01KC0M2Q8M9V5X3T7R1N4B6Z8E")
    now = world.clock.now()
    world.applications.commit(
        invite(journey.id, submission(people=0, services=()), world.program, SYSTEM, now, invited=now)
    )
    accounts = [KnownAccount(f"id {n}", f"Customer {n}") for n in (1, 2)]
    accounts.append(KnownAccount("id 3", "Customer 3", Person("Ole", "ole@third.example")))
    world.applications.commit(add_accounts(journey.now, accounts, [], SYSTEM, now))
    ask_for_confirmation.run(world, journey.event)
    return journey


@pytest.fixture
def case(world: Home) -> Journey:
    """That partner."""
    return invited(world)


def test_the_page_shows_what_is_known_and_preselects_no_answer(world: Home, case: Journey) -> None:
    page = Visitor(world).get(Visitor(world).asked(case))
    assert page.status == 200
    assert page.value("company") == "Becker IT GmbH"
    assert page.value("name") is None
    assert "checked" not in page.body.split('id="answer"')[1].split(">")[0]
    assert "Customer 1" in page.text
    assert "Customer 3: Ole" in page.text
    assert "2 have nobody yet" in page.text
    assert '<option value="en" lang="en" selected>' in page.body


def test_one_answer_confirms_the_mailbox_corrects_the_data_and_names_an_admin(world: Home, case: Journey) -> None:
    visitor = Visitor(world)
    link = visitor.asked(case)
    answer = visitor.post(link, {**JOINING, "nominee_name-1": "Mina", "nominee_email-1": "mina@first.example"})
    assert answer.status == 303, answer.text
    now = case.now
    assert now.stage is not Stage.EMAIL
    known = now.submission
    assert (known.company, known.country, known.people) == ("Becker IT GmbH & Co. KG", "AT", 5)
    assert known.applicant == Person("Ann Becker-Holm", "ann@becker-it.example")
    assert known.track == "existing"
    accounts = world.applications.accounts(case.id)
    assert [one.nominee.email for one in accounts] == ["mina@first.example", "", "ole@third.example"]
    assert {one.level for one in accounts} == {Level.NONE}
    event = world.applications.events(case.id)[-1]
    assert (event.actor.name, event.actor.email) == ("Ann Becker-Holm", "ann@becker-it.example")
    decision = world.applications.case(case.id, DecisionId(link.split("/")[3])).decision
    assert decision is not None
    assert decision.evidence["corrected"] == "company country applicant signer people services language"
    assert visitor.get(link).title.startswith("You have joined")


def test_whatever_is_wrong_is_said_at_once_and_what_was_typed_is_kept(world: Home, case: Journey) -> None:
    visitor = Visitor(world)
    answer = visitor.post(
        visitor.asked(case),
        {
            **JOINING,
            "company": "",
            "people": "many",
            "website": "www.kept.example",
            "nominee_name-1": "Me",
            "nominee_email-1": "me@becker-it.example",
            "nominee_name-2": "Half",
        },
    )
    assert answer.status == 422
    for field in ("company", "people", "nominee_email-1", "nominee_email-2"):
        assert answer.error_at(field), field
    assert answer.value("website") == "www.kept.example"
    assert case.now.stage is Stage.EMAIL


def test_without_the_tick_nothing_is_done(world: Home, case: Journey) -> None:
    visitor = Visitor(world)
    assert visitor.post(visitor.asked(case), {**JOINING, "answer": ""}).status == 422
    assert case.now.stage is Stage.EMAIL


def test_who_was_not_named_is_named_later_on_the_partners_page(world: Home, case: Journey) -> None:
    visitor = Visitor(world)
    visitor.post(visitor.asked(case), JOINING)
    page = visitor.page_of(case)
    assert "Name the admins of 2 customers" in visitor.get(page).text
    assert "Customer 2" in visitor.get(f"{page}/admins").text
    alone = visitor.get(f"{page}/accounts/2").text
    assert "Who is namedNobody yet" in alone
    assert "The link that" not in alone
    assert "Ask somebody else" not in alone
    wrong = visitor.post(f"{page}/admins", {"nominee_name-2": "Me", "nominee_email-2": "x@becker-it.example"})
    assert wrong.error_at("nominee_email-2")
    right = visitor.post(f"{page}/admins", {"nominee_name-2": "Eva", "nominee_email-2": "eva@second.example"})
    assert right.location == f"{page}?said=named"
    assert world.applications.accounts(case.id)[1].nominee == Person("Eva", "eva@second.example")
    assert visitor.post(f"{page}/admins", {"nominee_name-2": "Eva", "nominee_email-2": "eva@x.example"}).status == 409


def test_silence_is_reminded_of_and_then_a_persons_task(world: Home, case: Journey) -> None:
    decision = world.applications.case(case.id, case.waits_for()).decision
    assert decision is not None
    assert decision.kind is Kind.INVITATION
    assert decision.due - decision.asked_at == timedelta(days=30)
    assert len(decision.ladder) == 4


def test_a_name_that_was_put_right_is_found_and_known(world: Home, case: Journey) -> None:
    visitor = Visitor(world)
    corrected = {"company": "Holm & Töchter OHG", "website": "https://holm.example"}
    assert visitor.post(visitor.asked(case), {**JOINING, **corrected}).status == 303
    found = world.applications.same(("holm.example", "becker-it.example"), "", comparable("HOLM + Töchter"))
    assert found == {"domain": [case.id], "company name": [case.id]}
    assert world.applications.same((), "", comparable("Becker IT GmbH")) == {}, "nobody goes by that name any more"
