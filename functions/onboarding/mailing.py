"""Composing a mail: subject, text and HTML from the mail's folder, as one finished MIME message."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from onboarding.domain.application import Case
from onboarding.domain.messages import Message
from onboarding.domain.people import Person
from onboarding.domain.program import Program
from onboarding.templating import render

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """The links of one mail: to its decision, to the applicant's page, to the start page, to ops' dashboard."""

    decision: str
    page: str
    home: str
    console: str


def compose(message: Message, case: Case, addresses: Addresses, program: Program, sender: str, now: datetime) -> bytes:
    """The MIME message (7-bit, text and HTML parts). Its Message-ID is the outbox's, so a second copy is seen as one.

    Mails about one decision share a thread: a reminder names the first mail in `References`.
    """
    letter = message.letter
    context = {
        "application": case.application,
        "decision": case.decision,
        "account": case.account,
        "program": program,
        "facts": letter.facts,
        "to": letter.to,
        "addresses": addresses,
        "now": now,
    }
    folder = f"mails/{letter.mail.value}"
    domain = parseaddr(sender)[1].partition("@")[2]
    thread = f"<{message.application}.{letter.decision or 'case'}@{domain}>"
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit", max_line_length=120))
    mail["Subject"] = one_line(render(f"{folder}/subject.txt", **context))
    mail["From"] = _address(Person(program.vendor.contact.name, parseaddr(sender)[1]))
    mail["To"] = _address(letter.to)
    mail["Reply-To"] = _address(_reply_to(message, case, program))
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.application}.{message.id}@{domain}>"
    mail["References"] = thread
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(render(f"{folder}/body.txt", **context), cte="quoted-printable")
    mail.add_alternative(render(f"{folder}/body.html", **context), subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def one_line(text: str) -> str:
    """Text for a header: control characters, line breaks and direction overrides become one space."""
    return _CONTROL.sub(" ", text).strip()


def _reply_to(message: Message, case: Case, program: Program) -> Person:
    """Ops answer the applicant directly; everybody else's replies go to the desk that is read."""
    if message.letter.to == program.vendor.ops:
        return case.application.submission.applicant
    return program.vendor.contact


def _address(person: Person) -> Address:
    local, _, domain = person.email.rpartition("@")
    return Address(one_line(person.name), local, domain)
