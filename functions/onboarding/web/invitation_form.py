"""An existing partner's data and nominees read and checked: every error at once, in words, each at its field."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from onboarding import mailboxes
from onboarding.domain.account import Account
from onboarding.domain.application import Submission
from onboarding.domain.ids import AccountId
from onboarding.domain.inviting import unnamed
from onboarding.domain.marking import N_
from onboarding.domain.people import Person
from onboarding.domain.program import Program
from onboarding.web.application_form import OWN, ApplicationForm, Email, language_of
from onboarding.web.forms import Errors, Form, Invalid, check, one_line
from onboarding.web.request import Request

_MISSING = N_("Please give both the name and the e-mail address, or leave both empty.")


class Known(ApplicationForm):
    """The application form's fields, but for those that an invitation has settled."""

    email: str = ""
    consent: str = "yes"


class Nominee(Form):
    """One customer account's admin to be."""

    nominee_name: Annotated[str, one_line(100)] = ""
    nominee_email: Email = ""


def read(
    request: Request, before: Submission, accounts: Sequence[Account], program: Program
) -> tuple[Submission, dict[AccountId, Person]]:
    """The corrected data and the nominees; raises Invalid with {field: message} for everything that is wrong."""
    errors: Errors = {}
    form: Known | None = None
    names = [name for name in Known.model_fields if name not in {"email", "consent"}]
    try:
        form = check(
            Known, {**{n: request.typed(n) for n in names}, "services": request.form.get("services", [])}, program
        )
    except Invalid as invalid:
        errors |= invalid.errors
    if bool(request.typed("signer_name").strip()) is not bool(request.typed("signer_email").strip()):
        errors.setdefault("signer_email", _MISSING)
    host = mailboxes.website(request.typed("website"))[1]
    people = (before.applicant.email, mailboxes.address(request.typed("signer_email")))
    named = nominees(request, lambda email: mailboxes.is_one_of(email, people, host), accounts, errors)
    if errors or form is None:
        raise Invalid(errors)
    applicant = replace(before.applicant, name=form.name)
    signer = Person(form.signer_name, form.signer_email) if form.signer_email else applicant
    corrected = replace(
        before,
        company=form.company,
        website=form.website,
        domain=mailboxes.company_domain(host, applicant.email),
        country=form.country,
        applicant=applicant,
        signer=signer,
        people=form.people,
        services=tuple(form.services),
        language=language_of(form, program),
    )
    return corrected, named


def nominees(
    request: Request, own: Callable[[str], bool], accounts: Sequence[Account], errors: Errors
) -> dict[AccountId, Person]:
    """Who is named for accounts that had nobody, none of the partner's `own`; what is wrong is added to `errors`."""
    found: dict[AccountId, Person] = {}
    for account in unnamed(accounts):
        fields = {name: f"{name}-{account.id}" for name in Nominee.model_fields}
        typed = {name: request.typed(field) for name, field in fields.items()}
        if not any(value.strip() for value in typed.values()):
            continue
        try:
            row = check(Nominee, typed)
        except Invalid as invalid:
            errors |= {fields[name]: message for name, message in invalid.errors.items()}
            continue
        if not (row.nominee_name and row.nominee_email):
            errors[fields["nominee_email" if row.nominee_name else "nominee_name"]] = _MISSING
        elif own(row.nominee_email):
            errors[fields["nominee_email"]] = OWN
        found[account.id] = Person(row.nominee_name, row.nominee_email)
    return found
