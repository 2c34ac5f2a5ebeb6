"""Customer accounts and distributors come over."""

from dataclasses import replace

import pytest

from onboarding.domain.account import AccountState
from onboarding.domain.errors import Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.inviting import MOST_AT_ONCE, KnownAccount, add_accounts
from onboarding.domain.people import SYSTEM, Person
from onboarding.domain.stages import Stage
from onboarding.importing.runs import What
from tests.support.imports import Intake, results
from tests.support.journey import Journey
from tests.support.samples import Walk

PARTNERS = "Partner ID,Company,E-mail\nP-1,Alpen IT,eva@alpen-it.example\n,Börde Systeme,office@boerde.example\n"
ACCOUNTS = """Partner,Account ID,Customer,Admin,Admin e-mail
P-1,A1,Bäckerei Sommer,Jonas,jonas@sommer.example
office@boerde.example,,Praxis Dr. Aydın,,
P-1,A2,Praxis Dr. Aydın,,
p-1,a1,Bäckerei Sommer,Jonas,jonas@sommer.example
P-77,A9,Nobody's,,
P-1,A3,Own,Eva,eva@alpen-it.example
"""


@pytest.fixture
def partners(intake: Intake) -> list[ApplicationId]:
    return [ApplicationId(row["case"]) for row in intake.take_in("partners.csv", PARTNERS)]


def test_accounts_go_to_their_partners_by_number_or_mailbox(intake: Intake, partners: list[ApplicationId]) -> None:
    report = intake.take_in("accounts.csv", ACCOUNTS)
    assert [row["result"] for row in report] == [
        "created", "created", "created", "duplicate: look at it", "cannot be taken", "cannot be taken",
    ]  # fmt: skip
    alpen, boerde = partners
    accounts = intake.world.applications.accounts(alpen)
    assert [(one.customer, one.nominee.email) for one in accounts] == [
        ("Bäckerei Sommer", "jonas@sommer.example"),
        ("Praxis Dr. Aydın", ""),
    ]
    assert intake.world.applications.case(alpen).application.accounts_total == 2
    assert len(intake.world.applications.accounts(boerde)) == 1
    assert "import the partners first" in report[4]["why"]
    assert "partner's own" in report[5]["why"]


def test_a_dry_run_of_accounts_writes_none(intake: Intake, partners: list[ApplicationId]) -> None:
    intake.drop("check/accounts.csv", ACCOUNTS)
    intake.work()
    assert results(intake.report("check/accounts.csv"))["would be created"] == 3
    assert intake.world.applications.accounts(partners[0]) == []


def test_repeating_accounts_changes_nothing_and_a_nominee_may_come_later(
    intake: Intake, partners: list[ApplicationId]
) -> None:
    intake.take_in("accounts.csv", ACCOUNTS)
    before = intake.world.applications.events(partners[0])
    assert "created" not in results(intake.take_in("accounts2.csv", ACCOUNTS))
    assert intake.world.applications.events(partners[0]) == before
    later = "Partner,Account ID,Customer,Admin,Admin e-mail\nP-1,A2,Praxis,Elif,elif@aydin.example\n"
    later += "P-1,A1,Sommer,Somebody Else,else@sommer.example\n"
    assert [row["result"] for row in intake.take_in("later.csv", later)] == ["changed", "is there already"]
    nominees = [one.nominee.email for one in intake.world.applications.accounts(partners[0])]
    assert nominees == ["jonas@sommer.example", "elif@aydin.example"]


def test_any_number_of_accounts_comes_over_whatever_the_order(intake: Intake, partners: list[ApplicationId]) -> None:
    shuffled = Intake(intake.world, twice=True, seed=7)
    rows = [f"P-1,A{n},Customer {n},Admin {n},admin@customer{n}.example" for n in range(730)]
    report = shuffled.take_in("many.csv", "Partner,Account ID,Customer,Admin,Admin e-mail\n" + "\n".join(rows))
    assert results(report) == {"created": 730}
    accounts = intake.world.applications.accounts(partners[0])
    assert sorted(int(one.id) for one in accounts) == list(range(1, 731))
    assert {one.customer for one in accounts} == {f"Customer {n}" for n in range(730)}
    assert intake.world.applications.case(partners[0]).application.accounts_total == 730


def test_one_change_takes_what_one_transaction_takes() -> None:
    walk = Walk.of(customers=())
    many = [KnownAccount(f"id {n}", f"Customer {n}") for n in range(200)]
    change = add_accounts(walk.application, many, [], SYSTEM, walk.at)
    assert len(change.accounts) == MOST_AT_ONCE
    assert change.application.accounts_total == MOST_AT_ONCE
    rest = add_accounts(change.application, many, change.accounts, SYSTEM, walk.at)
    assert [one.id for one in rest.accounts][:1] == [str(MOST_AT_ONCE + 1)]


def test_once_customers_are_asked_a_file_adds_no_account(intake: Intake) -> None:
    case = Journey(intake.world).to_customers()
    with pytest.raises(Moved, match="past the stage"):
        add_accounts(case.now, [KnownAccount("id 1", "New")], [], SYSTEM, intake.world.clock.now())


def test_an_account_without_a_nominee_waits_for_the_partner_and_not_for_a_customer(intake: Intake) -> None:
    case = Journey(intake.world)
    world = intake.world
    world.applications.commit(
        add_accounts(case.now, [KnownAccount("k", "Nameless")], world.applications.accounts(case.id), SYSTEM,
                     world.clock.now())
    )  # fmt: skip
    case.to_customers()
    accounts = world.applications.accounts(case.id)
    assert [one.attempts for one in accounts] == [1, 0]
    assert [one.state for one in accounts] == [AccountState.WAITING, AccountState.WAITING]
    mails = [message.letter for message in world.applications.messages(case.id)]
    asked = [letter for letter in mails if letter.mail == "name_admins"]
    assert [letter.facts["unnamed"] for letter in asked] == ["1"]
    assert asked[0].to == case.now.submission.applicant
    assert case.now.stage is Stage.CUSTOMERS


def test_whoever_is_named_while_customers_are_asked_is_asked_at_once(intake: Intake) -> None:
    from onboarding.domain.inviting import name_nominees  # noqa: PLC0415

    case, world = Journey(intake.world), intake.world
    new = [KnownAccount("k", "Nameless")]
    world.applications.commit(
        add_accounts(case.now, new, world.applications.accounts(case.id), SYSTEM, world.clock.now())
    )
    case.to_customers()
    accounts = world.applications.accounts(case.id)
    change = name_nominees(
        case.now, {accounts[1].id: Person("Eva", "eva@n.example")}, accounts, world.program, world.clock.now()
    )
    world.applications.commit(change)
    assert [decision.asked.email for decision in change.asked] == ["eva@n.example"]
    assert world.applications.accounts(case.id)[1].attempts == 1


def test_distributors_are_written_as_the_file_says(intake: Intake) -> None:
    data = "ID;Distributor;Contact;E-mail;Countries;Capacity\n"
    data += "south;Südhafen;Ida;ida@sued.example;Italy, es;3\nnorth;Nordhafen Distribution;Nora;n@n.example;DE;1\n"
    data += "bad;Nowhere;X;x@x.example;Atlantis;1\nsouth;Again;Ida;ida@sued.example;IT;1\n"
    data += "other;Nordhafen Distribution AB;Nora;n@n.example;DE;1\n"
    report = intake.take_in("distributors.csv", data)
    assert [row["result"] for row in report] == [
        "created", "changed", "cannot be taken", "duplicate: look at it", "duplicate: look at it",
    ]  # fmt: skip
    south = next(one for one in intake.world.applications.distributors() if one.id == "south")
    assert (south.countries, south.capacity, south.contact.email) == (("IT", "ES"), 3, "ida@sued.example")
    again = intake.take_in("distributors2.csv", data)
    assert [row["result"] for row in again][:2] == ["is there already", "is there already"]


def test_a_file_of_distributors_leaves_alone_what_it_does_not_name(intake: Intake) -> None:
    applications = intake.world.applications
    (north,) = applications.distributors()
    kept = replace(north, language="de", webhook="https://north.example/events")
    applications.keep_distributor(kept)
    data = "ID;Distributor;Contact;E-mail;Countries;Tracks;Capacity\n"
    data += f"north;{north.name};{north.contact.name};{north.contact.email};"
    data += f"{', '.join(north.countries)};{', '.join(north.tracks)};{north.capacity}\n"
    assert [row["result"] for row in intake.take_in("north.csv", data)] == ["is there already"]
    more = data.replace(f";{north.capacity}\n", ";9\n")
    assert [row["result"] for row in intake.take_in("more.csv", more)] == ["changed"]
    assert applications.distributors() == [replace(kept, capacity=9)]


def test_every_result_has_words_for_the_report() -> None:
    from onboarding.importing.reporting import DID, WOULD  # noqa: PLC0415

    assert set(DID) == set(WOULD) == set(What)
