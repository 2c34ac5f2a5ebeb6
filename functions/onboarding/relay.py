"""The relay: what a transaction left in the table goes out: mails, events, workflows started and woken.

It never raises: what fails stays in the table, where the clock finds it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from onboarding import apart, census, deadline_watch
from onboarding.adapters.items import from_wire, stage_change_of
from onboarding.domain.application import Case
from onboarding.domain.errors import NotFound, RateLimited, Rejected
from onboarding.domain.ids import ApplicationId, DecisionId, MessageId
from onboarding.domain.link import LIFE, Link, hash_of, new_token
from onboarding.domain.live import is_live
from onboarding.domain.messages import APART, Mail, Message, MessageState
from onboarding.domain.people import ActorKind, Role
from onboarding.domain.stage_change import StageChange
from onboarding.domain.undelivered import Failure
from onboarding.growing import grow
from onboarding.mail_context import Addresses
from onboarding.mail_trouble import report
from onboarding.mailing import compose, mailbox
from onboarding.observing import about, observed
from onboarding.ports.provider import RequestState
from onboarding.signing.asking import ask_outside
from onboarding.signing.reading import look
from onboarding.signing.settling import is_outside
from onboarding.world import World, world

logger = Logger()

NEEDS_AN_ANSWER = frozenset(
    {
        Mail.CONFIRM_EMAIL,
        Mail.INVITE_PARTNER,
        Mail.REVIEW_APPLICATION,
        Mail.REVIEW_BUSINESS,
        Mail.REVIEW_SCREENING,
        Mail.ACCEPT_PARTNER,
        Mail.SIGN_AGREEMENT,
        Mail.ACCEPT_AGREEMENT,
        Mail.COUNTERSIGN_AGREEMENT,
        Mail.CONFIRM_ADMIN,
        Mail.DECIDE_HOLD,
        Mail.ANSWER_QUESTION,
        Mail.ANSWER_CHECKIN,
        Mail.DECIDE_TASK,
        Mail.REMINDER,
        Mail.DEADLINE_NEAR,
        Mail.CONNECT_ACCOUNT,
        Mail.DECIDE_DRIFT,
    }
)
"""Mails that are moot once nobody waits for their answer."""


@observed
def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """DynamoDB stream records (NEW_IMAGE); always answers that the whole batch is done."""
    for record in event.get("Records", []):
        deliver_record(world(), record)
    return {"batchItemFailures": []}


def deliver_record(world: World, record: Mapping[str, Any]) -> None:
    """One record: a malformed one is logged and left."""
    try:
        image = record["dynamodb"]["NewImage"]
        item = from_wire(image)
        kind = item["kind"]
        application = ApplicationId(item["id"] if kind == "APPLICATION" else item["application"])
    except (KeyError, TypeError, AttributeError) as error:
        logger.warning("malformed stream record", extra={"error_type": type(error).__name__})
        return
    if kind == "MESSAGE":
        guarded(lambda: send_message(world, application, MessageId(item["id"])), application, "message not sent")
    elif kind == "DECISION" and "task_token" in item and "outcome" in item:
        token, decision = item["task_token"], DecisionId(item["id"])
        guarded(lambda: wake_workflow(world, application, decision, token), application, "workflow not woken")
    elif kind == "REQUEST" and item.get("state") == RequestState.QUEUED:
        asked = DecisionId(item["decision"])
        guarded(lambda: look(world, application, asked), application, "not read back outside")
    elif kind == "STAGE_CHANGE" and "due_pk" in item:
        guarded(lambda: tell_listeners(world, stage_change_of(item)), application, "other systems not told")
    elif kind == "APPLICATION" and "start" in item:
        guarded(lambda: start_workflow(world, application), application, "workflow not started")


def guarded(action: Callable[[], None], application: ApplicationId, what: str) -> bool:
    """Runs one delivery; a failure is logged under the application's id and left for the clock."""
    about(application)
    try:
        action()
    except Exception as error:
        logger.exception(what, extra={"application": application, "error_type": type(error).__name__})
        return False
    return True


def send_message(world: World, application: ApplicationId, message: MessageId) -> None:
    """Claims, composes and sends one message; raises Unavailable, leaving it claimed, where the service is away."""
    now = world.clock.now()
    if world.mail_rests(now):
        return  # it stays on the clock's list
    claimed = world.outbox.claim(application, message, now)
    if claimed is None:
        return
    if claimed.letter.mail in APART:
        told = apart.addressed(world, claimed, now)
        if told is None:
            world.outbox.settle(claimed, MessageState.MOOT, now)
        else:
            _send(world, told[0], None, told[1], now)
        return
    case = world.applications.case(application, claimed.letter.decision)
    if _moot(claimed, case) or deadline_watch.silenced(world, claimed, case, now):
        world.outbox.settle(claimed, MessageState.MOOT, now)
        return
    if not ask_outside(world, claimed, case):
        world.outbox.settle(claimed, MessageState.FAILED, now)
        return
    _send(world, claimed, case, _links(world, claimed, now), now)


def _send(world: World, message: Message, case: Case | None, addresses: Addresses, now: datetime) -> None:
    sender, about = world.settings.need("sender"), {"application": message.application, "message_id": message.id}
    try:
        raw = compose(message, case, addresses, world.program, sender, now)
        world.mailer.send(raw, sender, mailbox(message.letter.to))
    except Rejected as refused:
        if case is not None:
            report(world, message, Failure.REFUSED, str(refused), now)
            return
        world.outbox.settle(message, MessageState.FAILED, now)
        logger.warning("mail refused for good", extra={**about, "why": str(refused)})
        return
    except RateLimited:
        world.outbox.postpone(message, world.rest_mail(now))
        raise
    world.outbox.settle(message, MessageState.SENT, now)
    census.sent()
    logger.info("mail sent", extra={**about, "mail": message.letter.mail.value})


def _moot(message: Message, case: Case) -> bool:
    if message.letter.mail not in NEEDS_AN_ANSWER or case.decision is None:
        return False
    return not is_live(case.application, case.decision, case.account)


def _links(world: World, message: Message, now: datetime) -> Addresses:
    """Fresh links for one mail; ops act in the console, so theirs leads to the dashboard and carries no token.

    Nobody answers a deadline: its mail leads to the applicant's page.
    """
    base, letter = world.settings.need("base_url"), message.letter
    decision = page = ""
    if letter.decision is not None and letter.role is not Role.OPS and letter.mail is not Mail.DEADLINE_NEAR:
        token = _link(world, message, letter.decision, now)
        decision = f"{base}/d/{message.application}/{letter.decision}/{token}"
    if letter.role is Role.APPLICANT:
        page = f"{base}/a/{message.application}/{_link(world, message, None, now)}"
    settings = world.settings
    return Addresses(
        decision=decision, page=page, home=base, console=settings.console_url, replies=settings.reply_domain
    )


def _link(world: World, message: Message, decision: DecisionId | None, now: datetime) -> str:
    token, letter = new_token(), message.letter
    link = Link(
        hash=hash_of(token),
        application=message.application,
        decision=decision,
        role=letter.role,
        email=letter.to.email,
        expires=now + LIFE,
    )
    world.outbox.keep_link(link)
    return token


def wake_workflow(world: World, application: ApplicationId, decision: DecisionId, token: str) -> None:
    """Hands the outcome to whoever waits with this token; whose execution is lost gets a new one."""
    case = world.applications.case(application, decision)
    decided = case.decision
    if decided is None or decided.outcome is None:
        raise NotFound(decision)
    payload = {
        "id": application,
        "stage": case.application.place,
        "outcome": decided.outcome.value,
        "decision": decision,
    }
    alive = world.workflow.wake(token, payload)
    if decided.decided_by is not None and decided.decided_by.kind is ActorKind.PERSON:
        census.answered(decided)
    world.outbox.woken(decided, token)
    logger.info("workflow woken" if alive else "nobody waits with that token", extra=payload)
    if not alive:
        # The token was used before, or its execution is lost.
        guarded(lambda: logger.info(grow(world, application)), application, "not regrown")
    if is_outside(decided):
        # Whatever still stands open at the provider is taken back; if that fails, its next look does it.
        guarded(lambda: look(world, application, decision), application, "not taken back outside")


def start_workflow(world: World, application: ApplicationId) -> None:
    """Starts the execution of the present generation; one that runs already is fine."""
    now = world.applications.case(application).application
    if now.uninvited(world.clock.now()):
        return  # it stays on the clock's list
    world.workflow.start(now)
    deadline_watch.begin(world, now)
    world.outbox.started(now)
    logger.info("workflow started", extra={"application": application, "generation": now.generation})


def tell_listeners(world: World, change: StageChange) -> None:
    """Tells other systems that a case has reached a stage: at least once, by an id that stays the same."""
    world.listeners.tell(change)
    world.outbox.told(change, world.clock.now())
