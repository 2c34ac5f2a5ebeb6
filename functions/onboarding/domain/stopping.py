"""Stopping a case before its end, whatever it waits for: withdrawn by the applicant, or closed by ops."""

from collections.abc import Sequence
from datetime import datetime

from onboarding.domain.application import Application
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision, Kind, Settlement
from onboarding.domain.errors import Moved
from onboarding.domain.ids import DecisionId
from onboarding.domain.messages import Letter
from onboarding.domain.people import CLOCK, Actor, Role
from onboarding.domain.stages import Outcome, Stage, after


def stopped(
    application: Application,
    outcome: Outcome,
    by: Actor,
    now: datetime,
    *,
    reason: str,
    letters: Sequence[Letter],
) -> Change:
    """Closes the case as `outcome`; what it waits for is settled, so that its links die and its workflow ends."""
    settled: list[Settlement] = []
    asked: list[Decision] = []
    if application.decision is None:
        asked = [_decided(application, outcome, by, now, reason)]
    elif application.decision_open:
        settled = [Settlement(application.decision, outcome, by, now, reason)]
    return change(
        application,
        action=outcome.value,
        by=by,
        now=now,
        details={"reason": reason},
        letters=letters,
        settled=settled,
        asked=asked,
        decision=asked[0].id if asked else application.decision,
        stage=after(application.stage, outcome),
        holder=Role.NOBODY,
        due=None,
        held=False,
        decision_open=False,
        closed_as=outcome,
        reason=reason,
    )


def all_told(application: Application, now: datetime) -> Change:
    """The clock has told everybody who was still asked about a closed case; raises Moved where it need not look."""
    if application.stage is not Stage.CLOSED or application.look_at is None or now < application.look_at:
        raise Moved("There is nobody left to tell.")
    return change(application, action="customers told", by=CLOCK, now=now, look_at=None)


def _decided(application: Application, outcome: Outcome, by: Actor, now: datetime, reason: str) -> Decision:
    """A decided decision, for a workflow that comes to wait before anybody was asked anything."""
    return Decision(
        id=DecisionId(f"{Kind.WITHDRAWAL.value}-{application.decisions + 1}"),
        application=application.id,
        kind=Kind.WITHDRAWAL,
        role=by.role,
        asked=application.submission.applicant,
        asked_at=now,
        due=now,
        answers=(),
        outcome=outcome,
        decided_by=by,
        decided_at=now,
        note=reason,
    )
