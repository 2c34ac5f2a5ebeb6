"""Filling the form in, one group of questions at a time; every page is kept as it is sent, right or wrong."""

from collections.abc import Mapping

from onboarding.domain.applying import MOST_ACCOUNTS
from onboarding.domain.draft import Group
from onboarding.domain.errors import NotFound, Unavailable
from onboarding.domain.languages import of_browser, of_country
from onboarding.domain.limits import Limit, TooMany
from onboarding.domain.marking import N_
from onboarding.speaking import say, wished
from onboarding.web.draft_door import Form, new_form, read_form
from onboarding.web.filled import sent_page
from onboarding.web.groups import MORE_ROWS, TITLES, as_typed, group_of, printed, shown_rows, typed_on
from onboarding.web.pasted import with_pasted
from onboarding.web.request import Request
from onboarding.web.responses import RETRY_AFTER, Reply, page, see_other
from onboarding.web.slow_down import TRAP, slow_down, trapped
from onboarding.world import World

WRONG = "wrong"
"""In a page's address: it was sent with something to be put right."""

UNSENT = N_("One of our services did not answer, so this page was not kept. It is all below: please send it again.")


def resume(world: World, request: Request, application: str, token: str) -> Reply:
    """Where the form was left."""
    return see_other(world, read_form(world, application, token).next)


def show(world: World, request: Request, application: str, token: str, group: str) -> Reply:
    """One page of the form with what is kept of it, and what is wrong with that after it was sent; one read."""
    form = read_form(world, application, token)
    if form.draft.sent:
        return sent_page(world, form)
    asked = _asked(form, group)
    if asked is Group.PEOPLE and not form.draft.first("language"):
        form = _with_language(world, request, form)
    wrong = _on(asked, _errors(world, form)) if request.said() == WRONG else {}
    return _page(world, form, asked, rows=_rows(request), errors=wrong)


def send(world: World, request: Request, application: str, token: str, group: str) -> Reply:
    """Keeps the page, and goes on unless something on it is to be put right. One read, one write."""
    form = _found_or_new(world, request, application, token)
    asked = _asked(form, group)
    typed, left_out = printed(typed_on(request, asked)), 0
    if asked is Group.CUSTOMERS:
        typed, left_out = with_pasted(typed, request.typed("pasted"))
    if form.draft.sent:
        return sent_page(world, form, kept=typed, status=409)
    if trapped(request):
        return _page(world, form.with_page(asked, typed), asked, errors={"homepage": TRAP}, status=422)
    filled = form.with_page(asked, typed)
    try:
        world.drafts.keep(form.draft, {asked: typed}, _limits(world, form, filled), world.clock.now())
    except TooMany as many:
        return slow_down(world, request, many)
    except Unavailable:
        away = {"Retry-After": RETRY_AFTER}
        return _page(world, filled, asked, notice=UNSENT, status=503, headers=away)
    return _onward(world, request, filled, asked, left_out)


def _with_language(world: World, request: Request, form: Form) -> Form:
    """The same with the agreement's language proposed, as the browser wants it, or else the country; not kept yet."""
    offered, country = world.program.languages, form.draft.first("country")
    chosen = wished()
    wanted = chosen if chosen in offered else of_browser(request.accept_language, offered)
    language = wanted or of_country(country, offered)
    return form.with_page(Group.PEOPLE, {**form.draft.answers.get(Group.PEOPLE, {}), "language": [language]})


def _rows(request: Request) -> int:
    wanted = (request.query.get("rows") or [""])[0]
    return int(wanted) if wanted in {str(number) for number in range(MOST_ACCOUNTS + MORE_ROWS)} else 0


def _onward(world: World, request: Request, form: Form, group: Group, left_out: int) -> Reply:
    """To the page that the pressed button names, or to the next one if nothing is wrong on this one."""
    do, here = request.typed("do"), f"{form.path}/{group.value}"
    if do in ("back", "later"):
        before = form.groups[max(0, form.groups.index(group) - 1)]
        return see_other(world, f"{form.path}/{'later' if do == 'later' else before.value}")
    if left_out:
        return _page(world, form, group, errors={"pasted": _too_long(left_out)}, status=422)
    if do in ("more", "paste"):
        filled = shown_rows(form.draft)
        more = f"?rows={filled + MORE_ROWS}#customer-{filled + 1}" if do == "more" else "#customer-1"
        return see_other(world, here + more)
    # As they were typed: what was kept has lost the characters that cannot be shown, and that must be said.
    raw = {**form.draft.answers[group], **typed_on(request, group)}
    wrong = _errors(world, form.with_page(group, raw))
    if errors := _on(group, wrong):
        if raw == form.draft.answers[group]:
            # A page of its own address: whoever comes back to it later is not asked to send the mistake again.
            return see_other(world, f"{here}?said={WRONG}")
        return _page(world, form, group, errors=errors, status=422)
    following = form.draft.after(group, form.groups, [group_of(field) for field in wrong])
    return see_other(world, f"{form.path}/{following.value if following else 'check'}")


def _on(group: Group, errors: Mapping[str, str]) -> dict[str, str]:
    """Those of them that are on this page."""
    return {field: message for field, message in errors.items() if group_of(field) is group}


def _errors(world: World, form: Form) -> Mapping[str, str]:
    """What is to be put right, on this page and on others."""
    # pydantic and the public suffixes cost a cold start some 60 ms: only whoever sends a form pays that.
    from onboarding.web import application_form, forms  # noqa: PLC0415

    typed = Request(method="POST", form=form.draft.fields)
    try:
        application_form.read(typed, world.program, form.track)
    except forms.Invalid as invalid:
        return invalid.errors
    return {}


def _found_or_new(world: World, request: Request, application: str, token: str) -> Form:
    """The form; one that was forgotten in the meantime begins anew with what is sent now."""
    try:
        return read_form(world, application, token)
    except NotFound:
        return new_form(world, application, token, request.typed("track"))


def _asked(form: Form, group: str) -> Group:
    if group not in [one.value for one in form.groups]:
        raise NotFound(group)
    return Group(group)


def _limits(world: World, before: Form, after: Form) -> list[Limit]:
    """A mailbox that is named anew will be written to: that is counted, whoever names it."""
    email = after.draft.first("email").strip()
    return world.program.limits.mailbox("form", email) if email != before.draft.first("email").strip() else []


def _too_long(left_out: int) -> str:
    most = MOST_ACCOUNTS
    return say(
        "{count} of these did not fit: a form takes {most}. Tell us about the others once you are a partner.",
        count=left_out,
        most=most,
    )


def _page(
    world: World,
    form: Form,
    group: Group,
    *,
    rows: int = 0,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    shown = shown_rows(form.draft, rows)
    return page(
        world,
        "fill",
        status=status,
        headers=headers,
        title=TITLES[group],
        group=group.value,
        step=form.groups.index(group) + 1,
        steps=len(form.groups) + 1,
        track=form.track,
        email="",
        rows=range(1, shown + 1),
        more=shown < MOST_ACCOUNTS,
        first=group is form.groups[0],
        errors=errors or {},
        notice=notice,
        **as_typed(form.draft),
    )
