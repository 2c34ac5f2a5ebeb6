"""A partner's deadline: announced in time, missed without a loss, and decided by a person."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from onboarding.domain import activating, applying, deadline_letters, deadlines
from onboarding.domain.account import AccountState
from onboarding.domain.answer import Answer
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Moved, ProgramError, Refused
from onboarding.domain.ids import AccountId, DecisionId
from onboarding.domain.live import is_live
from onboarding.domain.messages import Mail
from onboarding.domain.people import Actor, ActorKind, Role, person
from onboarding.domain.program import load
from onboarding.domain.releasing import release
from onboarding.domain.stages import Outcome, Stage
from tests.support.deadlines import ON, OPS, begun, deadline_case, notice, program
from tests.support.samples import NOW, PROGRAM_FILE, Walk, customers

AFTER = datetime(2027, 7, 5, 9, 0, tzinfo=UTC)
"""Some months after the date."""

SECOND = f"""
[deadlines.test]
date = {ON}
tracks = ["new"]
notice = 1
[deadlines.second]
date = 2027-12-31
tracks = ["new"]
notice = 2
"""


def missed(**submission: Any) -> Walk:
    """A case whose customers are asked, and whose date has passed."""
    walk = begun(**submission).to_customers()
    walk.at = NOW + timedelta(days=200)
    walk._keep(deadlines.pass_by(deadline_case(walk), program(), walk.at))
    return walk


def released(walk: Walk, *named: str, note: str = "They left the trade.") -> Change:
    given = Answer(outcome=Outcome.RELEASED, by=OPS, at=walk.at, note=note)
    ids = {AccountId(one) for one in named}
    accounts, decisions = list(walk.accounts.values()), list(walk.decisions.values())
    return walk._keep(release(deadline_case(walk), given, ids, accounts, decisions, notice()))


def test_only_partners_of_the_named_tracks_get_the_deadline_and_only_once() -> None:
    walk = begun()
    assert deadlines.term_to_begin(walk.application, program(), NOW) is None
    other = Walk.of(track="technology")
    with pytest.raises(Moved):
        deadlines.begin(other.application, program(), NOW)


def test_a_case_that_has_another_deadline_or_is_over_gets_none() -> None:
    walk = begun()
    later = replace(walk.application, deadline_id="another")
    assert deadlines.term_to_begin(later, program(), NOW) is None
    over = replace(Walk.of().application, stage=Stage.CLOSED)
    assert deadlines.term_to_begin(over, program(), NOW) is None


def test_a_deadline_is_found_by_its_id() -> None:
    known = program().deadlines
    assert [known.term(one.id) for one in known.terms] == list(known.terms)
    assert len(known.terms) > 1
    assert known.term("gone") is None


@pytest.mark.parametrize(
    ("country", "zone"),
    [("DE", "Europe/Berlin"), ("JP", "Asia/Tokyo"), ("US", "America/New_York"), ("IL", "Asia/Jerusalem")],
)
def test_the_date_ends_at_the_partners_own_midnight_and_mails_come_in_its_own_morning(country: str, zone: str) -> None:
    decision = deadline_case(begun(country=country)).decision
    assert decision is not None
    assert decision.due == datetime(2027, 3, 1, tzinfo=ZoneInfo(zone))
    assert {at.astimezone(ZoneInfo(zone)).hour for at in decision.ladder} == {9}
    days = [(ON - at.astimezone(ZoneInfo(zone)).date()).days for at in decision.ladder]
    assert days == ([60, 31, 14, 7, 3] if country == "IL" else [60, 30, 16, 9, 3, 2])


def test_a_case_that_comes_late_gets_only_the_mails_that_are_still_ahead() -> None:
    decision = deadline_case(begun(date(2026, 11, 10))).decision
    assert decision is not None
    assert [at.date().isoformat() for at in decision.ladder] == ["2026-11-03", "2026-11-06", "2026-11-09"]


def test_each_step_is_one_mail_on_its_own_day_and_a_slept_through_one_is_not_made_up_for() -> None:
    walk = begun()
    decision = deadline_case(walk).decision
    assert decision is not None
    first, second, *rest = decision.ladder
    sent = walk._keep(deadlines.approach(deadline_case(walk), notice(), first + timedelta(hours=5)))
    assert [one.letter.mail for one in sent.messages] == [Mail.DEADLINE_NEAR]
    slept = walk._keep(deadlines.approach(deadline_case(walk), notice(), second + timedelta(days=1)))
    assert slept.messages == ()
    after = deadline_case(walk).decision
    assert after is not None
    assert (list(after.ladder), after.reminded) == (rest, 1)


def test_a_queued_mail_goes_out_on_its_day_or_not_at_all() -> None:
    walk = begun()
    decision = deadline_case(walk).decision
    assert decision is not None
    friday = next(at for at in decision.ladder if at.weekday() == 4)
    letter = deadline_letters.announcement(walk.application, decision, notice(), friday)
    case = deadline_case(walk)
    assert deadline_letters.may_go_out(letter, case, notice(), friday, friday + timedelta(hours=3))
    assert not deadline_letters.may_go_out(letter, case, notice(), friday, friday + timedelta(days=1))
    assert not deadline_letters.may_go_out(letter, case, None, friday, friday)


def test_a_mail_before_the_date_waits_for_no_other_working_day_and_comes_on_no_weekend() -> None:
    walk = begun()
    decision, case = deadline_case(walk).decision, deadline_case(walk)
    assert decision is not None
    friday = next(at for at in decision.ladder if at.weekday() == 4)
    letter = deadline_letters.announcement(walk.application, decision, notice(), friday)
    saturday, monday = friday + timedelta(days=1), friday + timedelta(days=3)
    assert not deadline_letters.may_go_out(letter, case, notice(), friday, monday)
    assert not deadline_letters.may_go_out(letter, case, notice(), saturday, saturday)


def test_what_ops_decided_about_a_deadline_is_told_on_any_day() -> None:
    walk = begun()
    case = deadline_case(walk)
    assert case.decision is not None
    friday = next(at for at in case.decision.ladder if at.weekday() == 4)
    (told,) = deadline_letters.decided_letter(walk.application, case.decision, Outcome.WAIVED, "Why.", notice())
    assert deadline_letters.may_go_out(told, case, notice(), friday, friday + timedelta(days=1))


def test_before_the_date_the_clock_has_no_say_and_after_it_ops_are_asked_exactly_once() -> None:
    walk = begun().to_customers()
    case = deadline_case(walk)
    assert case.decision is not None
    with pytest.raises(Moved):
        deadlines.pass_by(case, program(), case.decision.due - timedelta(seconds=1))
    walk.at = case.decision.due
    before = walk.application
    change = walk._keep(deadlines.pass_by(case, program(), walk.at))
    assert [one.kind for one in change.asked] == [Kind.MISSED]
    assert change.event.actor.kind is ActorKind.CLOCK
    assert change.accounts == ()
    after = walk.application
    assert (after.stage, after.holder, after.decision, after.held) == (
        before.stage,
        before.holder,
        before.decision,
        before.held,
    )
    assert after.missed
    with pytest.raises(Moved):
        deadlines.pass_by(case.__class__(walk.application, case.decision), program(), walk.at)


def test_an_extension_starts_the_ladder_again_for_a_deadline_that_runs_or_was_missed() -> None:
    for walk in (begun().to_customers(), missed()):
        until = date(2027, 9, 30)
        change = walk._keep(deadlines.extend(deadline_case(walk), until, OPS, "Illness.", notice(), program(), walk.at))
        decision = deadline_case(walk).decision
        assert decision is not None
        assert decision.due == datetime(2027, 10, 1, tzinfo=ZoneInfo("Europe/Berlin"))
        assert len(decision.ladder) == 6
        assert not walk.application.missed
        assert [one.letter.facts["decided"] for one in change.messages] == ["extended"]
        assert change.event.details["note"] == "Illness."
        assert change.event.actor.name == "Olga Ops"
        letter = deadline_letters.announcement(walk.application, decision, notice(), decision.ladder[0])
        assert (letter.facts["announced"], letter.facts["date"]) == ("2027-02-28", "2027-09-30")


@pytest.mark.parametrize(
    ("until", "by", "reason", "field"),
    [
        (ON, OPS, "Illness.", "until"),
        (date(2027, 3, 5), OPS, "Illness.", "until"),
        (date(2028, 1, 1), person("", Role.OPS), "Illness.", "name"),
        (date(2028, 1, 1), OPS, " ", "reason"),
    ],
)
def test_an_extension_needs_a_later_date_ahead_a_name_and_a_reason(
    until: date, by: Actor, reason: str, field: str
) -> None:
    walk = missed()
    with pytest.raises(Refused) as refused:
        deadlines.extend(deadline_case(walk), until, by, reason, notice(), program(), walk.at)
    assert refused.value.field == field


def test_a_waived_deadline_is_over_and_does_not_come_back() -> None:
    walk = missed()
    walk._keep(deadlines.waive(deadline_case(walk), OPS, "A special case.", notice(), walk.at))
    assert walk.application.deadline is None
    assert deadlines.term_to_begin(walk.application, program(), NOW) is None
    with pytest.raises(Moved):
        deadlines.waive(walk.case(DecisionId("missed-7")), OPS, "Again.", notice(), walk.at)


def test_only_the_named_accounts_are_released_and_their_nominees_are_asked_no_more() -> None:
    walk = missed(customers=customers(3))
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    change = released(walk, "2")
    states = {id: one.state for id, one in walk.accounts.items()}
    assert states == {"1": AccountState.DONE, "2": AccountState.RELEASED, "3": AccountState.WAITING}
    assert walk.decisions[DecisionId("admin-2-1")].outcome is Outcome.RELEASED
    assert is_live(walk.application, walk.decisions[DecisionId("admin-3-1")])
    assert (walk.application.accounts_done, walk.application.accounts_total) == (1, 2)
    assert (walk.application.deadline, walk.application.stage) == (None, Stage.CUSTOMERS)
    assert [one.letter.facts.get("released") for one in change.messages] == ["Customer 2", None]
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-3-1")
    walk.do(activating.activated, list(walk.accounts.values()), program())
    assert walk.application.stage is Stage.ACTIVE


def test_releasing_all_that_is_open_ends_the_customers_stage() -> None:
    walk = missed(customers=customers(2))
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    released(walk, "2")
    assert walk.application.stage is Stage.ACTIVATION


@pytest.mark.parametrize("named", [(), ("1",), ("9",), ("2", "9")])
def test_nothing_is_released_that_was_not_named_or_is_safe(named: tuple[str, ...]) -> None:
    walk = missed(customers=customers(2))
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    with pytest.raises(Refused) as refused:
        released(walk, *named)
    assert refused.value.field == "accounts"


def test_releasing_without_a_reason_or_a_name_is_refused() -> None:
    walk = missed(customers=customers(2))
    with pytest.raises(Refused):
        released(walk, "2", note=" ")


def test_finishing_in_time_or_late_ends_the_deadline_with_the_same_change() -> None:
    for walk in (begun(), missed()):
        if walk.application.stage is Stage.EMAIL:
            walk.to_customers()
        deadline = walk.application.deadline
        assert deadline is not None
        walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
        walk.do(activating.activated, list(walk.accounts.values()), program())
        assert walk.application.deadline is None
        assert walk.decisions[deadline].outcome is Outcome.DONE


def test_a_case_that_is_withdrawn_loses_its_deadline_and_gets_it_again_when_it_comes_back() -> None:
    walk = begun().to_readiness()
    who = person("Ann Becker", Role.APPLICANT)
    walk.do(lambda application, now: applying.withdraw(application, who, now))
    assert walk.application.deadline is None
    form, accounts = walk.application.submission, list(walk.accounts.values())
    walk.do(lambda application, now: applying.resubmit(application, form, accounts, now))
    assert deadlines.term_to_begin(walk.application, program(), NOW) is not None
    assert deadlines.term_to_begin(walk.application, program(), AFTER) is None


def test_who_joins_after_the_date_has_missed_nothing_and_ops_can_see_who_has_none() -> None:
    late = Walk.of(country="US").application
    last = datetime(2027, 3, 1, 4, 59, tzinfo=UTC)
    assert deadlines.term_to_begin(late, program(), last) is not None
    assert deadlines.joined_after(late, program(), last) is None
    over = last + timedelta(minutes=1)
    with pytest.raises(Moved):
        deadlines.begin(late, program(), over)
    known = program().deadlines
    assert (known.last_passed("new", ON), known.last_passed("new", ON + timedelta(days=1))) == (
        None,
        known.term("test"),
    )
    joined = deadlines.joined_after(late, program(), over)
    assert joined is not None
    assert joined.date == ON
    assert deadlines.joined_after(Walk.of(track="technology").application, program(), over) is None
    assert deadlines.joined_after(replace(late, stage=Stage.ACTIVE), program(), over) is None


def test_who_joins_after_one_date_keeps_the_next() -> None:
    both = load(f"{PROGRAM_FILE.read_text()}{SECOND}")
    late = Walk.of().application
    first, second = (deadlines.term_to_begin(late, both, at) for at in (NOW, AFTER))
    assert first is not None
    assert second is not None
    assert (first.id, second.id) == ("test", "second")
    assert deadlines.joined_after(late, both, AFTER) is None
    kept = begun().application
    assert deadlines.term_to_begin(kept, both, AFTER) is None


def test_who_had_a_date_that_ops_waived_did_not_come_too_late() -> None:
    walk = missed()
    walk._keep(deadlines.waive(deadline_case(walk), OPS, "A special case.", notice(), walk.at))
    assert deadlines.joined_after(walk.application, program(), AFTER) is None


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("days_before = [60,", "days_before = [6,", "deadline_mails.days_before"),
        ("[deadline_mails]", "[other]", "deadline_mails.days_before"),
        ("date = 2027-02-28", 'date = "soon"', "deadlines.test.date"),
        ('tracks = ["new"]', 'tracks = ["nobody"]', "deadlines.test.tracks"),
        ("notice = 1", "notice = 0", "deadlines.test.notice"),
        ("notice = 1", "notice = 1.5", "deadlines.test.notice"),
        ("date = 2027-02-28", "date = 2027-02-28T10:00:00Z", "deadlines.test.date"),
        ('tracks = ["new"]', "tracks = []", "deadlines.test.tracks"),
        ("days_before = [60, 30, 14, 7, 3, 1]", 'days_before = ["60"]', "deadline_mails.days_before"),
        ("days_before = [60, 30, 14, 7, 3, 1]", "days_before = [60, 0]", "deadline_mails.days_before"),
        ("days_before = [60, 30, 14, 7, 3, 1]", "days_before = [60, 1.5]", "deadline_mails.days_before"),
    ],
)
def test_a_deadline_that_is_declared_wrongly_is_named_when_the_program_is_loaded(
    old: str, new: str, named: str
) -> None:
    declared = '\n[deadlines.test]\ndate = 2027-02-28\ntracks = ["new"]\nnotice = 1\n'
    text = PROGRAM_FILE.read_text(encoding="utf-8") + declared
    with pytest.raises(ProgramError, match=named.replace(".", r"\.")):
        load(declared.replace(old, new).join(text.split(declared)) if old in declared else text.replace(old, new))


def test_times_are_stored_in_utc() -> None:
    decision = deadline_case(begun(country="JP")).decision
    assert decision is not None
    assert decision.due.tzinfo is UTC
