"""Notices as ops write, publish and withdraw them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from aws_lambda_powertools import Logger

from onboarding.domain import notices as rules
from onboarding.domain.deadline_terms import Term
from onboarding.domain.errors import Conflict, Moved, NotFound, Refused, Unavailable
from onboarding.domain.events import broken_at
from onboarding.domain.notices import Expected, Notice, NoticeChange, NoticeNumber, NoticeState, Wording, official
from onboarding.domain.people import Role, person
from onboarding.ops.pages import page
from onboarding.ops.request import Request
from onboarding.renewals import to_be_asked
from onboarding.world import World

logger = Logger(child=True)

TRIES = 5
"""How often the next free number is looked for while others write notices too."""


@dataclass(frozen=True)
class Silent:
    """A deadline of the program whose mails are left out, and why."""

    term: Term
    why: str


@dataclass(frozen=True)
class Reach:
    """How many partners a notice is for: `reminded` before their date, `asked` to accept a new agreement."""

    reminded: int
    asked: int


def listed(world: World, request: Request) -> str:
    """All notices, drafts too, and the deadlines that no published notice carries."""
    found = world.notices.listed()
    return page("notices", request, notices=list(reversed(found)), silent=silent_terms(world, found))


def silent_terms(world: World, found: Sequence[Notice]) -> list[Silent]:
    """Deadlines of the program of which no mail may speak."""
    known = {one.id: one for one in found}
    silent = []
    for term in world.program.terms:
        try:
            official(known.get(term.notice), term.date)
        except Refused as refused:
            silent.append(Silent(term, refused.message))
    return silent


def one(world: World, request: Request, refused: Refused | None = None, said: str = "") -> str:
    """One notice as its readers will see it, with what ops may do with it."""
    notice = _found(world, request.number)
    history = world.notices.history(notice.id)
    return page(
        "notice",
        request,
        notice=notice,
        history=list(reversed(history)),
        broken=broken_at(history),
        address=f"{world.settings.need('base_url')}/notices/{notice.id}",
        terms=[term for term in world.program.terms if term.notice == notice.id],
        reach=None if notice.state is NoticeState.WITHDRAWN else reach(world, notice.id),
        refused=refused,
        said=said,
    )


def reach(world: World, notice: NoticeNumber) -> Reach:
    """Whom publishing this notice lets mails go out to: counted before it is published, and as it is now after."""
    dated = {term.id for term in world.program.terms if term.notice == notice}
    asked = (one for terms in world.program.renewals if terms.notice == notice for one in to_be_asked(world, terms))
    with_one = world.applications.in_full(one for one in world.applications.under_way() if one.deadline)
    reminded = sum(one.deadline is not None and one.deadline_id in dated for one in with_one)
    return Reach(reminded, sum(1 for _ in asked))


def form(world: World, request: Request, refused: Refused | None = None) -> str:
    """The wording of a draft, or of a new notice where none is named."""
    notice = _found(world, request.number) if request.number else None
    typed = dict(request.typed) if refused else _written(notice)
    return page("notice_form", request, notice=notice, typed=typed, refused=refused)


def save(world: World, request: Request) -> str:
    """Keeps a draft, under the next number where it is new."""
    try:
        wording, by = _wording(request), person(request.typed.get("name", ""), Role.OPS)
        if request.number:
            return _changed(world, request, lambda one: rules.reword(one, wording, by, world.clock.now()), "Saved.")
        number = _drafted(world, wording, by.name)
    except Refused as refused:
        return form(world, request, refused)
    logger.info("notice drafted", extra={"notice": number, "by": by.name})
    return listed(world, request)


def publish(world: World, request: Request) -> str:
    """Makes a draft official; pressing again finds it published and changes nothing."""
    by, reason = person(request.typed.get("name", ""), Role.OPS), request.typed.get("reason", "")
    said = "Published. Mails about it may go out from now on."
    return _changed(world, request, lambda one: rules.publish(one, by, reason, world.clock.now()), said)


def withdraw(world: World, request: Request) -> str:
    """Takes a notice back; from now on no mail speaks of it."""
    by, reason = person(request.typed.get("name", ""), Role.OPS), request.typed.get("reason", "")
    said = "Withdrawn. No mail speaks of it any more."
    return _changed(world, request, lambda one: rules.withdraw(one, by, reason, world.clock.now()), said)


def _changed(world: World, request: Request, rule: Callable[[Notice], NoticeChange], said: str) -> str:
    notice = _found(world, request.number)
    try:
        change = rule(notice)
        if notice.version != request.version:
            raise Refused("The notice has changed since you looked. This is how it reads now; please look again.")
        world.notices.record(change)
    except Conflict:
        return one(world, request, Refused("Somebody else has just changed this notice. Please look again."))
    except Moved as moved:
        return one(world, request, moved)
    except Refused as refused:
        if request.action == "save_notice":
            return form(world, request, refused)
        return one(world, request, refused)
    logger.info(change.event.action, extra={"notice": notice.id, "by": change.event.actor.name})
    return one(world, request, said=said)


def _drafted(world: World, wording: Wording, by: str) -> NoticeNumber:
    for _ in range(TRIES):
        last = max((one.id for one in world.notices.listed()), default=0)
        change = rules.draft(NoticeNumber(last + 1), wording, person(by, Role.OPS), world.clock.now())
        try:
            world.notices.record(change)
        except Conflict:
            continue
        return change.notice.id
    raise Unavailable("too many people are writing notices at once")


def _found(world: World, number: int) -> Notice:
    notice = world.notices.find(NoticeNumber(number))
    if notice is None:
        raise NotFound(str(number))
    return notice


def _wording(request: Request) -> Wording:
    typed = request.typed
    try:
        on = date.fromisoformat(typed.get("date", ""))
    except ValueError:
        raise Refused("Please give the date as year-month-day, such as 2027-06-30.", "date") from None
    return Wording(
        title=typed.get("title", ""),
        date=on,
        consequence=typed.get("consequence", ""),
        action=typed.get("action", ""),
        contact=typed.get("contact", ""),
        expected=_expected(typed.get("expected", "")),
    )


def _expected(text: str) -> tuple[Expected, ...]:
    """Questions with their answers: a question's line, its answer below it, an empty line between two of them."""
    found = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        question, _, answer = block.strip().partition("\n")
        if question and not answer.strip():
            raise Refused("Please write each question on a line, its answer below it.", "expected")
        if question:
            found.append(Expected(question.strip(), " ".join(answer.split())))
    return tuple(found)


def _written(notice: Notice | None) -> dict[str, str]:
    if notice is None:
        return {}
    wording = notice.wording
    expected = "\n\n".join(f"{one.question}\n{one.answer}" for one in wording.expected)
    return {
        "title": wording.title,
        "date": wording.date.isoformat(),
        "consequence": wording.consequence,
        "action": wording.action,
        "contact": wording.contact,
        "expected": expected,
    }
