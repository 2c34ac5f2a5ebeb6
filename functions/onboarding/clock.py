"""The clock: reads what is due and does it, reminders, expiries, unsent messages and undelivered wake-ups.

It reads nothing that is not due, so its work does not grow with what waits.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from onboarding import deadline_watch, proving, relay, renewals
from onboarding.deciding import decide
from onboarding.domain.account import Account
from onboarding.domain.accounts import overtaken
from onboarding.domain.answering import expire
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.checkins import check_in, unanswered
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import AlreadyDecided, Moved
from onboarding.domain.ids import ApplicationId
from onboarding.domain.live import is_live
from onboarding.domain.nudging import remind
from onboarding.domain.returning import invited_back
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.stopping import all_told
from onboarding.observing import observed
from onboarding.ports.outbox import (
    Due,
    DueCase,
    DueDecision,
    DueLook,
    DueMessage,
    DueRequest,
    DueStageChange,
    DueStart,
)
from onboarding.signing.reading import last_look, look
from onboarding.world import World, world

logger = Logger()
metrics = Metrics(namespace="PartnerOnboarding", service="clock")


MOST_MAILS = 1000
"""Of one pass, which ends after four minutes: what is left is due on the next, the oldest first."""


@observed
def handler(event: Mapping[str, Any], context: object) -> dict[str, int]:
    """`now` (ISO 8601 with its offset) may be given; else it is the time. Gives how often each thing was done."""
    given = event.get("now")
    now = datetime.fromisoformat(str(given)).astimezone(UTC) if given else world().clock.now()
    done = run(world(), now)
    for what, count in done.items():
        metrics.add_metric(name=what.capitalize(), unit=MetricUnit.Count, value=count)
    metrics.add_metric(name="Passes", unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
    return dict(done)


def run(world: World, now: datetime) -> Counter[str]:
    """One pass. What fails is counted as `failed` and stays due, so that the next pass finds it."""
    done: Counter[str] = Counter()
    for due in world.outbox.due(now):
        if isinstance(due, DueMessage) and (done["sent"] == MOST_MAILS or world.mail_rests(world.clock.now())):
            done["held back"] += 1
            continue
        application = _whose(due)
        act, what = _action(world, due, now)
        done[what if relay.guarded(act, application, f"{what} failed") else "failed"] += 1
    done += renewals.ask_some(world, now)
    logger.info("pass", extra={"now": now.isoformat(), **done})
    return done


def _whose(due: Due) -> ApplicationId:
    match due:
        case DueDecision(decision, _):
            return decision.application
        case DueLook(account):
            return account.application
        case DueStageChange(change):
            return change.application
        case DueMessage(application, _) | DueRequest(application, _) | DueStart(application) | DueCase(application):
            return application


def _action(world: World, due: Due, now: datetime) -> tuple[Callable[[], None], str]:
    match due:
        case DueMessage(application, message):
            return lambda: relay.send_message(world, application, message), "sent"
        case DueStart(application):
            return lambda: relay.start_workflow(world, application), "started"
        case DueRequest(application, asked):
            return lambda: look(world, application, asked), "polled"
        case DueCase(application):
            return lambda: _look(world, application, now), "looked"
        case DueLook(account):
            return lambda: _prove(world, account, now), "proved"
        case DueStageChange(change):
            return lambda: relay.tell_listeners(world, change), "told"
        case DueDecision(decision, token):
            return _asked(world, decision, token, now)


def _asked(world: World, decision: Decision, token: str | None, now: datetime) -> tuple[Callable[[], None], str]:
    """What is due at a decision; one that is listed only because a workflow waits for it needs nothing."""
    if not decision.open:
        return lambda: _wake(world, decision, token), "woken"
    if decision.kind is Kind.DEADLINE:
        return lambda: _deadline(world, decision, now), "missed" if now >= decision.due else "announced"
    if decision.next_look() is None:
        return lambda: world.outbox.forget(decision), "forgotten"
    if decision.expires and now >= decision.due:
        return lambda: _change(world, decision, now, expired=True), "expired"
    return lambda: _change(world, decision, now, expired=False), "reminded"


def _wake(world: World, decision: Decision, token: str | None) -> None:
    """Delivers a wake-up; without a token it waits for one, unless the case is over or waits for something else."""
    if token is not None:
        relay.wake_workflow(world, decision.application, decision.id, token)
        return
    application = world.applications.case(decision.application).application
    if application.decision != decision.id or application.idle:
        world.outbox.woken(decision, None)


def _expired(world: World, case: Case, now: datetime) -> Change:
    """Silence about a check-in is a task for ops; any other date that passes is the clock's answer."""
    if case.decision is not None and case.decision.kind is Kind.CHECKIN:
        return unanswered(case, world.program, now)
    return expire(case, now)


def _look(world: World, application: ApplicationId, now: datetime) -> None:
    """A partner is asked how it is going, an applicant invited to come back, or, of a case that was closed while its
    customers were asked, each nominee told; whoever was first has done it.
    """
    found = world.applications.case(application).application
    if found.stage is Stage.CLOSED and found.closed_as is not Outcome.NOT_YET:
        for one in world.applications.decisions(application):
            if one.kind in (Kind.ADMIN, Kind.PROOF) and one.open:
                _forget_if_dead(world, one, now)

    def rule(case: Case) -> Change:
        if case.application.stage is Stage.ACTIVE:
            return check_in(case.application, world.program, now)
        if case.application.closed_as is Outcome.NOT_YET:
            return invited_back(case.application, now)
        return all_told(case.application, now)

    with suppress(Moved):
        decide(world.applications, lambda: world.applications.case(application), rule)


def _change(world: World, decision: Decision, now: datetime, *, expired: bool) -> None:
    """Expires or reminds through the same guarded change as a person's answer; whoever was first has won."""
    if expired:
        last_look(world, decision, now)
    try:
        decide(
            world.applications,
            lambda: world.applications.case(decision.application, decision.id),
            lambda case: _expired(world, case, now) if expired else remind(case, now),
        )
    except (AlreadyDecided, Moved):
        _forget_if_dead(world, decision, now)


def _deadline(world: World, decision: Decision, now: datetime) -> None:
    """What is due at a deadline; one that was extended or kept in the meantime is nobody's any more."""
    try:
        deadline_watch.look(world, decision, now)
    except Moved:
        _forget_if_dead(world, decision, now)


def _forget_if_dead(world: World, decision: Decision, now: datetime) -> None:
    """Takes an open decision that nobody waits for off the list; a customer who was asked is told."""
    case = world.applications.case(decision.application, decision.id)
    asked = case.decision
    if asked is None or not asked.open or is_live(case.application, asked, case.account):
        return
    try:
        decide(
            world.applications,
            lambda: world.applications.case(decision.application, decision.id),
            lambda case: overtaken(case, now),
        )
    except Moved:
        world.outbox.forget(decision)


def _prove(world: World, account: Account, now: datetime) -> None:
    """Reads outside truth again; a provider that is away leaves the account due."""
    try:
        proving.look(world, account.application, account.id, now)
    except Moved:
        world.outbox.unlook(account)
