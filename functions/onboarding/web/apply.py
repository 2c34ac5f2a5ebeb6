"""Applying: the form, and the one application that one form makes, however often it is sent."""

from onboarding.domain.application import Submission
from onboarding.domain.applying import submit
from onboarding.domain.errors import Conflict, NotFound, Unavailable
from onboarding.domain.ids import ApplicationId, is_application_id, new_application_id
from onboarding.web.form_page import UNSENT, Typed, form_page, typed_in, with_more_rows
from onboarding.web.request import Request
from onboarding.web.responses import RETRY_AFTER, Reply, page, see_other
from onboarding.world import World

_TRIES = 4


def show(world: World, request: Request) -> Reply:
    """The empty form, with the id of the application that it will make: its idempotency key."""
    return form_page(world, Typed(), key=new_application_id(world.clock.now()))


def send(world: World, request: Request) -> Reply:
    """Makes the application that the form's key names, once; asks to put right what is wrong."""
    # pydantic and the public suffixes cost a cold start some 60 ms: only whoever sends a form pays that.
    from onboarding.web import application_form, forms  # noqa: PLC0415

    key, typed = request.typed("key"), typed_in(request)
    if not is_application_id(key):
        key = new_application_id(world.clock.now())
        notice = "This form had lost its number. It has a new one now: please check it and send it again."
        return form_page(world, typed, key=key, notice=notice, status=422)
    if request.typed("do") == "more":
        return form_page(world, with_more_rows(typed), key=key)
    try:
        submission = application_form.read(request, world.program)
    except forms.Invalid as invalid:
        return form_page(world, typed, key=key, errors=invalid.errors, status=422)
    try:
        return _submitted(world, ApplicationId(key), submission, typed)
    except Unavailable:
        away = {"Retry-After": RETRY_AFTER}
        return form_page(world, typed, key=key, notice=UNSENT, status=503, headers=away)


def sent(world: World, request: Request, application: str) -> Reply:
    """Where to look after sending. It reads no table: the page is the same whether the case exists or not."""
    if not is_application_id(application):
        raise NotFound(application)
    return page(world, "applied", case=application)


def _submitted(world: World, key: ApplicationId, submission: Submission, typed: Typed) -> Reply:
    """The same reply to every sending of the same form; one that was changed is never dropped silently."""
    for _ in range(_TRIES):
        try:
            world.applications.commit(submit(key, submission, world.clock.now()))
        except Conflict:
            try:
                before = world.applications.case(key).application.submission
            except NotFound:
                continue  # two sendings collided and neither was written yet
            if before != submission:
                return _changed_since(world, key, typed)
        return see_other(world, f"/applied/{key}")
    raise Unavailable("the same form was sent too often at once")


def _changed_since(world: World, key: ApplicationId, typed: Typed) -> Reply:
    notice = (
        f"This form was sent before, as case {key}, and has been changed since. The change was not sent. "
        "To correct that case, answer the mail about it. "
        "To apply with what is below, send it: it becomes a case of its own."
    )
    return form_page(world, typed, key=new_application_id(world.clock.now()), notice=notice, status=409)
