"""Withdrawing an application: a page that says what it means, and the deed."""

from collections.abc import Mapping

from onboarding.deciding import decide
from onboarding.domain import applying
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Decision
from onboarding.domain.errors import Moved
from onboarding.domain.nudging import TOLD
from onboarding.domain.people import Role, person
from onboarding.domain.stages import FINAL, Outcome
from onboarding.speaking import say
from onboarding.typed_text import printable
from onboarding.web.applicant import case_page
from onboarding.web.door import Visit, Visits, read_page
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, see_other
from onboarding.world import World


def show(world: World, request: Request, application: str, token: str) -> Reply:
    """What withdrawing means, and the form; a case that is not under way shows its page instead."""
    visit = read_page(world, application, token)
    if visit.case.application.stage in FINAL:
        return case_page(
            world, visit, notice=say("This application is not under way, so there is nothing to withdraw.")
        )
    return _form(world, visit)


def confirm(world: World, request: Request, application: str, token: str) -> Reply:
    """Withdraws; doing it twice shows the case's page."""
    from onboarding.web import applicant_forms, forms  # noqa: PLC0415 - pydantic: no GET pays for it

    visits = Visits(lambda: read_page(world, application, token))

    def rule(case: Case) -> Change:
        form = applicant_forms.withdrawal(request)
        by = person(form.name, Role.APPLICANT, visits.last.link.email)
        asked = _asked_now(world, case.application)
        return applying.withdraw(case.application, by, world.clock.now(), form.reason, asked)

    try:
        decide(world.applications, visits, rule)
    except forms.Invalid as invalid:
        return _form(world, visits.last, invalid.errors, request)
    except Moved as moved:
        if visits.last.case.application.closed_as is not Outcome.WITHDRAWN:
            return case_page(world, visits.last, notice=moved.message, status=409)
    return see_other(world, visits.last.path)


def _asked_now(world: World, application: Application) -> Decision | None:
    """The open question to somebody else, who is to be told."""
    if not application.decision_open or application.holder not in TOLD:
        return None
    return world.applications.case(application.id, application.decision).decision


def _form(world: World, visit: Visit, errors: Mapping[str, str] | None = None, request: Request | None = None) -> Reply:
    return page(
        world,
        "withdraw",
        status=422 if errors else 200,
        application=visit.case.application,
        submission=visit.case.application.submission,
        here=f"{world.settings.need('base_url')}{visit.path}",
        errors=errors or {},
        typed={name: printable(values[0]) for name, values in request.form.items()} if request else {},
    )
