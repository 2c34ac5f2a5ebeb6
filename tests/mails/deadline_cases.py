"""The mails of a deadline: announced step by step, extended, and decided in each way."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from onboarding.domain import deadlines
from onboarding.domain.answer import Answer
from onboarding.domain.decision import Decision
from onboarding.domain.releasing import release
from onboarding.domain.stages import Outcome
from tests.support.deadlines import OPS, deadline_case, notice, program
from tests.support.samples import Walk


def with_deadline[W: Walk](begun: Callable[[dict[str, Any]], W], form: dict[str, Any]) -> Iterator[W]:
    """Cases whose customers are asked, with the whole ladder, an extension, and what ops decided in the end."""
    why = f"{form['company']} asked for it.\nSee https://evil.example."
    for outcome in (Outcome.WAIVED, Outcome.RELEASED):
        walk = begun(form)
        walk.to_customers()
        walk._keep(deadlines.begin(walk.application, program(), walk.at))
        for step in running(walk).ladder:
            walk.at = step
            walk._keep(deadlines.approach(deadline_case(walk), notice(), step))
        later = deadlines.extend(deadline_case(walk), date(2027, 6, 30), OPS, why, notice(), program(), walk.at)
        walk._keep(later)
        walk.at = running(walk).ladder[-1]
        walk._keep(deadlines.approach(deadline_case(walk), notice(), walk.at))
        walk.at = running(walk).due
        walk._keep(deadlines.pass_by(deadline_case(walk), program(), walk.at))
        if outcome is Outcome.WAIVED:
            walk._keep(deadlines.waive(deadline_case(walk), OPS, why, notice(), walk.at))
        else:
            _release_first(walk, why)
        yield walk


def running(walk: Walk) -> Decision:
    """The deadline that runs."""
    decision = deadline_case(walk).decision
    assert decision is not None
    return decision


def _release_first(walk: Walk, why: str) -> None:
    given = Answer(outcome=Outcome.RELEASED, by=OPS, at=walk.at, note=why)
    accounts, decisions = list(walk.accounts.values()), list(walk.decisions.values())
    walk._keep(release(deadline_case(walk), given, {accounts[0].id}, accounts, decisions, notice()))
