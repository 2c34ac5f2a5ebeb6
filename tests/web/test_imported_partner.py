"""An imported partner's accounts: in its agreement, on its distributor's page, and in its case when it comes again."""

from dataclasses import replace
from typing import Any

from onboarding.deciding import decide
from onboarding.domain import intervening
from onboarding.domain.account import Account, AccountState, Level
from onboarding.domain.application import Application
from onboarding.domain.applying import MOST_ACCOUNTS
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Kind
from onboarding.domain.inviting import KnownAccount, add_accounts
from onboarding.domain.people import SYSTEM, Person, Role, person
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import ask_distributor, ask_signer
from tests.support.journey import Journey
from tests.support.world import Home
from tests.web.test_invitation import JOINING, invited
from tests.web.visitor import Visitor, form, row

OPS = person("Dana", Role.OPS, "dana@harbourlight.example")


def joined(world: Home) -> Journey:
    """Three accounts: Mina is named for the first, nobody for the second, Ole for the third."""
    case, visitor = invited(world), Visitor(world)
    named = {**JOINING, "language": "en", "country": "DE", "nominee_name-1": "Mina"}
    assert visitor.post(visitor.asked(case), {**named, "nominee_email-1": "mina@first.example"}).status == 303
    ask_distributor.run(world, case.event)
    return case


def asked_to_sign(world: Home) -> Journey:
    case = joined(world)
    case.answer(Outcome.ACCEPTED, Role.DISTRIBUTOR)
    ask_signer.run(world, case.event)
    return case


def text_of(world: Home, case: Journey) -> str:
    decision = world.applications.case(case.id, case.waits_for()).decision
    assert decision is not None
    assert decision.kind is Kind.AGREEMENT
    return decision.about["text"]


def keep(world: Home, case: Journey, *accounts: Account, **fields: Any) -> None:
    """The accounts as somebody's change would leave them."""

    def rule(now: Application) -> Change:
        return change(now, action="test", by=SYSTEM, now=world.clock.now(), accounts=accounts, **fields)

    decide(world.applications, lambda: world.applications.case(case.id), lambda here: rule(here.application))


def closed(world: Home, case: Journey) -> str:
    """Ops close the case; the applicant's page."""
    decide(
        world.applications,
        lambda: world.applications.current(case.id),
        lambda here: intervening.close(here, OPS, "Please come again.", world.clock.now()),
    )
    return f"{Visitor(world).page_of(case)}/again"


def test_the_agreement_names_every_account_that_the_file_brought(world: Home) -> None:
    text = text_of(world, asked_to_sign(world))
    assert "manages no customer accounts" not in text
    for line in ("Customer 1 – Mina", "Customer 2 – not named yet", "Customer 3 – Ole"):
        assert line in text


def test_the_distributor_sees_how_many_there_are(world: Home) -> None:
    case = joined(world)
    page = Visitor(world).get(Visitor(world).asked(case))
    assert "3 customer accounts so far" in page.text


def test_submitting_again_leaves_the_imported_accounts_as_they_are(world: Home) -> None:
    case = joined(world)
    first, _, third = world.applications.accounts(case.id)
    done = replace(first, state=AccountState.DONE, level=Level.ATTESTED, settled_by="Mina")
    keep(world, case, done, replace(third, state=AccountState.ENDED), accounts_total=2, accounts_done=1)
    before = world.applications.accounts(case.id)
    page = closed(world, case)
    shown = Visitor(world).get(page)
    assert "2 accounts that you manage are in your case already" in shown.text
    assert shown.value("customer-1") in (None, "")
    sent = Visitor(world).post(page, form(**row(1, "Neu GmbH", "Nia", "nia@neu.example")))
    assert sent.status == 303, sent.text
    accounts = world.applications.accounts(case.id)
    assert accounts[:3] == before
    assert [(one.id, one.customer, one.state) for one in accounts[3:]] == [("4", "Neu GmbH", AccountState.WAITING)]
    assert (case.now.accounts_total, case.now.accounts_done) == (3, 1)


def test_a_partner_with_more_accounts_than_one_transaction_holds_comes_again(world: Home) -> None:
    case = joined(world)
    for _ in range(2):
        new = [KnownAccount(f"many {n}", f"Many {n}", Person("Ole", f"ole@many{n}.example")) for n in range(150)]
        present = world.applications.accounts(case.id)
        world.applications.commit(add_accounts(case.now, new, present, SYSTEM, world.clock.now()))
    page = closed(world, case)
    rows = [row(n, f"New {n}", "Nia", f"nia@new{n}.example") for n in range(1, MOST_ACCOUNTS + 1)]
    filled = form(**{name: value for one in rows for name, value in one.items()})
    assert Visitor(world).post(page, filled).status == 303
    assert case.now.accounts_total == 203
    assert case.now.stage is not Stage.CLOSED


def test_a_colleague_of_the_signer_is_no_customers_admin_on_any_page(world: Home) -> None:
    case, visitor = invited(world), Visitor(world)
    signer = {"signer_name": "Bo Boss", "signer_email": "bo@holding.example"}
    own = {"nominee_name-1": "Max", "nominee_email-1": "max@holding.example"}
    link = visitor.asked(case)
    assert visitor.post(link, {**JOINING, **signer, **own}).error_at("nominee_email-1")
    assert visitor.post(link, {**JOINING, **signer}).status == 303
    assert visitor.post(f"{visitor.page_of(case)}/admins", own).error_at("nominee_email-1")
