"""What a provider's mail to the signer says: who asks, why, until when, and where to ask back."""

from dataclasses import dataclass

from onboarding.domain import tongues
from onboarding.domain.application import Case
from onboarding.domain.decision import Decision
from onboarding.domain.program import Program
from onboarding.harmless import brief, header, shown
from onboarding.speaking import say, speaking
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
    with speaking(tongues.of(case.application, decision.asked.email, decision.role, program)):
        return _words(case, decision, program)


def _words(case: Case, decision: Decision, program: Program) -> Words:
    harmless, asked, on = shown(case), shown(decision), case.application.last_day(decision.due)
    company = harmless.application.submission.company
    subject = say("Sign for {company} by {day}: partner agreement", company=brief(company, 60), day=short_day(on))
    message = render(
        "signing/message.txt",
        application=harmless.application,
        company=company,
        applicant=harmless.application.submission.applicant,
        decision=asked,
        on=on,
        vendor=program.vendor,
    )
    return Words(brief(header(subject), _SUBJECT), " ".join(message.split()))
