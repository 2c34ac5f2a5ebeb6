"""Existing partners: what a file brings is added once, what people have said is kept, and who is named is asked."""

from dataclasses import replace

import pytest

from onboarding.domain import asking, inviting
from onboarding.domain.account import Account, AccountState
from onboarding.domain.answer import Answer
from onboarding.domain.application import Submission
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import AccountId
from onboarding.domain.inviting import MOST_AT_ONCE, KnownAccount, add_accounts, name_nominees, unnamed
from onboarding.domain.people import SYSTEM, Person, Role, person
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import ANN, ID, NOW, PROGRAM, Walk, submission

OLE, MINA = Person("Ole", "ole@first.example"), Person("Mina", "mina@second.example")


def account(id: str, nominee: Person = inviting.NOBODY, state: AccountState = AccountState.WAITING) -> Account:
    return Account(
        id=AccountId(id), application=ID, customer=f"Customer {id}", nominee=nominee, key=f"K{id}", state=state
    )


def in_file(count: int, nominee: Person = OLE) -> list[KnownAccount]:
    return [KnownAccount(f"K{at}", f"Customer {at}", nominee) for at in range(1, count + 1)]


def invited() -> Walk:
    first = inviting.invite(ID, submission(), PROGRAM, SYSTEM, NOW, invited=NOW)
    walk = Walk(first.application)
    walk._keep(first)
    walk.do(asking.ask_for_confirmation, PROGRAM)
    return walk


def joined(walk: Walk, corrected: Submission, *accounts: Account, **named: Person) -> Change:
    given = Answer(outcome=Outcome.CONFIRMED, by=person(ANN.name, Role.APPLICANT, ANN.email), at=walk.at)
    nominees = {AccountId(id.removeprefix("a")): who for id, who in named.items()}
    return inviting.join(walk.case(), corrected, nominees, accounts, given, PROGRAM)


def test_a_long_file_is_taken_in_lots_of_what_one_transaction_holds() -> None:
    application = invited().application
    first = add_accounts(application, in_file(MOST_AT_ONCE + 2), [], SYSTEM, NOW)
    assert [one.id for one in first.accounts] == [str(at) for at in range(1, MOST_AT_ONCE + 1)]
    rest = add_accounts(first.application, in_file(MOST_AT_ONCE + 2), first.accounts, SYSTEM, NOW)
    assert [(one.id, one.key) for one in rest.accounts] == [("91", "K91"), ("92", "K92")]
    assert rest.application.accounts_total == MOST_AT_ONCE + 2
    with pytest.raises(Moved, match="already"):
        add_accounts(rest.application, in_file(MOST_AT_ONCE + 2), [*first.accounts, *rest.accounts], SYSTEM, NOW)


def test_people_named_later_come_in_the_same_lots() -> None:
    present = [account(str(at)) for at in range(1, MOST_AT_ONCE + 2)]
    change = add_accounts(invited().application, in_file(MOST_AT_ONCE + 1), present, SYSTEM, NOW)
    assert len(change.accounts) == MOST_AT_ONCE
    assert change.event.details == {"added": "0", "named": str(MOST_AT_ONCE)}


def test_a_file_names_whom_nobody_has_named_and_writes_over_nobody() -> None:
    present = [account("1"), account("2", MINA), account("3")]
    new = [*in_file(2), KnownAccount("K3", "Customer 3"), KnownAccount("K4", "Customer 4")]
    change = add_accounts(invited().application, new, present, SYSTEM, NOW)
    assert [(one.id, one.nominee) for one in change.accounts] == [("1", OLE), ("4", inviting.NOBODY)]
    assert change.event.details == {"added": "1", "named": "1"}
    assert change.application.accounts_total == 1


def test_once_the_customers_are_asked_no_file_adds_accounts() -> None:
    with pytest.raises(Moved, match="past the stage"):
        add_accounts(Walk.of().to_customers().application, in_file(9), [], SYSTEM, NOW)


def test_the_invited_mailbox_stays_and_the_audit_names_what_was_corrected() -> None:
    walk = invited()
    before = walk.application.submission
    with pytest.raises(Refused) as refused:
        joined(walk, replace(before, applicant=Person("Ann Becker", "ann@elsewhere.example")))
    assert refused.value.field == "email"
    change = joined(walk, replace(before, country="AT", people=9), account("1"), account("2"), a2=MINA)
    (settled,) = change.settled
    assert (settled.evidence["corrected"], settled.evidence["named"]) == ("country people", "1")
    assert [(one.id, one.nominee) for one in change.accounts] == [("2", MINA)]


def test_only_accounts_that_still_count_and_have_nobody_are_to_be_named() -> None:
    over = [AccountState.WAIVED, AccountState.RELEASED, AccountState.ENDED]
    settled = [account(str(number), state=state) for number, state in enumerate(over, start=3)]
    assert [one.id for one in unnamed([account("1"), account("2", OLE), *settled])] == ["1"]


def test_whoever_is_named_while_customers_are_asked_is_asked_at_once() -> None:
    walk = Walk.of().to_customers()
    change = name_nominees(walk.application, {AccountId("9"): MINA}, [account("8"), account("9")], PROGRAM, walk.at)
    assert [one.asked for one in change.asked] == [MINA]


@pytest.mark.parametrize("fields", [{"held": True}, {"decision_open": False}], ids=["held", "before the gate"])
def test_whoever_is_named_while_nobody_can_be_asked_is_kept_for_later(fields: dict[str, bool]) -> None:
    application = replace(Walk.of().to_customers().application, **fields)  # type: ignore[arg-type]
    change = name_nominees(application, {AccountId("9"): MINA}, [account("9")], PROGRAM, NOW)
    assert ([one.nominee for one in change.accounts], change.asked) == ([MINA], ())


def test_whoever_is_named_before_the_customers_stage_is_asked_there() -> None:
    for walk in (invited(), Walk.of().to_agreement()):
        change = name_nominees(walk.application, {AccountId("9"): MINA}, [account("9")], PROGRAM, NOW)
        assert ([one.nominee for one in change.accounts], change.asked) == ([MINA], ())


@pytest.mark.parametrize("stage", [Stage.ACTIVATION, Stage.ACTIVE, Stage.CLOSED])
def test_after_the_customers_stage_nobody_is_named(stage: Stage) -> None:
    application = replace(Walk.of().to_customers().application, stage=stage)
    with pytest.raises(Moved, match="nobody left"):
        name_nominees(application, {AccountId("9"): MINA}, [account("9")], PROGRAM, NOW)


def test_naming_somebody_for_an_account_that_has_somebody_is_refused() -> None:
    with pytest.raises(Moved, match="nobody left"):
        name_nominees(invited().application, {AccountId("9"): MINA}, [account("9", OLE)], PROGRAM, NOW)


def test_a_partner_that_corrects_its_name_is_found_by_the_new_one() -> None:
    walk = invited()
    assert joined(walk, replace(walk.application.submission, company="Becker & Holm OHG")).renamed
    assert not joined(walk, replace(walk.application.submission, people=9)).renamed
