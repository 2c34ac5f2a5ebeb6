"""Naming admins for customer accounts that came without one, on the partner's own page."""

from collections.abc import Mapping
from functools import partial

from onboarding.deciding import decide
from onboarding.domain.application import Case
from onboarding.domain.change import Change
from onboarding.domain.errors import Moved
from onboarding.domain.inviting import name_nominees, unnamed
from onboarding.typed_text import printable
from onboarding.web.applicant import case_page
from onboarding.web.door import Visit, Visits, read_page
from onboarding.web.invitation import MOST_ROWS, accounts_of
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page, see_other
from onboarding.world import World


def show(world: World, request: Request, application: str, token: str) -> Reply:
    """The accounts without an admin, some at a time."""
    return _form(world, read_page(world, application, token))


def send(world: World, request: Request, application: str, token: str) -> Reply:
    """Names them; while the customers are being asked, whoever was named is asked at once."""
    from onboarding import mailboxes  # noqa: PLC0415
    from onboarding.web import forms, invitation_form  # noqa: PLC0415 - pydantic: no GET pays for it

    visits = Visits(lambda: read_page(world, application, token))

    def rule(case: Case) -> Change:
        accounts, errors = accounts_of(world, case), dict[str, str]()
        own = partial(mailboxes.is_partners, case.application)
        named = invitation_form.nominees(request, own, accounts, errors)
        if errors:
            raise forms.Invalid(errors)
        return name_nominees(case.application, named, accounts, world.program, world.clock.now())

    try:
        decide(world.applications, visits, rule)
    except forms.Invalid as invalid:
        return _form(world, visits.last, invalid.errors, request)
    except Moved as moved:
        return case_page(world, visits.last, notice=moved.message, status=409)
    return see_other(world, f"{visits.last.path}?said=named")


def _form(world: World, visit: Visit, errors: Mapping[str, str] | None = None, request: Request | None = None) -> Reply:
    missing = unnamed(accounts_of(world, visit.case))
    return page(
        world,
        "nominees",
        status=422 if errors else 200,
        application=visit.case.application,
        missing=missing,
        most=MOST_ROWS,
        here=f"{world.settings.need('base_url')}{visit.path}",
        errors=errors or {},
        typed={name: printable(values[0]) for name, values in request.form.items()} if request else {},
    )
