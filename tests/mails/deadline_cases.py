"""The mails of a deadline: announced step by step, extended, and decided in each way."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from onboarding.domain import asking, deadlines, renewing, signing
from onboarding.domain.answer import Answer
from onboarding.domain.decision import Decision
from onboarding.domain.people import Role
from onboarding.domain.releasing import release
from onboarding.domain.stages import Outcome
from tests.support import renewals
from tests.support.deadlines import OPS, deadline_case, notice, program
from tests.support.samples import DOCUMENT, Walk


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


def with_new_agreement[W: Walk](begun: Callable[[dict[str, Any]], W], form: dict[str, Any]) -> Iterator[W]:
    """Active partners that are asked to accept a new version: accepted, waived, extended and ended."""
    why = f"{form['company']} asked for it.\nSee https://evil.example."
    for outcome in (Outcome.SIGNED, Outcome.WAIVED, Outcome.ENDED):
        walk = begun(form)
        walk.to_active()
        renewals.renewed(walk)
        walk.do(signing.ask_signer, {**DOCUMENT, "provider": "dropbox_sign"}, walk.program)
        walk.answer(Outcome.REASSIGNED, Role.SIGNER, to_name=form["company"], to_email="boss@elsewhere.example")
        walk.do(signing.ask_signer, DOCUMENT, walk.program)
        for step in running(walk).ladder:
            walk.at = step
            walk._keep(deadlines.approach(deadline_case(walk), renewals.announced(), step))
        if outcome is Outcome.SIGNED:
            walk.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Director")
            walk.do(asking.hold, Outcome.FAILED, "Lambda.Unknown", walk.program)
            walk.answer(Outcome.RETRY, Role.OPS, note="It is back.")
            walk.seal()
            yield walk
            continue
        until, asked = date(2027, 8, 31), walk.case().decision
        walk._keep(
            renewing.extend(deadline_case(walk), asked, until, OPS, why, renewals.announced(), walk.program, walk.at)
        )
        walk.at = running(walk).due
        walk._keep(deadlines.pass_by(deadline_case(walk), walk.program, walk.at))
        if outcome is Outcome.WAIVED:
            walk._keep(renewing.waive(deadline_case(walk), OPS, why, renewals.announced(), walk.at))
        else:
            walk._keep(renewing.end(deadline_case(walk), OPS, why, walk.at))
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
