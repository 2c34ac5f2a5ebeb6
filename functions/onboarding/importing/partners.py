"""Rows that name existing partners: each becomes a case of its own, unless somebody like it is there already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onboarding import mailboxes
from onboarding.domain.application import Submission
from onboarding.domain.company_names import comparable
from onboarding.domain.ids import ApplicationId
from onboarding.domain.languages import of_country
from onboarding.domain.people import Person
from onboarding.domain.program import Program
from onboarding.importing import cells
from onboarding.importing.cells import BadRow
from onboarding.importing.headers import plain
from onboarding.importing.partner_ids import PartnerIds, ids_of

_MOST_PEOPLE = 100_000


@dataclass(frozen=True)
class PartnerRow:
    """A partner in a file: the ids by which its case is found, what is known, and what it must be asked (`missing`).

    `distinct` says that ops have looked: it is not one of those that look alike.
    """

    row: int
    ids: PartnerIds
    submission: Submission
    missing: tuple[str, ...]
    distinct: bool

    @property
    def id(self) -> ApplicationId:
        """The id that its case gets."""
        return self.ids.id

    @property
    def identities(self) -> Sequence[tuple[str, str]]:
        """What nobody else may share, each after what it is called."""
        one = self.submission
        names = [("e-mail", one.applicant.email), *(("domain", domain) for domain in self.domains)]
        names.append(("company name", comparable(one.company)))
        return [(what, f"{what} {value.casefold()}") for what, value in names if value]

    @property
    def domains(self) -> Sequence[str]:
        """Its website's and its mail's, as far as they are its own."""
        return mailboxes.known_domains(self.submission.domain, self.submission.applicant.email)


def partner(row: int, values: Mapping[str, str], program: Program, secret: bytes) -> PartnerRow:
    """A row read and checked; raises BadRow where it names no company, or no mailbox to invite."""
    company = cells.line(values.get("company", ""), "company name", cells.MOST_COMPANY)
    if not comparable(company):
        raise BadRow("the company name is missing")
    email = cells.email(values.get("email", ""), "e-mail")
    website, host = mailboxes.website(values.get("website", "").strip())
    contact = values.get("name") or " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
    applicant = Person(cells.line(contact, "contact's name", cells.MOST_NAME), email)
    people = cells.number(values.get("people", ""))
    submission = Submission(
        track="existing",
        company=company,
        website=website,
        domain=mailboxes.company_domain(host, email),
        country=cells.country(values.get("country", ""), program.countries),
        applicant=applicant,
        signer=_signer(values, applicant),
        people=people if people <= _MOST_PEOPLE else 0,
        services=_services(values.get("services", ""), program),
        customers=(),
        language=_language(values, program),
    )
    ids = ids_of(values.get("id", ""), email, secret)
    return PartnerRow(row, ids, submission, _missing(submission), cells.yes(values.get("distinct", "")))


def _language(values: Mapping[str, str], program: Program) -> str:
    """The agreement's language where the file names one that there is, else the country's."""
    named = values.get("language", "").strip().lower()[:2]
    country = cells.country(values.get("country", ""), program.countries)
    return named if named in program.languages else of_country(country, program.languages)


def _signer(values: Mapping[str, str], applicant: Person) -> Person:
    if not values.get("signer_email", "").strip():
        return applicant
    return cells.person(values.get("signer_name", ""), values["signer_email"], "signer")


def _services(value: str, program: Program) -> tuple[str, ...]:
    named = {plain(part) for part in cells.several(value)}
    return tuple(code for code, label in program.services.items() if {plain(code), plain(label)} & named)


def _missing(submission: Submission) -> tuple[str, ...]:
    facts: Sequence[tuple[str, object]] = [
        ("contact's name", submission.applicant.name),
        ("country", submission.country),
        ("number of people", submission.people),
        ("services", submission.services),
    ]
    return tuple(what for what, value in facts if not value)
