"""The widgets' pages: each reads what it shows and fills its template; nothing here changes anything."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from onboarding import case_words
from onboarding.domain.account import Account
from onboarding.domain.application import Application
from onboarding.domain.decision import REASON_REQUIRED, Decision, Kind
from onboarding.domain.errors import Moved, NotFound, Refused
from onboarding.domain.events import Event, broken_at
from onboarding.domain.hanging import why_hung
from onboarding.domain.live import is_live
from onboarding.domain.people import Role
from onboarding.domain.questions import asker_of
from onboarding.domain.stages import Stage
from onboarding.domain.standing import Listed, Standing
from onboarding.domain.suspecting import asked_about
from onboarding.ops import ways
from onboarding.ops.accounts import choices
from onboarding.ops.actions import Done
from onboarding.ops.missed import evidence
from onboarding.ops.request import Request
from onboarding.ops.tasks import KINDS, candidates
from onboarding.ops.tasks import tasks as still_waiting
from onboarding.templating import render
from onboarding.world import World

ROWS = 25
"""Rows on one page of a list."""

NAMED = 5
"""Cases that hang, named above the list."""

EVENTS = 100
"""Audit events shown of one case, newest first."""


@dataclass(frozen=True)
class Row:
    """One application in the list of those that wait."""

    application: Application
    holder: str
    overdue: bool
    execution: str


def page(template: str, request: Request, **context: object) -> str:
    """One of the widget's templates, filled in."""
    return render(f"ops/{template}.html", request=request, words=case_words, **context)


def message(request: Request, text: str) -> str:
    """One sentence, and the way back to the lists."""
    return page("message", request, text=text)


def waiting(world: World, request: Request) -> str:
    """Every application that is neither active nor closed, oldest first, a page at a time; only that page is read."""
    now = world.clock.now()
    found = sorted(world.applications.under_way(), key=lambda one: one.since)
    shown = found[(request.page - 1) * ROWS : request.page * ROWS]
    hung = [one for one in found if why_hung(one, now)]
    return page(
        "waiting",
        request,
        now=now,
        count=len(found),
        by_role=Counter(case_words.ROLES[one.holder] for one in found).most_common(),
        overdue=sum(_is_overdue(one, now) for one in found),
        hangs=len(hung),
        hung=_named(world, hung[:NAMED], now) if request.page == 1 else [],
        rows=[_row(world, one, now) for one in world.applications.in_full(shown)],
        pages=pages_of(len(found)),
    )


def _named(world: World, hung: Sequence[Listed], now: datetime) -> list[tuple[Application, str]]:
    """Those with the reason; one may have gone on since it was listed."""
    return [(one, why) for one in world.applications.in_full(hung) if (why := why_hung(one, now))]


def _row(world: World, application: Application, now: datetime) -> Row:
    return Row(
        application,
        case_words.holder(application, _addressee(world, application), world.program),
        _is_overdue(application, now),
        execution_url(world.settings.need("state_machine"), application),
    )


def _addressee(world: World, application: Application) -> Decision | None:
    """The open decision, read only where it alone knows who is asked."""
    if application.holder is not Role.DISTRIBUTOR or application.decision is None:
        return None
    try:
        return world.applications.case(application.id, application.decision).decision
    except NotFound:
        return None


def _is_overdue(application: Standing, now: datetime) -> bool:
    return application.due is not None and application.due < now


def pages_of(count: int) -> int:
    """How many pages a list of that length has."""
    return max(1, -(-count // ROWS))


def tasks(world: World, request: Request) -> str:
    """Everything that ops must decide, oldest first, a page at a time."""
    listed = candidates(world.applications)
    shown = list(still_waiting(world.applications, listed[(request.page - 1) * ROWS : request.page * ROWS]))
    return page(
        "tasks",
        request,
        now=world.clock.now(),
        program=world.program,
        count=len(listed),
        tasks=shown,
        pages=pages_of(len(listed)),
    )


def form(world: World, request: Request, refused: Refused | None = None, *, stale: bool = False) -> str:
    """One task with its form; after a refusal with what was typed kept, and what has happened in between."""
    found = world.applications.case(request.application, request.decision)
    application, decision = found.application, found.decision
    if decision is None or decision.kind not in KINDS:
        raise Refused("This is not for ops to decide: only its addressee can.")
    if not is_live(application, decision):
        return over(world, request)
    events = world.applications.events(application.id)
    missed = decision.kind is Kind.MISSED
    return page(
        "missed" if missed else "task",
        request,
        evidence=evidence(world, application, decision) if missed else None,
        now=world.clock.now(),
        program=world.program,
        application=application,
        decision=decision,
        reason_required=bool(REASON_REQUIRED.intersection(decision.answers)),
        refused=refused,
        asker=asker_of(application, decision),
        news=[event for event in events if event.number > request.version] if stale else [],
        last_words=_last_words(events),
        accounts=_unsettled(world, application) if decision.kind is Kind.HOLD else [],
        hits=asked_about(application, decision),
    )


def _unsettled(world: World, application: Application) -> list[Account]:
    """The customer accounts that a hold is about: those that could be settled alone."""
    if application.stage not in (Stage.CUSTOMERS, Stage.ACTIVATION):
        return []
    return [one for one in world.applications.accounts(application.id) if choices(application, one)]


def _last_words(events: Sequence[Event]) -> Event | None:
    """The last answer that came with a reason: often why a case is held."""
    return next((event for event in reversed(events) if event.details.get("note")), None)


def over(world: World, request: Request) -> str:
    """What became of a decision for which nobody waits any more: who decided what, and when."""
    found = world.applications.case(request.application, request.decision)
    if found.decision is None:
        raise Moved("Nobody was asked this.")
    return page("over", request, application=found.application, decision=found.decision)


def recorded(world: World, request: Request, done: Done) -> str:
    """What an action did, and where the case stands now."""
    decision = world.applications.case(request.application, request.decision).decision
    return page("done", request, application=done.application, decision=decision, done=done)


def case(world: World, request: Request) -> str:
    """One application with all that the table knows about it."""
    application = world.applications.case(request.application).application
    decisions = world.applications.decisions(application.id)
    events = world.applications.events(application.id)
    accounts = world.applications.accounts(application.id)
    of_account = {one.id: one for one in accounts}
    current = next((one for one in decisions if one.id == application.decision), None)
    return page(
        "case",
        request,
        now=world.clock.now(),
        program=world.program,
        application=application,
        holder=case_words.holder(application, current, world.program),
        overdue=_is_overdue(application, world.clock.now()),
        execution=execution_url(world.settings.need("state_machine"), application),
        accounts=accounts,
        open_decisions=[one for one in decisions if is_live(application, one, of_account.get(one.account))],
        messages=list(reversed(world.applications.messages(application.id))),
        events=list(reversed(events))[:EVENTS],
        hidden=max(0, len(events) - EVENTS),
        broken=broken_at(events),
        ways=ways,
    )


def execution_url(machine: str, application: Application) -> str:
    """The page of the case's own execution in the Step Functions console."""
    region = machine.split(":")[3]
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:{application.id}-{application.generation}"
    home = f"https://{region}.console.aws.amazon.com/states/home?region={region}"
    return f"{home}#/v2/executions/details/{arn}"
