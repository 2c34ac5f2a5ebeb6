"""What a provider's mail to the signer says: who asks, why, until when, and where to ask back."""

from dataclasses import dataclass

from onboarding.domain.application import Case
from onboarding.domain.decision import Decision
from onboarding.domain.program import Program
from onboarding.harmless import brief, header, shown
from onboarding.templating import render, short_day

_SUBJECT = 120
"""Characters: the provider takes 255 and shows fewer."""


@dataclass(frozen=True)
class Words:
    """A subject, and a message of some lines."""

    subject: str
    message: str


def asking_words(case: Case, decision: Decision, program: Program) -> Words:
    """The words, with all that people typed made harmless."""
    harmless, asked = shown(case), shown(decision)
    company = harmless.application.submission.company
    subject = f"Sign for {brief(company, 60)} by {short_day(decision.due)}: partner agreement"
    message = render(
        "signing/message.txt",
        application=harmless.application,
        company=company,
        applicant=harmless.application.submission.applicant,
        decision=asked,
        vendor=program.vendor,
    )
    return Words(brief(header(subject), _SUBJECT), " ".join(message.split()))
