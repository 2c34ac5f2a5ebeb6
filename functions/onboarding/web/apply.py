"""Applying: the form, and the one application that one form makes, however often it is sent."""

from onboarding.domain.application import Submission
from onboarding.domain.applying import submit
from onboarding.domain.errors import Conflict, NotFound, Unavailable
from onboarding.domain.ids import ApplicationId, is_application_id, new_application_id
from onboarding.domain.languages import of_browser
from onboarding.domain.tracks import Track
from onboarding.web.form_page import UNSENT, Typed, form_page, typed_in, with_more_rows
from onboarding.web.request import Request
from onboarding.web.responses import RETRY_AFTER, Reply, page, see_other
from onboarding.world import World

_TRIES = 4


def show(world: World, request: Request) -> Reply:
    """The empty form, with the id of the application that it will make: its idempotency key.

    Where partners come in on several tracks, the first question is on which.
    """
    track = _track(world, _named(request))
    if track is None:
        return page(world, "choose_track")
    spoken = of_browser(request.accept_language, world.program.languages)
    return form_page(world, track, Typed({"language": spoken}), key=new_application_id(world.clock.now()))


def _named(request: Request) -> str:
    return (request.query.get("track") or [""])[0]


def _track(world: World, id: str) -> Track | None:
    """The track that is meant, if people may apply for it; the only one needs no naming."""
    open_ones = world.program.open_tracks
    if len(open_ones) == 1 and not id:
        return open_ones[0]
    return next((track for track in open_ones if track.id == id), None)


def send(world: World, request: Request) -> Reply:
    """Makes the application that the form's key names, once; asks to put right what is wrong."""
    # pydantic and the public suffixes cost a cold start some 60 ms: only whoever sends a form pays that.
    from onboarding.web import application_form, forms  # noqa: PLC0415

    key, typed = request.typed("key"), typed_in(request)
    track = _track(world, request.typed("track") or _named(request))
    if track is None:
        return page(world, "choose_track", status=422, notice="Please choose first what you apply as.")
    if not is_application_id(key):
        key = new_application_id(world.clock.now())
        notice = "This form had lost its number. It has a new one now: please check it and send it again."
        return form_page(world, track, typed, key=key, notice=notice, status=422)
    if request.typed("do") == "more":
        return form_page(world, track, with_more_rows(typed), key=key)
    try:
        submission = application_form.read(request, world.program, track)
    except forms.Invalid as invalid:
        return form_page(world, track, typed, key=key, errors=invalid.errors, status=422)
    try:
        return _submitted(world, ApplicationId(key), submission, typed)
    except Unavailable:
        away = {"Retry-After": RETRY_AFTER}
        return form_page(world, track, typed, key=key, notice=UNSENT, status=503, headers=away)


def sent(world: World, request: Request, application: str) -> Reply:
    """Where to look after sending. It reads no table: the page is the same whether the case exists or not."""
    if not is_application_id(application):
        raise NotFound(application)
    return page(world, "applied", case=application)


def _submitted(world: World, key: ApplicationId, submission: Submission, typed: Typed) -> Reply:
    """The same reply to every sending of the same form; one that was changed is never dropped silently."""
    for _ in range(_TRIES):
        try:
            world.applications.commit(submit(key, submission, world.program, world.clock.now()))
        except Conflict:
            try:
                before = world.applications.case(key).application.submission
            except NotFound:
                continue  # two sendings collided and neither was written yet
            if before != submission:
                return _changed_since(world, key, submission, typed)
        return see_other(world, f"/applied/{key}")
    raise Unavailable("the same form was sent too often at once")


def _changed_since(world: World, key: ApplicationId, submission: Submission, typed: Typed) -> Reply:
    track = world.program.track(submission.track)
    notice = (
        f"This form was sent before, as case {key}, and has been changed since. The change was not sent. "
        "To correct that case, answer the mail about it. "
        "To apply with what is below, send it: it becomes a case of its own."
    )
    return form_page(world, track, typed, key=new_application_id(world.clock.now()), notice=notice, status=409)
