"""What the templates of a mail see: its links, the case in words, and what is asked until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onboarding import case_words
from onboarding.domain.application import Application, Case
from onboarding.domain.calendars import city_of
from onboarding.domain.decision import Decision
from onboarding.domain.messages import Message
from onboarding.domain.people import Role
from onboarding.domain.program import Program
from onboarding.domain.questions import asker_of
from onboarding.harmless import shown
from onboarding.mail_words import BUTTONS, IF_SILENT, REQUESTS
from onboarding.speaking import say
from onboarding.templating import day, listed, short_day

_COMPARED = ("decided", "result")
"""Facts that templates compare: words of ours, which must not be dressed for a line of another direction."""


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """One mail's links: to its decision, the applicant's page, the start page, ops' dashboard; and where replies go.

    `replies` is the domain that our own mailboxes for replies have, empty where there is none.
    """

    decision: str
    page: str
    home: str
    console: str
    replies: str = ""


def seen_by_all(message: Message, addresses: Addresses, program: Program, now: datetime) -> dict[str, Any]:
    """What every template sees. All that people typed is harmless here, so no template can forget it."""
    letter = shown(message.letter)
    codes = {name: code for name, code in message.letter.facts.items() if name in _COMPARED}
    return {
        "application": None,
        "number": f"{message.application}-{message.id}",
        "program": program,
        "vendor": program.vendor,
        "facts": {**letter.facts, **codes},
        "to": letter.to,
        "role": letter.role.value,
        "addresses": addresses,
        "action": addresses.decision or addresses.page or (addresses.console if letter.role is Role.OPS else ""),
        "now": now,
        "words": case_words,
    }


def seen_of_a_case(message: Message, case: Case, program: Program, now: datetime) -> dict[str, Any]:
    """What templates of mails about a case see beside that, harmless as well."""
    known, case = case.application, shown(case)  # codes and zones are looked up as they are, not as they are shown
    raw = known.submission
    form = case.application.submission
    context = {
        "application": case.application,
        "company": form.company,
        "applicant": form.applicant,
        "country": say(program.countries.get(raw.country, form.country)),
        "services": listed(
            say(program.services.get(code, told)) for code, told in zip(raw.services, form.services, strict=True)
        ),
        "stage": case_words.stage(case.application),
        "account": case.account,
        "track": program.described(raw.track),
    }
    decision = case.decision
    if message.letter.decision is not None and decision is not None and decision.kind in REQUESTS:
        context |= {"decision": decision, **_due(known, decision, now), **_asked(case, decision, program)}
    return context


def _due(application: Application, decision: Decision, now: datetime) -> dict[str, Any]:
    """Until when, in words; `on` is the last day, and `city` where that ends."""
    on, late = application.last_day(decision.due), now >= decision.due
    return {
        "on": on,
        "city": shown(city_of(application.zone_for(decision.due))),
        "late": late,
        "by": say("now (it was due on {day})", day=day(on)) if late else say("by {day}", day=day(on)),
        "by_short": say("(due {day})", day=short_day(on)) if late else say("by {day}", day=short_day(on)),
    }


def _asked(case: Case, decision: Decision, program: Program) -> dict[str, Any]:
    """A decision in words: what is asked, what silence leads to; `reminders` is how many come in all."""
    customer = case.account.customer if case.account else ""
    names = {
        "company": case.application.submission.company,
        "customer": customer,
        "vendor": program.vendor.name,
    }
    return {
        "request": say(REQUESTS[decision.kind], **names),
        "if_silent": say(IF_SILENT[decision.kind], **names),
        "button": say(BUTTONS[decision.kind]),
        "happened": case_words.happened(case.application, decision, program),
        "asker": asker_of(case.application, decision),
        "choices": [
            (case_words.answer(decision, one), case_words.effect(case.application, decision, one))
            for one in decision.answers
        ],
        "reminders": decision.reminded + len(decision.ladder),
    }
