"""The last page of the form: everything to be checked, and sending it, which makes one application of one form."""

from collections.abc import Mapping, Sequence

from onboarding.domain.application import Submission
from onboarding.domain.applying import submit
from onboarding.domain.draft import Group
from onboarding.domain.errors import Conflict, Unavailable
from onboarding.domain.ids import is_application_id, new_application_id
from onboarding.domain.limits import TooMany
from onboarding.domain.link import is_token, new_token
from onboarding.domain.marking import N_
from onboarding.domain.tongues import remembered
from onboarding.speaking import read_here
from onboarding.web.draft_door import Form, new_form, read_form
from onboarding.web.groups import TITLES, as_typed, group_of, printed, rows_in, typed_on
from onboarding.web.request import Request
from onboarding.web.responses import RETRY_AFTER, Reply, page, see_other
from onboarding.web.slow_down import slow_down
from onboarding.world import World

UNSENT = N_(
    "One of our services did not answer, so nothing was sent yet. Your answers are kept: please send them again."
)
_TRIES = 4


def show(world: World, request: Request, application: str, token: str) -> Reply:
    """All answers, each with a way back to it; one read."""
    form = read_form(world, application, token)
    return sent_page(world, form) if form.draft.sent else _check(world, form)


def send(world: World, request: Request, application: str, token: str) -> Reply:
    """Makes the application that the form's number names, once, however often it is sent. One read, one write."""
    # pydantic and the public suffixes cost a cold start some 60 ms: only whoever sends a form pays that.
    from onboarding.web import application_form, forms  # noqa: PLC0415

    form = read_form(world, application, token)
    if form.draft.sent:
        return see_other(world, f"/applied/{form.draft.application}")
    whole = {**form.draft.fields, "consent": request.form.get("consent", [])}
    try:
        submission = application_form.read(Request(method="POST", form=whole), world.program, form.track)
    except forms.Invalid as invalid:
        return _check(world, form, errors=invalid.errors, status=422)
    try:
        return _submitted(world, form, submission)
    except Unavailable:
        return _check(world, form, notice=UNSENT, status=503, headers={"Retry-After": RETRY_AFTER})


def copy(world: World, request: Request, application: str, token: str) -> Reply:
    """A new form with the same answers, and with what was typed after the old one had been sent."""
    old, key, new = read_form(world, application, token), request.typed("key"), request.typed("token")
    if not (is_application_id(key) and is_token(new)):
        key, new = new_application_id(world.clock.now()), new_token()
    form = new_form(world, key, new, old.track.id)
    pages = dict(old.draft.answers)
    pages |= {group: printed(typed) for group in old.groups if (typed := typed_on(request, group))}
    try:
        within = world.program.limits.source("form begun", request.source_ip)
        world.drafts.keep(form.draft, pages, within, world.clock.now())
    except TooMany as many:
        return slow_down(world, request, many)
    return see_other(world, f"{form.path}/check")


def sent_page(world: World, form: Form, *, kept: Mapping[str, Sequence[str]] | None = None, status: int = 200) -> Reply:
    """What became of a form that was sent; `kept` is what somebody typed into it afterwards."""
    return page(
        world,
        "form_sent",
        status=status,
        case=form.draft.application,
        sent=form.draft.sent,
        here=f"{world.settings.need('base_url')}{form.path}",
        key=new_application_id(world.clock.now()),
        token=new_token(),
        kept=kept or {},
    )


def _submitted(world: World, form: Form, submission: Submission) -> Reply:
    key = form.draft.application
    for _ in range(_TRIES):
        try:
            begun = submit(key, submission, world.program, world.clock.now())
            world.applications.commit(remembered(begun, read_here()))
        except Conflict:
            if world.drafts.find(key).sent is None:
                continue  # two sendings collided and neither was written yet
        return see_other(world, f"/applied/{key}")
    raise Unavailable("the same form was sent too often at once")


def _check(
    world: World,
    form: Form,
    *,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    here = f"{world.settings.need('base_url')}{form.path}"
    groups = {field: group_of(field) for field in errors or {}}
    return page(
        world,
        "check",
        status=status,
        headers=headers,
        here=here,
        track=form.track,
        titles={group.value: TITLES[group] for group in form.groups},
        step=len(form.groups) + 1,
        customers=list(rows_in(form.draft.answers.get(Group.CUSTOMERS, {})).values()),
        errors=errors or {},
        places={field: f"{here}/{group.value}" for field, group in groups.items() if group},
        notice=notice,
        **as_typed(form.draft),
    )
