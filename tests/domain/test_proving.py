"""Proof of a customer's own admin: who may connect, what a look changes, and what follows when a proof is gone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.domain import asking, proving
from onboarding.domain.account import Account, AccountState, Grant, HandOver, Level, Proof
from onboarding.domain.change import Change, change
from onboarding.domain.errors import Moved, Refused
from onboarding.domain.ids import AccountId, DecisionId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Actor, Role, person
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.team import NO_ADMIN, NOT_ACTIVE, Verdict
from tests.support.samples import NOW, PROGRAM, STRICT, Walk, customers

OPS = person("Olga Ops", Role.OPS)
NOMINEE = person("Nominee 1", Role.CUSTOMER, "admin@customer1.example")
HANDING = replace(STRICT, hand_over=True)
SEEN = Proof(seen=NOW, admin="a…@customer1.example", admin_hash="f" * 64, team="t" * 64, admins=2, members=9)
FIRST = AccountId("1")


def confirmed(count: int = 1) -> Walk:
    """Each customer has given its word, which is not enough here: all are asked for the proof."""
    walk = Walk.of(customers=customers(count)).to_customers()
    walk.program = STRICT
    for number in range(1, count + 1):
        walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, f"admin-{number}-1")
    return walk


def first(walk: Walk) -> Account:
    return walk.accounts[FIRST]


def connect(walk: Walk, role: Role = Role.CUSTOMER, program: Program = STRICT, *, hand_over: bool = False) -> Change:
    grant = Grant(sealed="-", team=SEEN.team, by=NOMINEE.name, role=role, given=walk.at)
    by = replace(NOMINEE, role=role)
    told = proving.connected(walk.application, first(walk), grant, hand_over=hand_over, by=by, program=program)
    return walk._keep(told)


def look(walk: Walk, verdict: Verdict) -> Change:
    return walk._keep(proving.looked(walk.application, first(walk), verdict, STRICT, walk.at))


def proved(count: int = 1) -> Walk:
    walk = confirmed(count)
    connect(walk)
    look(walk, Verdict(SEEN))
    return walk


def drifted(count: int = 1, *, lost: bool = False) -> Walk:
    """The first proof held, and a day later it does not."""
    walk = proved(count)
    walk.pass_time(days=1)
    look(walk, Verdict(None, NO_ADMIN, lost=lost))
    return walk


def with_account(walk: Walk, **fields: object) -> Walk:
    """The same case whose account stands otherwise."""
    walk.accounts[FIRST] = replace(first(walk), **fields)  # type: ignore[arg-type]
    return walk


def closed(walk: Walk) -> Walk:
    walk.do(lambda one, now: change(one, action="closed", by=OPS, now=now, stage=Stage.CLOSED))
    return walk


def unanswered() -> Walk:
    return Walk.of().to_customers()


def may(walk: Walk, role: Role = Role.CUSTOMER, program: Program = STRICT) -> bool:
    return proving.may_connect(walk.application, first(walk), role, program)


def test_who_has_confirmed_may_connect_and_so_may_whoever_has_lost_the_proof() -> None:
    assert may(confirmed())
    assert may(drifted())


@pytest.mark.parametrize(
    "walk",
    [
        unanswered,
        proved,
        lambda: closed(confirmed()),
        lambda: closed(drifted()),
        lambda: with_account(confirmed(), state=AccountState.REFUSED),
        lambda: with_account(confirmed(), level=Level.INVITED),
        lambda: with_account(proved(), state=AccountState.ENDED, level=Level.NONE),
    ],
    ids=["not confirmed", "proved", "closed", "closed after a loss", "refused", "asked anew", "ended"],
)
def test_nobody_connects_an_account_that_needs_no_connection(walk: object) -> None:
    assert callable(walk)
    case = walk()
    assert not may(case)
    with pytest.raises(Refused, match="needs no connection"):
        connect(case)


def test_only_the_roles_that_the_program_names_connect_and_only_where_it_wants_proof() -> None:
    customers_only = replace(STRICT, connects=("customer",))
    assert not may(confirmed(), Role.APPLICANT, customers_only)
    assert may(confirmed(), Role.APPLICANT, replace(STRICT, connects=("customer", "applicant")))
    assert not may(confirmed(), Role.CUSTOMER, PROGRAM)


@pytest.mark.parametrize(
    ("wished", "program", "role", "agreed"),
    [
        (True, HANDING, Role.CUSTOMER, HandOver.AGREED),
        (False, HANDING, Role.CUSTOMER, HandOver.NONE),
        (True, replace(STRICT, hand_over=False), Role.CUSTOMER, HandOver.NONE),
        (True, replace(HANDING, connects=("customer", "applicant")), Role.APPLICANT, HandOver.NONE),
    ],
    ids=["wished", "not wished", "not offered", "the partner cannot wish it"],
)
def test_the_partners_role_is_lowered_only_at_the_customers_own_wish(
    wished: bool, program: Program, role: Role, agreed: HandOver
) -> None:
    walk = confirmed()
    told = connect(walk, role, program, hand_over=wished)
    assert first(walk).hand_over is agreed
    assert (told.event.details["hand over"], first(walk).look_at) == (agreed.value, walk.at)


def test_the_first_proof_settles_the_question_and_the_last_one_the_stage() -> None:
    walk = confirmed(2)
    connect(walk)
    told = look(walk, Verdict(SEEN))
    account = first(walk)
    assert (account.state, account.level, account.proof) == (AccountState.DONE, Level.VERIFIED, SEEN)
    assert account.look_at == walk.at + STRICT.recheck
    assert walk.decisions[DecisionId("proof-1-1")].outcome is Outcome.VERIFIED
    assert (walk.application.accounts_done, walk.application.stage) == (1, Stage.CUSTOMERS)
    assert [one.letter.mail for one in told.messages] == [Mail.ACCOUNT_VERIFIED]


def test_a_proof_that_still_holds_is_noted_and_nobody_is_written_to() -> None:
    walk = proved()
    done = walk.application.accounts_done
    walk.pass_time(days=30)
    told = look(walk, Verdict(replace(SEEN, seen=walk.at)))
    assert (told.event.action, told.messages, told.settled) == ("account seen again", (), ())
    assert (walk.application.accounts_done, first(walk).look_at) == (done, walk.at + STRICT.recheck)


@pytest.mark.parametrize(
    "walk",
    [
        confirmed,
        lambda: with_account(proved(), state=AccountState.WAIVED),
        lambda: closed(proved()),
    ],
    ids=["never connected", "waived", "closed"],
)
def test_nobody_looks_at_an_account_without_a_connection_or_without_a_case(walk: object) -> None:
    assert callable(walk)
    with pytest.raises(Moved, match="Nobody looks"):
        look(walk(), Verdict(SEEN))


def test_a_customer_who_still_connects_is_told_once_what_is_missing() -> None:
    walk = confirmed()
    connect(walk)
    told = look(walk, Verdict(None, NO_ADMIN))
    (message,) = told.messages
    assert (message.letter.mail, message.letter.to) == (Mail.PROOF_MISSING, first(walk).nominee)
    assert (message.letter.decision, message.letter.facts["finding"]) == ("proof-1-1", NO_ADMIN)
    assert first(walk).look_at == walk.at + proving.SOON
    walk.pass_time(days=1)
    assert look(walk, Verdict(None, NO_ADMIN)).messages == ()
    walk.pass_time(days=1)
    assert look(walk, Verdict(None, NOT_ACTIVE)).messages != (), "another reason is news"


def test_a_connection_that_is_gone_is_forgotten_and_not_looked_at_again() -> None:
    walk = confirmed()
    connect(walk)
    look(walk, Verdict(None, "Gone.", lost=True))
    assert (first(walk).grant, first(walk).look_at) == (None, None)
    assert may(walk), "it can be made again"


def test_whoever_is_not_asked_any_more_is_not_told_what_is_missing() -> None:
    walk = drifted(2)
    connect(walk)
    assert walk.application.stage is Stage.CUSTOMERS, "the other customer is still asked"
    assert look(walk, Verdict(None, NOT_ACTIVE)).messages == (), "the account is done: ops see to it"
    skipped = confirmed()
    connect(skipped)
    skipped.do(asking.hold, Outcome.FAILED, "", STRICT)
    skipped.answer(Outcome.SKIP, Role.OPS, note="They are known to us.")
    assert (skipped.application.stage, first(skipped).state) == (Stage.ACTIVATION, AccountState.WAITING)
    assert len(look(skipped, Verdict(None, NO_ADMIN)).messages) == 1, "ops went on; this customer is still asked"
    skipped.application = replace(skipped.application, stage=Stage.READINESS)
    assert look(skipped, Verdict(None, NOT_ACTIVE)).messages == (), "the case came again, and nobody is asked yet"


def test_a_proof_that_is_gone_is_a_task_for_ops_and_takes_nothing_from_anybody() -> None:
    walk = drifted()
    account, told = first(walk), walk.changes[-1]
    assert (account.state, account.level, account.drift) == (AccountState.DONE, Level.ATTESTED, "drift-1-1")
    assert (account.look_at, account.drifts, walk.application.accounts_done) == (None, 1, 1)
    (message,) = told.messages
    assert (message.letter.mail, message.letter.to) == (Mail.DECIDE_DRIFT, STRICT.vendor.ops)
    assert told.asked[0].about["seen"] == SEEN.admin


def test_a_proof_that_comes_back_settles_the_task_and_counts_the_account_once() -> None:
    walk = drifted()
    connect(walk)
    told = look(walk, Verdict(SEEN))
    assert [(one.decision, one.outcome) for one in told.settled] == [("drift-1-1", Outcome.VERIFIED)]
    assert (first(walk).drift, first(walk).level) == (None, Level.VERIFIED)
    assert walk.application.accounts_done == 1


def settle(walk: Walk, outcome: Outcome, by: Actor = OPS) -> Change:
    case = walk.case("drift-1-1")
    assert case.decision is not None
    told = proving.answer_drift(case, case.decision, outcome, by, " They change admins. ", walk.at, STRICT)
    return walk._keep(told)


@pytest.mark.parametrize("outcome", [Outcome.RETRY, Outcome.SKIP])
def test_ops_have_it_looked_at_again_at_once_or_in_its_time(outcome: Outcome) -> None:
    walk = drifted()
    settle(walk, outcome)
    again = walk.at if outcome is Outcome.RETRY else walk.at + STRICT.recheck
    assert (first(walk).drift, first(walk).look_at, first(walk).state) == (None, again, AccountState.DONE)
    drift = walk.decisions[DecisionId("drift-1-1")]
    assert (drift.outcome, drift.note) == (outcome, "They change admins.")


def test_without_a_connection_nobody_is_offered_to_look_again() -> None:
    walk = drifted(lost=True)
    drift = walk.decisions[DecisionId("drift-1-1")]
    assert drift.answers == (Outcome.SKIP, Outcome.ENDED)
    with pytest.raises(Moved, match="taken the access back"):
        settle(walk, Outcome.RETRY)
    settle(walk, Outcome.SKIP)
    assert (first(walk).drift, first(walk).look_at) == (None, None)


def test_ops_end_the_relation_whose_proof_was_lost() -> None:
    walk = drifted()
    settle(walk, Outcome.ENDED)
    assert first(walk).state is AccountState.ENDED
    assert walk.application.accounts_total == 0


def test_a_lost_proof_that_was_settled_already_is_not_decided_again() -> None:
    walk = drifted()
    connect(walk)
    look(walk, Verdict(SEEN))
    with pytest.raises(Moved, match="another way"):
        settle(walk, Outcome.ENDED)
    walk = drifted()
    walk.accounts.clear()
    with pytest.raises(Moved, match="another way"):
        settle(walk, Outcome.SKIP)


@pytest.mark.parametrize(("lowered", "outcome"), [(1, HandOver.DONE), (0, HandOver.KEPT)])
def test_both_sides_hear_what_became_of_the_partners_role(lowered: int, outcome: HandOver) -> None:
    walk = confirmed()
    connect(walk, program=HANDING, hand_over=True)
    look(walk, Verdict(SEEN))
    told = walk._keep(proving.handed_over(walk.application, first(walk), lowered=lowered, now=walk.at))
    assert first(walk).hand_over is outcome
    assert {one.letter.role for one in told.messages} == {Role.APPLICANT, Role.CUSTOMER}
    with pytest.raises(Moved, match="handed over"):
        proving.handed_over(walk.application, first(walk), lowered=lowered, now=walk.at)


@pytest.mark.parametrize("stage", [Stage.CUSTOMERS, Stage.ACTIVE])
def test_the_letter_about_a_proof_says_whether_the_partner_was_active(stage: Stage) -> None:
    walk = confirmed(2)
    connect(walk)
    walk.application = replace(walk.application, stage=stage)
    (message,) = look(walk, Verdict(SEEN)).messages
    assert message.letter.facts.get("active") == ("yes" if stage is Stage.ACTIVE else None)


def test_a_proof_settles_no_question_that_is_settled_already() -> None:
    walk = confirmed(2)
    connect(walk)
    assert DecisionId("proof-1-1") in [one.decision for one in look(walk, Verdict(SEEN)).settled]
    walk = with_account(confirmed(2), overtaken=True)
    connect(walk)
    assert look(walk, Verdict(SEEN)).settled == ()
    assert first(walk).state is AccountState.DONE


def test_what_the_clock_let_go_while_a_case_was_closed_is_looked_at_again_some_at_a_time() -> None:
    walk = proved()
    proof = first(walk)
    long_ago, later = walk.at - timedelta(days=2), walk.at + timedelta(days=9)
    let_go = [replace(proof, id=AccountId(str(n)), look_at=long_ago) for n in range(1, proving.AT_ONCE + 3)]
    others = [
        replace(proof, look_at=later),
        replace(proof, look_at=walk.at - proving.SOON),
        replace(proof, look_at=long_ago, level=Level.ATTESTED),
        replace(proof, look_at=long_ago, grant=None),
        replace(proof, look_at=long_ago, state=AccountState.ENDED),
    ]
    change = proving.watched_again(walk.application, [*others, *let_go, replace(proof, look_at=None)], walk.at)
    assert [(one.id, one.look_at) for one in change.accounts] == [(one.id, walk.at) for one in let_go[:-2]]
    with pytest.raises(Moved, match="looked at again"):
        proving.watched_again(walk.application, others, walk.at)
    assert proving.watched_again(walk.application, [replace(proof, look_at=None)], walk.at).accounts
