"""The commands: each does one thing, says what it did, and can be repeated."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from local.operations import audit as exporting
from local.operations import erasing
from local.operations.site import QUEUES, NoSuchThing, Site
from onboarding import case_words
from onboarding.census import Census
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.events import Event
from onboarding.domain.hanging import why_hung
from onboarding.domain.ids import ApplicationId, is_application_id
from onboarding.templating import moment
from onboarding.world import World

LATE = timedelta(minutes=15)
"""What was due longer ago than this, three passes of the clock have left undone."""

MOST = 20
"""Lines of one kind that are shown."""


def status(site: Site) -> Iterator[str]:
    """What rings, what stands still, what waits too long: the first look, and the last."""
    yield from (f"rings: {one}" for one in site.ringing())
    yield from (f"stopped: {one}" for one in site.stopped())
    yield from (f"failed: {count} in the queue “{queue}”" for queue in QUEUES if (count := site.failed(queue)))
    world = site.world
    now, census = world.clock.now(), Census()
    missed = 0
    for one in world.applications.under_way():
        census.count(one, now)
        missed += one.missed
    listed = list(world.applications.questions())
    census.count_questions(listed, now)
    late = sum(1 for _ in world.outbox.due(now - LATE))
    yield from (f"hangs: {id} {why}" for id, why in list(census.hung.items())[:MOST])
    if late:
        yield f"late: {late} reminders, dates, mails or wake-ups that the clock has not done"
    if census.unanswered:
        yield f"unanswered: {census.unanswered} of {census.questions} open questions are late"
    yield from _at_the_desk(world, listed)
    if missed:
        yield f"missed: {missed} partners' deadlines wait for a decision"
    if not site.replies:
        yield "replies: there is no replyDomain, so what people answer to our mails becomes no task"
    yield f"waiting: {sum(census.waiting.values())} cases under way"


def _at_the_desk(world: World, listed: Sequence[Decision]) -> Iterator[str]:
    """What only a person's decision ends, on the dashboard."""
    hits = sum(one.kind is Kind.SUSPICION for one in listed)
    if hits:
        yield f"hits: {hits} partners are like entries of denied-party lists"
    bounced = sum(one.kind is Kind.TASK and "mail" in one.about for one in listed)
    if bounced:
        yield f"bounced: {bounced} mails did not arrive"
    yield from (f"refused: {one.file}: {one.problem}" for one in world.denied_lists.listed() if one.problem)


def clock(site: Site) -> Iterator[str]:
    """One pass of the clock: everything that is due, now."""
    yield _counted("clock", site.invoke("clock", {}))


def reconcile(site: Site) -> Iterator[str]:
    """One pass of the reconciler: whatever execution is missing is grown again."""
    yield _counted("reconcile", site.invoke("reconcile", {}))


def regrow(site: Site) -> Iterator[str]:
    """Every execution is ended and grown anew, by the definition that is deployed now; no case loses anything."""
    workflow = site.world.workflow
    # All are listed first, so that none that has been grown anew is met; and the oldest, which are listed last, end
    # first, so that a repetition goes on where one was cut off.
    running = list(workflow.running())
    for execution in reversed(running):
        workflow.stop(execution, "grown anew, by the definition that is deployed now")
    yield f"regrow: {len(running)} executions ended; each is grown anew by itself, within minutes"


def redrive(site: Site, queue: str) -> Iterator[str]:
    """What was given up is done again, or, of the relay, taken off the list: the clock has done that work."""
    if queue in ("imports", "screenings", "webhooks"):
        site.move_back(queue)
        yield f"{queue}: the messages are on their way back to the queue"
        return
    again = {"relay": _forget, "mails": lambda failed: _invoke_again(site, failed)}.get(queue)
    if again is None:
        raise NoSuchThing(f"“{queue}” is not one of {', '.join(QUEUES)}")
    yield f"{queue}: {site.take_failed(queue, again)} done"


def resume(site: Site, name: str) -> Iterator[str]:
    """A schedule, the stream's reader, or a function that was stopped runs again."""
    site.resume(name)
    yield f"{name}: runs"


def log(site: Site, function: str) -> Iterator[str]:
    """The latest errors of a function, of the last three days."""
    lines = list(site.errors(function))
    yield from lines or [f"{function}: no error in its log of the last three days"]


def show(site: Site, id: str) -> Iterator[str]:
    """Where one case stands, and whether it hangs."""
    application = site.world.applications.case(_id(id)).application
    now = site.world.clock.now()
    yield f"{application.id} {application.submission.company}"
    yield f"stands at {case_words.STAGES[application.stage]}, with {case_words.ROLES[application.holder]}"
    yield f"since {moment(application.since)}, due {moment(application.due) if application.due else 'never'}"
    yield f"execution {application.id}-{application.generation}"
    yield why_hung(application, now) or "It does not hang."


def webhook_key(site: Site, distributor: str) -> Iterator[str]:
    """The key by which a distributor's own system checks our events; hand it over by a safe way."""
    known = {one.id for one in site.world.applications.distributors()}
    if distributor not in known:
        raise NoSuchThing(f"“{distributor}” is not one of {', '.join(sorted(known))}")
    yield site.webhook_key(distributor)


def audit(site: Site, *of: str) -> Iterator[str]:
    """The audit of one application (its id) or of a period (two dates, the second not included) as JSON lines."""
    for application, events in _audited(site, of):
        yield from exporting.lines(application, events)


def audit_csv(site: Site, *of: str) -> Iterator[str]:
    """The same as CSV, for people: no cell of it is a formula."""
    yield exporting.csv(event for _, events in _audited(site, of) for event in events)


def erase(site: Site, who: str, name: str = "", *reason: str) -> Iterator[str]:
    """What there is about a case (its id) or an e-mail address; your name (“Olga_Ops”) and a reason erase it."""
    yield from erasing.erased(site, who, name.replace("_", " "), " ".join(reason))


def _audited(site: Site, of: Sequence[str]) -> Iterator[tuple[Application, list[Event]]]:
    applications = site.world.applications
    match of:
        case (id,):
            application = applications.case(_id(id)).application
            yield application, exporting.of_one(applications, application)
        case (start, end):
            yield from exporting.of_period(applications, _midnight(start), _midnight(end))
        case _:
            raise NoSuchThing("say which: an application's id, or two dates such as 2026-11-01 2026-12-01")


def _id(text: str) -> ApplicationId:
    if not is_application_id(text.upper()):
        raise NoSuchThing(f"“{text}” is not the id of an application")
    return ApplicationId(text.upper())


def _midnight(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(0), UTC)
    except ValueError:
        raise NoSuchThing(f"“{text}” is not a date such as 2026-11-01") from None


COMMANDS: Mapping[str, Callable[..., Iterator[str]]] = {
    "status": status,
    "clock": clock,
    "reconcile": reconcile,
    "regrow": regrow,
    "redrive": redrive,
    "resume": resume,
    "log": log,
    "show": show,
    "webhook-key": webhook_key,
    "audit": audit,
    "audit-csv": audit_csv,
    "erase": erase,
}


def _counted(name: str, answer: Any) -> str:
    counts = {what: count for what, count in answer.items() if count} if isinstance(answer, dict) else {}
    return f"{name}: {', '.join(f'{what} {count}' for what, count in counts.items()) or 'nothing to do'}"


def _forget(_: Mapping[str, Any]) -> None:
    """A record that the relay gave up says where in the stream it was; the table has what it was about."""


def _invoke_again(site: Site, failed: Mapping[str, Any]) -> None:
    """An event that a function raised on, as Lambda leaves it in a queue (Lambda guide, “Adding a destination”)."""
    arn = str(failed["requestContext"]["functionArn"])
    function = "inbound" if "inbound" in arn else "mail_trouble"
    site.invoke(function, failed["requestPayload"])
