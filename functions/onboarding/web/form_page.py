"""The application form on one page, filled with earlier answers: for submitting a closed case again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onboarding.domain.account import Account
from onboarding.domain.application import Submission
from onboarding.domain.applying import MOST_ACCOUNTS, on_form
from onboarding.domain.marking import N_
from onboarding.domain.stages import Stage
from onboarding.domain.tracks import Track
from onboarding.typed_text import printable
from onboarding.web.groups import FIRST_ROWS, MORE_ROWS
from onboarding.web.request import Request
from onboarding.web.responses import Reply, page
from onboarding.world import World

UNSENT = N_(
    "One of our services did not answer, so nothing was sent. Everything you typed is below: please send it again."
)


@dataclass(frozen=True)
class Typed:
    """What stands in the fields, the ticked services, and how many rows of customers there are."""

    fields: Mapping[str, str] = field(default_factory=dict)
    services: Sequence[str] = ()
    rows: int = FIRST_ROWS


def typed_in(request: Request) -> Typed:
    """What somebody typed, kept for them."""
    fields = {name: printable(values[0]) for name, values in request.form.items()}
    rows = [n for n in range(1, MOST_ACCOUNTS + 1) if f"customer-{n}" in fields]
    return Typed(fields, request.form.get("services", []), max([FIRST_ROWS, *rows]))


def with_more_rows(typed: Typed) -> Typed:
    """The same with empty rows added, up to what one form may carry."""
    return Typed(typed.fields, typed.services, min(typed.rows + MORE_ROWS, MOST_ACCOUNTS))


def filled_from(submission: Submission, accounts: Sequence[Account]) -> Typed:
    """An earlier submission, its customers as they are now, to be put right and sent again; consent is asked anew."""
    shown = on_form(accounts)
    applicant, signer = submission.applicant, submission.signer
    other = signer != applicant
    fields = {
        "company": submission.company,
        "website": submission.website,
        "country": submission.country,
        "people": str(submission.people),
        "name": applicant.name,
        "email": applicant.email,
        "signer_name": signer.name if other else "",
        "signer_email": signer.email if other else "",
        "language": submission.language,
    }
    fields |= {f"answer-{question}": answer for question, answer in submission.answers.items()}
    for number, account in enumerate(shown, start=1):
        fields |= {
            f"customer-{number}": account.customer,
            f"admin_name-{number}": account.nominee.name,
            f"admin_email-{number}": account.nominee.email,
        }
    return Typed(fields, submission.services, max(FIRST_ROWS, len(shown)))


def form_page(
    world: World,
    track: Track,
    typed: Typed,
    *,
    email: str,
    kept: int = 0,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """A track's page; `email` is the mailbox that was proved, `kept` how many accounts stay whatever the form says."""
    return page(
        world,
        "again",
        track=track,
        hand_over=track.has(Stage.CUSTOMERS),
        status=status,
        headers=headers,
        email=email,
        kept=kept,
        typed=typed.fields,
        services=typed.services,
        rows=range(1, typed.rows + 1),
        more=typed.rows < MOST_ACCOUNTS,
        errors=errors or {},
        notice=notice,
    )
