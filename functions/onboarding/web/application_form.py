"""The application form read and checked: every error at once, in words, each at its field."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from onboarding import mailboxes
from onboarding.domain.application import Customer, Submission
from onboarding.domain.applying import MOST_ACCOUNTS
from onboarding.domain.languages import of_country
from onboarding.domain.marking import N_
from onboarding.domain.people import Person
from onboarding.domain.program import Program
from onboarding.domain.stages import Stage
from onboarding.domain.tracks import Track
from onboarding.speaking import say
from onboarding.web import track_answers
from onboarding.web.forms import Errors, Form, Invalid, check, known, one_line, wrong
from onboarding.web.request import Request

OWN = N_(
    "This mailbox is your own company’s or your signer’s. The admin must be somebody at the customer, with a mailbox "
    "there."
)
_MOST_PEOPLE, _MOST_DIGITS = 100_000, 6


def checked_email(value: str) -> str:
    """An address that mail can reach, in its ASCII form; raises the field's error."""
    found = mailboxes.address(value)
    if value and not found:
        raise wrong("Please give an e-mail address such as name@company.example.")
    return found


def _website(value: str) -> str:
    found, _ = mailboxes.website(value)
    if value and not found:
        raise wrong("Please give the address of a website such as www.company.example, or leave it empty.")
    return found


def _country(value: str, info: ValidationInfo) -> str:
    if value not in known(info, Program).countries:
        raise wrong("Please choose the country that your company is in.")
    return value


def _language(value: str, info: ValidationInfo) -> str:
    if value and value not in known(info, Program).languages:
        raise wrong("Please choose one of the languages that are listed.")
    return value


def _people(value: str) -> int:
    digits = str(value).strip()
    if not (digits.isdecimal() and len(digits) <= _MOST_DIGITS and 1 <= int(digits) <= _MOST_PEOPLE):
        raise wrong("Please give a whole number of people, 1 or more, in digits.")
    return int(digits)


def _services(value: list[str], info: ValidationInfo) -> list[str]:
    offered = known(info, Program).services
    if any(one not in offered for one in value):
        raise wrong("Please choose from the services that are listed.")
    return [name for name in offered if name in value]


def _consent(value: str) -> str:
    if value != "yes":
        raise wrong("Please tick this box: without it we may not write to the people you name.")
    return value


type Email = Annotated[str, one_line(254), AfterValidator(checked_email)]


class ApplicationForm(Form):
    """The form's fields, but for the rows of customers."""

    company: Annotated[str, one_line(120, N_("Please give your company’s name."))] = ""
    website: Annotated[str, one_line(200), AfterValidator(_website)] = ""
    country: Annotated[str, AfterValidator(_country)] = ""
    people: Annotated[int, BeforeValidator(_people)] = 0
    services: Annotated[list[str], AfterValidator(_services)] = Field(default_factory=list)
    name: Annotated[str, one_line(100, N_("Please give your name."))] = ""
    email: Annotated[str, one_line(254, N_("Please give your e-mail address.")), AfterValidator(checked_email)] = ""
    signer_name: Annotated[str, one_line(100)] = ""
    signer_email: Email = ""
    language: Annotated[str, AfterValidator(_language)] = ""
    consent: Annotated[str, AfterValidator(_consent)] = ""


class Row(Form):
    """One customer account."""

    customer: Annotated[str, one_line(120, N_("Please give the customer’s name."))] = ""
    admin_name: Annotated[str, one_line(100, N_("Please name the person who is to be the admin."))] = ""
    admin_email: Annotated[
        str, one_line(254, N_("Please give the person’s e-mail address.")), AfterValidator(checked_email)
    ] = ""


@dataclass(frozen=True)
class _Company:
    """The applicant's own address, its signer's and the website's host, where they could be read."""

    email: str
    signer: str
    host: str


@dataclass(frozen=True)
class _Told:
    """What depends on the track: the answers to its questions, and the customers where it hands accounts over."""

    track: Track
    answers: dict[str, str] = field(default_factory=dict)
    customers: list[Customer] = field(default_factory=list)


def read(request: Request, program: Program, track: Track) -> Submission:
    """The submission in a track's form; raises Invalid with {field: message} for everything that is wrong."""
    errors: Errors = {}
    form: ApplicationForm | None = None
    fields = {name: request.typed(name) for name in ApplicationForm.model_fields}
    try:
        form = check(ApplicationForm, {**fields, "services": request.form.get("services", [])}, program)
    except Invalid as invalid:
        errors |= invalid.errors
    errors |= _signer_errors(request, errors)
    answers = track_answers.read(request, track, errors)
    own = _company(request)
    customers = list(_customers(request, own, errors)) if track.has(Stage.CUSTOMERS) else []
    if errors or form is None:
        consent = errors.pop("consent", "")  # the last of the form is the last of the list
        raise Invalid({**errors, **({"consent": consent} if consent else {})})
    return _submission(form, own, _Told(track, answers, customers), language_of(form, program))


def _company(request: Request) -> _Company:
    email, signer = (mailboxes.address(request.typed(name)) for name in ("email", "signer_email"))
    return _Company(email, signer, mailboxes.website(request.typed("website"))[1])


def _signer_errors(request: Request, errors: Errors) -> Errors:
    name, email = request.typed("signer_name").strip(), request.typed("signer_email").strip()
    if name and not email and "signer_email" not in errors:
        return {"signer_email": say("Please give the signer’s e-mail address, or leave both empty.")}
    if email and not name and "signer_name" not in errors:
        return {"signer_name": say("Please give the signer’s name, or leave both empty.")}
    return {}


def _customers(request: Request, own: _Company, errors: Errors) -> Iterator[Customer]:
    """The rows that were filled in; what is wrong with them is added to `errors`."""
    for number in range(1, MOST_ACCOUNTS + 1):
        names = {name: f"{name}-{number}" for name in Row.model_fields}
        typed = {name: request.typed(field) for name, field in names.items()}
        if not any(value.strip() for value in typed.values()):
            continue
        try:
            row = check(Row, typed)
        except Invalid as invalid:
            errors |= {names[name]: message for name, message in invalid.errors.items()}
            continue
        if mailboxes.is_one_of(row.admin_email, (own.email, own.signer), own.host):
            errors[names["admin_email"]] = say(OWN)
        yield Customer(name=row.customer, nominee=Person(row.admin_name, row.admin_email))


def language_of(form: ApplicationForm, program: Program) -> str:
    """The agreement's language: the one that was chosen, or the country's."""
    return form.language or of_country(form.country, program.languages)


def _submission(form: ApplicationForm, own: _Company, told: _Told, language: str) -> Submission:
    applicant = Person(form.name, form.email)
    return Submission(
        track=told.track.id,
        company=form.company,
        website=form.website,
        domain=mailboxes.company_domain(own.host, form.email),
        country=form.country,
        applicant=applicant,
        signer=Person(form.signer_name, form.signer_email) if form.signer_email else applicant,
        people=form.people,
        services=tuple(form.services),
        customers=tuple(told.customers),
        language=language,
        answers=told.answers,
    )
