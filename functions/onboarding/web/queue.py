"""All that waits for one mailbox on one page, reached by a fresh link that is mailed on request."""

from onboarding import mailboxes
from onboarding.apart import queue_of
from onboarding.domain.errors import NotFound
from onboarding.domain.ids import MessageId, new_application_id
from onboarding.domain.limits import TooMany
from onboarding.domain.link import hash_of, is_token
from onboarding.domain.messages import Letter, Mail, Message
from onboarding.domain.people import Person, Role
from onboarding.speaking import say, spoken
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, see_other
from onboarding.web.slow_down import TRAP, slow_down, trapped
from onboarding.world import World


def ask(world: World, request: Request) -> Reply:
    """Where the link is asked for. It reads no table."""
    return page(world, "queue_ask", sent=request.said() == "sent")


def send(world: World, request: Request) -> Reply:
    """The same reply, after the same work, whether anything waits for the mailbox or not: the relay looks."""
    typed = request.typed("email")
    email, now, limits = mailboxes.address(typed), world.clock.now(), world.program.limits
    if trapped(request):
        return _again(world, typed, {"homepage": TRAP})
    if not email:
        return _again(world, typed, {"email": say("Please give an e-mail address such as name@company.example.")})
    letter = Letter(mail=Mail.OPEN_QUEUE, to=Person("", email), role=Role.DISTRIBUTOR, language=spoken())
    number = new_application_id(now)
    message = Message(id=MessageId("queue-1"), application=number, letter=letter, queued_at=now)
    within = [*limits.source("queue asked", request.source_ip), *limits.mailbox("queue asked", email)]
    try:
        world.outbox.queue(message, within, now)
    except TooMany as many:
        return slow_down(world, request, many)
    return see_other(world, "/queue?said=sent")


def show(world: World, request: Request, token: str) -> Reply:
    """The list, the earliest date first. Three reads: the link, what is asked, and the cases."""
    if not is_token(token):
        raise NotFound("no link")
    link = world.applications.link(hash_of(token))
    if link.application is not None or link.expires <= world.clock.now():
        raise NotFound("no link")
    return page(
        world,
        "queue",
        waiting=queue_of(world, link.email),
        token=token,
        expires=link.expires,
        now=world.clock.now(),
    )


def _again(world: World, typed: str, errors: dict[str, str]) -> Reply:
    return page(world, "queue_ask", status=422, sent=False, errors=errors, typed={"email": typed})
