"""Going on later or elsewhere: the form's own address, to be kept or mailed to oneself."""

from collections.abc import Mapping

from onboarding import mailboxes
from onboarding.domain.ids import MessageId
from onboarding.domain.limits import TooMany
from onboarding.domain.messages import Letter, Mail, Message
from onboarding.domain.people import Person, Role
from onboarding.speaking import say, spoken
from onboarding.web.draft_door import Form, read_form
from onboarding.web.filled import sent_page
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, see_other
from onboarding.web.slow_down import slow_down
from onboarding.world import World


def show(world: World, request: Request, application: str, token: str) -> Reply:
    """The address, and until when it works; one read."""
    form = read_form(world, application, token)
    if form.draft.sent:
        return sent_page(world, form)
    return _page(world, form, form.draft.first("email"), sent=request.said() == "sent")


def mail(world: World, request: Request, application: str, token: str) -> Reply:
    """Has the relay mail a link of its own. One read, one write."""
    form, now, limits = read_form(world, application, token), world.clock.now(), world.program.limits
    if form.draft.sent:
        return sent_page(world, form)
    typed = request.typed("email")
    email = mailboxes.address(typed)
    if not email:
        wrong = {"email": say("Please give an e-mail address such as name@company.example.")}
        return _page(world, form, typed, errors=wrong, status=422)
    letter = Letter(mail=Mail.RESUME_FORM, to=Person("", email), role=Role.VENDOR, language=spoken())
    id = MessageId(f"form-{int(now.timestamp())}")
    message = Message(id=id, application=form.draft.application, letter=letter, queued_at=now)
    within = [*limits.source("form mailed", request.source_ip), *limits.mailbox("form mailed", email)]
    try:
        world.outbox.queue(message, within, now)
    except TooMany as many:
        return slow_down(world, request, many)
    return see_other(world, f"{form.path}/later?said=sent")


def _page(
    world: World,
    form: Form,
    email: str,
    *,
    sent: bool = False,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Reply:
    base = world.settings.need("base_url")
    return page(
        world,
        "later",
        status=status,
        here=base + form.path,
        next=base + form.next,
        expires=form.draft.expires,
        sent=sent,
        errors=errors or {},
        typed={"email": email},
    )
