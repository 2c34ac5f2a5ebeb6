"""The partner's page of one customer account."""

import pytest

from onboarding import clock, keys
from onboarding.adapters.table import Update
from onboarding.domain.application import Case
from onboarding.domain.ids import AccountId, ApplicationId, DecisionId
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import activate, hold_for_ops
from tests.support.journey import Journey, stream
from tests.support.samples import customers
from tests.support.table import everything, table
from tests.support.world import Home
from tests.web.visitor import Visitor

NEW = {"do": "replace", "admin_name": "Nina New", "admin_email": "nina@customer1.example", "name": "Ann Becker"}


def test_the_list_says_n_of_m_and_leads_to_each_account(visitor: Visitor, world: Home) -> None:
    case = Journey(world, customers=customers(3)).to_customers()
    case.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    case.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-2-1", note="Not our partner.")
    page = visitor.page_of(case)
    shown = visitor.get(page)
    assert "Your customers: 1 of 3 done" in shown.text
    assert "Customer 1: confirmed by Joe Doe" in shown.text
    assert "Customer 2: refused by Joe Doe" in shown.text
    assert "Customer 3: Nominee 3 has been asked and has not answered yet" in shown.text
    for number in (1, 2, 3):
        assert f'href="https://partners.example{page}/accounts/{number}"' in shown.body
        assert visitor.get(f"{page}/accounts/{number}").status == 200


def test_the_partner_names_somebody_else_and_the_old_link_says_so(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_customers()
    old, page = visitor.asked(case), visitor.page_of(case)
    old = visitor.asked(case, "admin-1-1")
    answer = visitor.post(f"{page}/accounts/1", NEW)
    assert (answer.status, answer.location) == (303, f"{page}?said=asked")
    assert "has been asked" in visitor.get(answer.location).text
    gone = visitor.get(old)
    assert "You are not asked this any more" in gone.text
    assert "Somebody else at your company is asked instead" in gone.text
    assert visitor.post(old, {"answer": "confirmed", "name": "Nominee 1"}).status == 409
    stream(world)
    assert "Not asked any more" in str(world.mailer.to("admin@customer1.example")[-1]["Subject"])
    assert "Answer by" in str(world.mailer.to("nina@customer1.example")[-1]["Subject"])
    new = visitor.asked(case, "admin-1-2")
    assert visitor.post(new, {"answer": "confirmed", "name": "Nina New"}).status == 303


def test_a_double_click_replaces_a_nominee_who_refused_once(
    visitor: Visitor, world: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second click reads the account before the first has written, and the case afterwards."""
    case = Journey(world, customers=customers(2)).to_customers()
    for number in (1, 2):
        case.answer(Outcome.REFUSED, Role.CUSTOMER, f"admin-{number}-1", note="Not our partner.")
    hold_for_ops.run(world, {**case.event, "outcome": "disputed", "error": ""})
    page, current = visitor.page_of(case), world.applications.current
    clicks = [303]

    def faster(id: ApplicationId) -> Case:
        if clicks:
            expected = clicks.pop()
            assert visitor.post(f"{page}/accounts/1", NEW).status == expected
        return current(id)

    monkeypatch.setattr(world.applications, "current", faster)
    assert visitor.post(f"{page}/accounts/1", NEW).status == 422
    assert (case.now.accounts_refused, case.now.held) == (1, True), "the other one is still disputed"


def test_the_new_nominee_is_at_the_customer_and_every_error_is_at_its_field(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_customers()
    page, before = visitor.page_of(case), everything()
    for email in ("ann+x@becker-it.example", "it@mail.becker-it.example", "nobody"):
        answer = visitor.post(f"{page}/accounts/1", {**NEW, "admin_email": email, "name": ""})
        assert answer.status == 422
        assert answer.error_at("admin_email")
        assert answer.error_at("name") == "Please type your name."
        assert answer.value("admin_name") == "Nina New"
    assert everything().keys() == before.keys()


def test_asking_once_more_sends_a_new_link_and_is_bounded(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_customers()
    page = visitor.page_of(case)
    assert visitor.post(f"{page}/accounts/1", {"do": "again"}).location == f"{page}?said=once-more"
    again = visitor.post(f"{page}/accounts/1", {"do": "again"})
    assert (again.status, "less than a day ago" in again.text) == (429, True)
    stream(world)
    assert len(world.mailer.to("admin@customer1.example")) == 1, "the first mail was overtaken before it was sent"


def test_looking_at_an_account_changes_nothing(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_customers()
    page, before = visitor.page_of(case), everything()
    visitor.get(f"{page}/accounts/1")
    visitor.head(f"{page}/accounts/1")
    visitor.get(f"{page}/accounts/1/end")
    assert everything() == before


def test_a_settled_account_offers_no_other_nominee(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_active()
    page = visitor.page_of(case)
    shown = visitor.get(f"{page}/accounts/1")
    assert "Ask somebody else" not in shown.text
    assert "End the relation with this customer" in shown.text
    assert visitor.post(f"{page}/accounts/1", NEW).status == 409


def test_customers_of_a_withdrawn_case_are_told_instead_of_reminded(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_customers()
    visitor.post(f"{visitor.page_of(case)}/withdraw", {"name": "Ann Becker"})
    world.clock.move(days=7)
    clock.run(world, world.clock.now())
    stream(world)
    mails = [str(mail["Subject"]) for mail in world.mailer.to("admin@customer1.example")]
    assert len(mails) == 1
    assert "Not asked any more" in mails[0]
    asked = world.applications.case(case.id, DecisionId("admin-1-1")).decision
    assert asked is not None
    assert asked.outcome is Outcome.OVERTAKEN


def test_another_cases_account_cannot_be_reached(visitor: Visitor, world: Home) -> None:
    one, other = Journey(world).to_customers(), Journey(world, customers=customers(3)).to_customers()
    assert visitor.get(f"{visitor.page_of(one)}/accounts/3").status == 404
    assert world.applications.account(other.id, AccountId("3")).account is not None


def last_mail(world: Home, words: str) -> str:
    """The last mail in which these words stand."""
    texts = [" ".join(str(one.get_body(("plain",)).get_content()).split()) for one in world.mailer.sent]  # type: ignore[union-attr]
    return [one for one in texts if words in one][-1]


def test_a_customer_that_ops_went_on_without_can_still_say_yes_and_the_partner_ask_somebody_else(
    visitor: Visitor, world: Home
) -> None:
    case = Journey(world, customers=customers(3)).to_customers()
    case.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    world.clock.move(days=46)
    clock.run(world, world.clock.now())
    hold_for_ops.run(world, {**case.event, "outcome": "expired"})
    case.answer(Outcome.SKIP, Role.OPS, note="Both are on leave.")
    activate.run(world, case.event)
    assert case.now.stage is Stage.ACTIVE
    page = visitor.page_of(case)
    link = visitor.asked(case, "admin-2-1")
    said = visitor.post(link, {"answer": "confirmed", "name": "Nominee 2"})
    assert said.status == 303, said.text
    assert "Your customers: 2 of 3 done" in visitor.get(page).text
    stream(world)
    assert "You need to do nothing." in last_mail(world, "has confirmed as the admin of Customer 2")
    account = visitor.get(f"{page}/accounts/3")
    assert "once more" in account.text
    assert "End the relation" in account.text
    named = {"admin_name": "Nina", "admin_email": "nina@customer3.example", "name": "Ann", "do": "replace"}
    assert visitor.post(f"{page}/accounts/3", named).location == f"{page}?said=asked"
    refused = {"answer": "refused", "note": "Not ours.", "name": "Nina"}
    assert visitor.post(visitor.asked(case, "admin-3-2"), refused).status == 303
    stream(world)
    assert "you stay an active partner" in last_mail(world, "did not confirm as the admin of Customer 3")
    assert visitor.post(f"{page}/accounts/3/end", {"name": "Ann"}).location == f"{page}?said=ended"
    assert (case.now.accounts_total, case.now.accounts_refused) == (2, 0)


@pytest.mark.parametrize(
    ("path", "fields"),
    [("", {"do": "again"}), ("", NEW), ("/end", {"name": "Ann Becker"})],
    ids=["again", "else", "end"],
)
def test_a_question_that_an_earlier_release_settled_unanswered_is_no_dead_end(
    visitor: Visitor, world: Home, path: str, fields: dict[str, str]
) -> None:
    case = Journey(world).to_customers()
    world.clock.move(days=46)
    clock.run(world, world.clock.now())
    hold_for_ops.run(world, {**case.event, "outcome": "expired"})
    case.answer(Outcome.SKIP, Role.OPS, note="On leave.")
    activate.run(world, case.event)
    settled = {"outcome": "overtaken", "decided_at": "2026-12-18T09:00:00.000Z"}
    table().update(Update(keys.decision(case.id, DecisionId("admin-1-1")), settled))
    (account,) = world.applications.accounts(case.id)
    assert not account.overtaken
    assert visitor.post(f"{visitor.page_of(case)}/accounts/1{path}", fields).status == 303
