"""When the clock looks at a decision next."""

from dataclasses import replace

from onboarding.domain import asking
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.stages import Outcome
from tests.support.deadlines import begun, deadline_case
from tests.support.samples import PROGRAM, Walk


def waited_for(walk: Walk) -> Decision:
    decision = walk.case().decision
    assert decision is not None
    return decision


def test_after_the_last_reminder_the_clock_looks_at_the_date_where_it_acts() -> None:
    deadline = deadline_case(begun()).decision
    assert deadline is not None
    walk = Walk.of()
    walk.do(asking.ask_for_confirmation, PROGRAM)
    for decision in (deadline, waited_for(walk)):
        assert decision.next_look() == decision.ladder[0]
        assert replace(decision, ladder=()).next_look() == decision.due


def test_nothing_brings_the_clock_back_to_what_only_a_person_answers_or_has_answered() -> None:
    gate = waited_for(Walk.of().to_customers())
    assert replace(gate, kind=Kind.HOLD, ladder=()).next_look() is None
    assert replace(gate, outcome=Outcome.CONFIRMED).next_look() is None
