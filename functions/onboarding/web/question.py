"""A question from whoever has a link to a case, which becomes a task for people with a clock on it."""

from collections.abc import Callable, Mapping

from onboarding.deciding import decide
from onboarding.domain import applying, questions
from onboarding.domain.application import Application, Case
from onboarding.domain.change import Change
from onboarding.domain.decision import Kind
from onboarding.domain.limits import TooMany
from onboarding.domain.people import Person, Role
from onboarding.domain.questions import Asker, page_rests
from onboarding.typed_text import printable
from onboarding.web.door import Visit, Visits, read_decision, read_page
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, see_other
from onboarding.web.slow_down import slow_down
from onboarding.world import World


def show(world: World, request: Request, application: str, token: str) -> Reply:
    """The applicant's form."""
    return _form(world, read_page(world, application, token))


def send(world: World, request: Request, application: str, token: str) -> Reply:
    """Opens the applicant's task; the case itself goes on as it was."""
    return _sent(world, request, lambda: read_page(world, application, token), "?said=question")


def show_asked(world: World, request: Request, application: str, decision: str, token: str) -> Reply:
    """The form of somebody who is or was asked for a decision; after it was sent, the word that it is with us."""
    return _form(world, read_decision(world, application, decision, token), sent=request.said() == "question")


def send_asked(world: World, request: Request, application: str, decision: str, token: str) -> Reply:
    """Opens the task of somebody who is or was asked for a decision; that stays as it is."""
    return _sent(world, request, lambda: read_decision(world, application, decision, token), "/question?said=question")


def _sent(world: World, request: Request, read: Callable[[], Visit], then: str) -> Reply:
    from onboarding.web import applicant_forms, forms  # noqa: PLC0415 - pydantic: no GET pays for it

    visits = Visits(read)

    def rule(case: Case) -> Change:
        asked = applicant_forms.question(request).question
        if until := page_rests(case.application, world.clock.now()):
            raise TooMany(until)
        return _asked(world, visits.last, case.application, asked)

    try:
        decide(world.applications, visits, rule)
    except forms.Invalid as invalid:
        return _form(world, visits.last, invalid.errors, request)
    except TooMany as many:
        return slow_down(world, request, many)
    return see_other(world, f"{visits.last.path}{then}")


def _asked(world: World, visit: Visit, application: Application, text: str) -> Change:
    """As whom the link was mailed to, by the name that the case has for that mailbox."""
    link, decision, now = visit.link, visit.case.decision, world.clock.now()
    if decision is None or link.role is Role.APPLICANT:
        return applying.ask_question(application, text, world.program, now)
    who = Person(decision.asked.name if visit.addressed else link.email, link.email)
    return questions.ask(application, text, Asker(who, link.role), world.program, now)


def _form(
    world: World,
    visit: Visit,
    errors: Mapping[str, str] | None = None,
    request: Request | None = None,
    *,
    sent: bool = False,
) -> Reply:
    return page(
        world,
        "question",
        status=422 if errors else 200,
        application=visit.case.application,
        decision=visit.case.decision,
        sent=sent,
        due=world.program.wait(Kind.QUESTION).until(world.clock.now()),
        here=f"{world.settings.need('base_url')}{visit.path}",
        errors=errors or {},
        typed={name: printable(values[0]) for name, values in request.form.items()} if request else {},
    )
