"""In which language somebody is written to: what they chose last, else what their case says of them."""

from dataclasses import replace
from datetime import datetime

from onboarding.domain.application import Application
from onboarding.domain.change import Change, change
from onboarding.domain.decision import Decision
from onboarding.domain.languages import SPOKEN
from onboarding.domain.people import Actor, ActorKind, Role
from onboarding.domain.program import Program

OURS = "en"
"""The vendor's own people work in one language, whatever their partners speak."""

STAFF = frozenset({Role.OPS, Role.REVIEWER, Role.COUNTERSIGNER})

_OF_THE_PARTNER = frozenset({Role.APPLICANT, Role.SIGNER, Role.CUSTOMER})
"""Who may be expected to read what the applicant reads, until they choose for themselves."""


def of(application: Application, email: str, role: Role, program: Program) -> str:
    """The language (a code of SPOKEN) for one mailbox in one role."""
    if role in STAFF:
        return OURS
    offered, form = program.spoken, application.submission
    known = [chosen(application, email)]
    if role in _OF_THE_PARTNER:
        known += [chosen(application, form.applicant.email), form.language]
    return next((one for one in known if one in offered), offered[0])


def chosen(application: Application, email: str) -> str:
    """What a mailbox chose last, empty where it never did."""
    return application.tongues.get(email.casefold(), "")


def speaks(application: Application, email: str, language: str) -> dict[str, str]:
    """The choices of a case's mailboxes with one more."""
    return {**application.tongues, email.casefold(): language}


def remembered(told: Change, language: str, asked: Decision | None = None) -> Change:
    """The same change, and that its person used a page in this language: their mails come in it from now on.

    A distributor that was asked is written to in it about other partners, too.
    """
    by, after = told.event.actor, told.application
    known = language in SPOKEN and by.kind is ActorKind.PERSON and by.email and by.role not in STAFF
    if not known or chosen(after, by.email) == language:
        return told
    distributor = asked.distributor if asked and by.role is Role.DISTRIBUTOR else None
    return replace(
        told,
        application=replace(after, tongues=speaks(after, by.email, language)),
        chosen=(distributor, language) if distributor else None,
    )


def choose(application: Application, by: Actor, language: str, now: datetime) -> Change:
    """Somebody chooses the language of their mails; nothing else changes."""
    return change(
        application,
        action="language chosen",
        by=by,
        now=now,
        details={"language": language},
        tongues=speaks(application, by.email, language),
    )
