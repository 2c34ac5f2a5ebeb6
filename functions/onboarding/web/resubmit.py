"""Submitting a closed case again: the same form, filled with the last answers, and the same case."""

from collections.abc import Sequence
from dataclasses import replace

from onboarding.deciding import decide
from onboarding.domain.account import Account
from onboarding.domain.application import Case, Submission
from onboarding.domain.applying import on_form, resubmit
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved, Unavailable
from onboarding.domain.stages import Stage
from onboarding.speaking import say
from onboarding.web.applicant import case_page
from onboarding.web.door import Visit, read_page
from onboarding.web.form_page import UNSENT, filled_from, form_page, typed_in, with_more_rows
from onboarding.web.request import Request
from onboarding.web.responses import RETRY_AFTER, Reply, see_other
from onboarding.world import World


def show(world: World, request: Request, application: str, token: str) -> Reply:
    """The form with what was submitted last; a case that is not closed shows its page instead."""
    visit = read_page(world, application, token)
    case = visit.case.application
    if case.stage is not Stage.CLOSED:
        return case_page(
            world, visit, notice=say("This application is not closed, so there is nothing to submit again.")
        )
    accounts = _accounts(world, visit)
    return form_page(
        world,
        world.program.track(case.submission.track),
        filled_from(case.submission, accounts),
        email=case.submission.applicant.email,
        kept=_kept(accounts),
    )


def send(world: World, request: Request, application: str, token: str) -> Reply:
    """Submits the case again; sending the same form twice shows the case's page."""
    from onboarding.web import application_form, forms  # noqa: PLC0415 - pydantic: no GET pays for it

    visit = read_page(world, application, token)
    email, typed = visit.link.email, typed_in(request)
    track = world.program.track(visit.case.application.submission.track)
    if request.typed("do") == "more":
        return form_page(world, track, with_more_rows(typed), email=email, kept=_kept(_accounts(world, visit)))
    # The mailbox is the one that was proved, whatever the form says.
    proved = replace(request, form={**request.form, "email": [email]})
    try:
        submission = application_form.read(proved, world.program, track)
        return _submitted(world, visit, submission)
    except forms.Invalid as invalid:
        return form_page(
            world, track, typed, email=email, kept=_kept(_accounts(world, visit)), errors=invalid.errors, status=422
        )
    except Unavailable:
        away = {"Retry-After": RETRY_AFTER}
        return form_page(world, track, typed, email=email, notice=UNSENT, status=503, headers=away)


def _accounts(world: World, visit: Visit) -> Sequence[Account]:
    return world.applications.accounts(visit.case.application.id)


def _kept(accounts: Sequence[Account]) -> int:
    """How many the form has no say about."""
    return sum(one.counted for one in accounts) - len(on_form(accounts))


def _submitted(world: World, visit: Visit, submission: Submission) -> Reply:
    first = [visit.case]

    def read() -> Case:
        """The case that was read to get here, and then whatever a lost race has made of it."""
        return first.pop() if first else world.applications.case(visit.case.application.id)

    def rule(case: Case) -> Change:
        accounts = _accounts(world, visit)
        return resubmit(case.application, submission, accounts, world.clock.now())

    try:
        decide(world.applications, read, rule)
    except Moved as moved:
        now = world.applications.case(visit.case.application.id)
        if now.application.submission != submission:
            return case_page(world, replace(visit, case=now), notice=moved.message, status=409)
    return see_other(world, f"{visit.path}?said=again")
