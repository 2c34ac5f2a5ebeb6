"""A question from the applicant, which becomes a task for people with a clock on it."""

from collections.abc import Mapping

from onboarding.deciding import decide
from onboarding.domain import applying
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.limits import TooMany
from onboarding.domain.questions import page_rests
from onboarding.typed_text import printable
from onboarding.web.door import Visit, Visits, read_page
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, see_other
from onboarding.web.slow_down import slow_down
from onboarding.world import World


def show(world: World, request: Request, application: str, token: str) -> Reply:
    """The form."""
    return _form(world, read_page(world, application, token))


def send(world: World, request: Request, application: str, token: str) -> Reply:
    """Opens the task; the case itself goes on as it was."""
    from onboarding.web import applicant_forms, forms  # noqa: PLC0415 - pydantic: no GET pays for it

    visits = Visits(lambda: read_page(world, application, token))

    def rule(case: Case) -> Change:
        asked = applicant_forms.question(request).question
        if until := page_rests(case.application, world.clock.now()):
            raise TooMany(until)
        return applying.ask_question(case.application, asked, world.program, world.clock.now())

    try:
        decide(world.applications, visits, rule)
    except forms.Invalid as invalid:
        return _form(world, visits.last, invalid.errors, request)
    except TooMany as many:
        return slow_down(world, request, many)
    return see_other(world, f"{visits.last.path}?said=question")


def _form(world: World, visit: Visit, errors: Mapping[str, str] | None = None, request: Request | None = None) -> Reply:
    return page(
        world,
        "question",
        status=422 if errors else 200,
        application=visit.case.application,
        due=world.program.wait(Kind.QUESTION).until(world.clock.now()),
        here=f"{world.settings.need('base_url')}{visit.path}",
        errors=errors or {},
        typed={name: printable(values[0]) for name, values in request.form.items()} if request else {},
    )
