"""The invitation of an existing partner: what is known, to be put right, and admins to be named, in one answer."""

from collections.abc import Mapping, Sequence

from onboarding.domain.account import Account
from onboarding.domain.answer import Answer
from onboarding.domain.application import Case, Submission
from onboarding.domain.change import Change
from onboarding.domain.inviting import join, unnamed
from onboarding.web.door import Visit
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page
from onboarding.world import World

MOST_ROWS = 25
"""Accounts for which the page asks an admin at once; the others can be named later, on the partner's own page."""


def form_page(
    world: World,
    visit: Visit,
    errors: Mapping[str, str],
    typed: Mapping[str, str],
    status: int,
    services: Sequence[str],
) -> Reply:
    """The page: one read for the case, one for its customer accounts where it has any."""
    application = visit.case.application
    accounts = accounts_of(world, visit.case)
    return page(
        world,
        "decide_invitation",
        status=status,
        application=application,
        submission=application.submission,
        decision=visit.decision,
        accounts=accounts,
        missing=unnamed(accounts),
        most=MOST_ROWS,
        services=services if typed else application.submission.services,
        ask=f"{world.settings.need('base_url')}{visit.path}/question",
        errors=errors,
        typed=typed or known(application.submission),
    )


def known(submission: Submission) -> dict[str, str]:
    """What stands in the fields at first; the name is typed anew, so that no program can answer for a person."""
    other = submission.signer != submission.applicant
    return {
        "company": submission.company,
        "website": submission.website,
        "country": submission.country,
        "people": str(submission.people or ""),
        "signer_name": submission.signer.name if other else "",
        "signer_email": submission.signer.email if other else "",
        "language": submission.language,
    }


def accounts_of(world: World, case: Case) -> Sequence[Account]:
    """The case's customer accounts, read only where there are any."""
    return world.applications.accounts(case.application.id) if case.application.accounts_total else []


def joined(world: World, request: Request, case: Case, given: Answer) -> Change:
    """The change that the partner's answer makes; raises Invalid with whatever is to be put right."""
    from onboarding.web import invitation_form  # noqa: PLC0415 - pydantic: no GET pays for it

    accounts = accounts_of(world, case)
    corrected, nominees = invitation_form.read(request, case.application.submission, accounts, world.program)
    return join(case, corrected, nominees, accounts, given, world.program)
