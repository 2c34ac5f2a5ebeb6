"""Ops settle one customer account alone, from the console."""

import pytest

from onboarding.adapters.items import distributor_item
from onboarding.adapters.table import Put
from onboarding.domain.account import AccountState
from onboarding.domain.messages import Mail
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import activate, ask_customer_admins, hold_for_ops
from onboarding.web import app
from tests.ops.conftest import Desk
from tests.support.journey import Journey, stream
from tests.support.samples import NORTH, customers
from tests.support.table import table
from tests.support.world import Home
from tests.web.visitor import Visitor


def disputed(home: Home) -> Journey:
    """The first of two customers says that this is not its partner; the case is held."""
    case = Journey(home, customers=customers(2))
    table().put(Put({**distributor_item(NORTH)}, condition=""))
    case.to_customers()
    case.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="This is not our partner.")
    case.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-2-1")
    hold_for_ops.run(home, {**case.event, "outcome": "disputed", "error": ""})
    return case


def active(home: Home) -> Journey:
    """A partner with one customer, whose nominee has confirmed."""
    table().put(Put({**distributor_item(NORTH)}, condition=""))
    return Journey(home).to_active()


def payload(case: Journey, **more: object) -> dict[str, object]:
    return {"action": "account", "application": case.id, "account": "1", "version": case.now.version, **more}


def test_the_hold_shows_which_account_is_disputed_and_leads_to_it(desk: Desk) -> None:
    case = disputed(desk.home)
    task = desk.look("task", application=case.id, decision=case.waits_for())
    assert "Settle alone" in task
    assert "This is not our partner." in task
    account = desk.look("account", application=case.id, account="1")
    assert "Ask somebody else" in account
    assert "Waive" in account


def test_ops_name_another_nominee_and_the_case_goes_on(desk: Desk) -> None:
    case = disputed(desk.home)
    typed = {"answer": "replace", "nominee": "Nina New", "email": "nina@customer1.example", "name": "Olga"}
    assert "Recorded." in desk.press(payload(case), **typed)
    assert not case.now.held
    ask_customer_admins.run(desk.home, case.event)
    case.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-2")
    assert case.now.stage is Stage.ACTIVATION


def test_ops_waive_the_account_for_a_reason(desk: Desk) -> None:
    case = disputed(desk.home)
    assert "Please say why" in desk.press(payload(case), answer="waive", name="Olga")
    assert "Recorded." in desk.press(payload(case), answer="waive", name="Olga", reason="The shop has closed.")
    assert case.world.applications.accounts(case.id)[0].state is AccountState.WAIVED
    assert case.now.stage is Stage.ACTIVATION
    assert case.world.applications.events(case.id)[-1].actor.name == "Olga"


def test_a_partners_own_mailbox_is_refused_and_what_was_typed_stays(desk: Desk) -> None:
    case = disputed(desk.home)
    typed = {"answer": "replace", "nominee": "Nina", "email": "n@mail.becker-it.example", "name": "Olga"}
    shown = desk.press(payload(case), **typed)
    assert "partner&#39;s own" in shown or "partner's own" in shown
    assert "n@mail.becker-it.example" in shown
    assert case.now.held


def test_a_case_that_has_changed_since_is_shown_again(desk: Desk) -> None:
    case = disputed(desk.home)
    stale = payload(case, version=case.now.version - 1)
    assert "has changed since you looked" in desk.press(stale, answer="waive", name="Olga", reason="Closed.")
    assert case.now.held


def test_what_is_no_account_is_said(desk: Desk) -> None:
    case = disputed(desk.home)
    assert "not the number" in desk.look("account", application=case.id, account="x")
    assert "There is no such" in desk.look("account", application=case.id, account="77")


def test_ops_settle_an_account_that_they_went_on_without(desk: Desk) -> None:
    case = disputed(desk.home)
    case.answer(Outcome.SKIP, Role.OPS, note="They are known to us.")
    activate.run(desk.home, case.event)
    assert case.now.stage is Stage.ACTIVE
    account = desk.look("account", application=case.id, account="1")
    assert "Ask somebody else" in account
    assert "End the relation" in account
    assert "Send a link" not in account, "whoever waits is asked once more instead"
    typed = {"answer": "replace", "nominee": "Nina New", "email": "nina@customer1.example", "name": "Olga"}
    assert "Recorded." in desk.press(payload(case), **typed)
    assert "Ask once more" in desk.look("account", application=case.id, account="1")
    case.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-2")
    assert (case.now.accounts_done, case.now.accounts_refused) == (2, 0)
    shown = desk.look("account", application=case.id, account="1")
    assert "Ask somebody else" not in shown
    assert "End the relation" in shown


def test_the_nominee_of_a_settled_account_gets_a_link_and_ends_the_relation_with_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "world", lambda: desk.home)
    case = active(desk.home)
    desk.home.clock.move(days=500)
    shown = desk.look("account", application=case.id, account="1")
    assert "Send a link" in shown
    assert "Please say why" in desk.press(payload(case), answer="link", name="Olga")
    done = desk.press(payload(case), answer="link", name="Olga", reason="She called us.")
    assert "A new link is on its way to Nominee 1." in done
    stream(desk.home)
    (mail,) = desk.home.mailer.to("admin@customer1.example")[-1:]
    assert str(mail["Subject"]) == "Account of Customer 1: your new link"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    link = next(word for word in text.split() if f"/d/{case.id}/admin-1-1/" in word)
    assert (
        Visitor(desk.home).post(f"{link.removeprefix('https://partners.example')}/end", {"name": "Nia"}).status == 303
    )
    assert desk.home.applications.accounts(case.id)[0].state is AccountState.ENDED
    assert case.world.applications.events(case.id)[-2].details["note"] == "She called us."


def test_ops_end_a_relation_for_a_reason_that_both_sides_read(desk: Desk) -> None:
    case = active(desk.home)
    assert "Please say why" in desk.press(payload(case), answer="end", name="Olga")
    told = desk.press(payload(case), answer="end", name="Olga", reason="The customer wrote to us.")
    assert "Customer 1 is ended now" in told
    letters = [one.letter for one in desk.home.applications.messages(case.id)][-3:]
    assert {(one.mail, one.facts["note"]) for one in letters} == {(Mail.RELATION_ENDED, "The customer wrote to us.")}
    assert "Nothing needs to be settled" in desk.look("account", application=case.id, account="1")
    assert "relation is over" in desk.press(payload(case), answer="link", name="Olga", reason="Why not.")


def test_an_account_that_is_still_asked_about_has_no_page_to_be_led_to(desk: Desk) -> None:
    case = disputed(desk.home)
    for account in ("1", "2"):
        shown = desk.look("account", application=case.id, account=account)
        assert ("End the relation" in shown) == (account == "2")
    assert "relation is over" in desk.press(payload(case), answer="link", name="Olga", reason="Why not.")
