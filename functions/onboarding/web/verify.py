"""The page on which anybody checks an agreement that they hold; a function of its own, with the libraries for it.

It says nothing about an agreement that its file does not say already: with a number alone it tells only whether
there is such an agreement, its fingerprint, and whether it is in force.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools import Logger

from onboarding.domain.application import Agreement, Application, Case
from onboarding.domain.errors import NotFound, Unavailable
from onboarding.domain.ids import ApplicationId, DecisionId, is_application_id
from onboarding.domain.marking import N_
from onboarding.domain.stages import Stage
from onboarding.observing import observed
from onboarding.speaking import say
from onboarding.templating import day, moment
from onboarding.typed_text import printable
from onboarding.web.front import passed
from onboarding.web.request import Request, Unacceptable, request_of
from onboarding.web.responses import Reply, broken, on_the_wire, page, refused, unavailable
from onboarding.web.tongue import spoken_to
from onboarding.web.upload import uploaded
from onboarding.world import World, world

logger = Logger()

IN_FORCE = N_("In force")
YES, OVER, NO = N_("Yes"), N_("Not in force"), N_("No")
_GENUINE = N_("This agreement is genuine")
_FIELD = "document"


@observed
def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """One request of API Gateway (payload 2.0); whatever happens, the answer is a page."""
    here, method = world(), str(event["requestContext"]["http"]["method"])
    with spoken_to(event, here.program):
        reply = _reply(here, event, method, str(context.aws_request_id))
    logger.info("page", extra={"route": "/verify", "method": method, "status": reply.status})
    return on_the_wire(here, reply, event)


def _reply(here: World, event: Mapping[str, Any], method: str, id: str) -> Reply:
    try:
        event = passed(here, event)
        if method in ("GET", "HEAD"):
            return by_number(here, request_of({**event, "body": ""}, id))
        if method == "POST":
            return by_file(here, uploaded(event, _FIELD))
        raise Unacceptable(
            405,
            say("That cannot be done here"),
            say("Please use the form on this page."),
            {"Allow": "GET, HEAD, POST"},
        )
    except Unacceptable as error:
        return refused(here, error)
    except Unavailable as error:
        logger.warning("a service is away", extra={"route": "/verify", "why": str(error)})
        return unavailable(here, Request(method=method))
    except Exception as error:  # noqa: BLE001 - a person is waiting: whatever broke, they get a page
        logger.error("page broke", extra={"route": "/verify", "error_type": type(error).__name__})  # noqa: TRY400
        return broken(here, id)


@dataclass(frozen=True)
class Verdict:
    """What the page says: `mark` is empty before anything was asked; the rest is where it is not to be told."""

    mark: str = ""
    title: str = N_("Check a partner agreement")
    words: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def by_number(here: World, request: Request) -> Reply:
    """The form, and below it what a number alone may be told."""
    number = (request.query.get("number") or [""])[0].strip().upper()
    if not number:
        return _page(here, Verdict(), "")
    case = _find(here, number)
    held = case.application.sealed(number) if case else None
    if case is None or held is None:
        verdict = Verdict(NO, say("We know no such agreement"), say("Please check the number, or upload the document."))
        return _page(here, verdict, number)
    state = _state(case.application, held)
    facts = ((say("State"), say(state)), (say("Number"), held.number), (say("SHA-256 of the sealed file"), held.sha256))
    words = say("Your copy is ours and unchanged if its SHA-256 is the one below. Upload it, and we compare.")
    mark = YES if state == IN_FORCE else OVER
    return _page(here, Verdict(mark, say("There is such an agreement"), words, facts), number)


def by_file(here: World, pdf: bytes) -> Reply:
    """What a file is, told to whoever holds it."""
    if not pdf:
        return _page(here, Verdict(NO, say("No file was sent"), say("Please choose the PDF first.")), "", status=422)
    # pyHanko costs a cold start half a second, which only uploads should pay.
    from onboarding.documents.checking import State, check  # noqa: PLC0415

    finding = check(pdf, here.documents)
    case = _find(here, finding.number) if finding.state is State.SEALED else None
    held = case.application.sealed(finding.number) if case else None
    if case is not None and held is not None and held.sha256 == hashlib.sha256(pdf).hexdigest():
        return _page(here, _genuine(case, held, here.program.vendor.name), "")
    vendor = here.program.vendor.name
    title, words = {
        State.UNREADABLE: (say("This is not a PDF that we can read"), say("A sealed agreement is a PDF file.")),
        State.UNSEALED: (
            say("This PDF carries no seal"),
            say(
                "{vendor} seals every agreement once both sides have signed. This may be the "
                "text from before that: ask whoever gave it to you for the sealed one.",
                vendor=vendor,
            ),
        ),
        State.FOREIGN: (
            say("This PDF is not sealed by {vendor}", vendor=vendor),
            say("It carries a signature of somebody else. Please ask us before you rely on it."),
        ),
        State.CHANGED: (
            say("Do not rely on this file: it was changed"),
            say("It is not as it was when it was sealed. Ask whoever gave it to you for the original."),
        ),
        State.SEALED: (
            say("This is not the copy on record"),
            say(
                "It carries a seal of {vendor}, but we hold no such copy. Please ask us before you rely on it.",
                vendor=vendor,
            ),
        ),
    }[finding.state]
    return _page(here, Verdict(NO, title, words), "")


def _genuine(case: Case, held: Agreement, vendor: str) -> Verdict:
    """Everything here stands in the file itself, but for whether it is in force."""
    state = _state(case.application, held)
    facts = (
        (say("State"), say(state)),
        (say("Number"), held.number),
        *_signature(case),
        (say("Sealed"), moment(held.sealed)),
        ("SHA-256", held.sha256),
    )
    unchanged = say("It is sealed by {vendor}, and not a byte was changed.", vendor=vendor)
    if state == IN_FORCE:
        return Verdict(YES, _GENUINE, unchanged, facts)
    return Verdict(OVER, say("This agreement is genuine, but not in force any more"), unchanged, facts)


def _signature(case: Case) -> tuple[tuple[str, str], ...]:
    """Who signed and when, as long as we know it; after an erasure only the file itself does."""
    application, decision = case.application, case.decision
    if application.erased is not None:
        return ((say("Signed by"), say("See the record in the file: we have kept no names")),)
    if decision is None or decision.decided_by is None or decision.decided_at is None:
        raise NotFound("no signature")
    title = decision.evidence.get("title", "")
    return (
        (say("Partner"), application.submission.company),
        (say("Signed for the partner by"), f"{decision.decided_by.name}{', ' if title else ''}{title}"),
        (say("Signed"), moment(decision.decided_at)),
    )


def _state(application: Application, held: Agreement) -> str:
    if held in application.earlier:
        if held.ended is None:
            return say("Superseded by a newer agreement: kept as evidence")
        return say("Superseded on {day} by a newer agreement: kept as evidence", day=day(held.ended))
    if held.ended is None and application.stage is not Stage.CLOSED:
        return IN_FORCE
    over = held.ended or application.reached[-1].at
    return say("Ended on {day}: kept as evidence", day=day(over))


def _find(here: World, number: str) -> Case | None:
    """The case with this agreement and the decision that signed it."""
    application, _, count = number.rpartition("-")
    if not is_application_id(application) or not count.isdecimal() or len(count) > 6:  # noqa: PLR2004 - as ids have
        return None
    id = ApplicationId(application)
    try:
        try:
            case = here.applications.case(id, DecisionId(f"agreement-{int(count)}"))
        except NotFound:  # erased, or nothing of ours
            case = here.applications.case(id)
    except NotFound:
        return None
    return case if case.application.sealed(number) is not None else None


def _page(here: World, verdict: Verdict, number: str, *, status: int = 200) -> Reply:
    return page(here, "verify", status=status, verdict=verdict, number=printable(number)[:60])
