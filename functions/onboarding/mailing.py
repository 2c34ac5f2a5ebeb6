"""Composing a mail: subject, text and HTML from the mail's folder, as one finished MIME message."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, MessageIDHeader, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import Any

from onboarding.domain import tongues
from onboarding.domain.application import Case
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Rejected
from onboarding.domain.ids import ApplicationId
from onboarding.domain.messages import Mail, Message
from onboarding.domain.people import Person, Role
from onboarding.domain.program import Program
from onboarding.domain.questions import asker_of
from onboarding.harmless import brief, clean, header
from onboarding.mail_context import Addresses, seen_by_all, seen_of_a_case
from onboarding.speaking import speaking, spoken
from onboarding.templating import render

SUBJECT = 60
"""Characters in a subject: what a phone shows. Names give way, what to do and the date do not."""

TO_MANY = frozenset({Mail.DEADLINE_NEAR, Mail.INVITE_PARTNER})
"""Mails that go to all partners of a track."""

_LONGEST_NAME = 64
"""Characters of a name beside an address: longer ones would not fit into a header's line."""

_NAMES = (48, 32, 26, 20, 16, 12, 8)
"""How long names in a subject may be, tried in this order until the subject fits."""

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+", re.IGNORECASE)
_OWN_LINE = ("- ", "> ", "http://", "https://")


class _OneLine(UnstructuredHeader):
    """A header that is written as one line, however long."""

    def fold(self, *, policy: Policy) -> str:
        """The line, with its end."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined] # typeshed: both are mixed in


def _policy() -> Any:
    """7-bit lines of 76 characters (RFC 2045, 2047); message ids are never broken or encoded.

    Nor are the tags for SES, which does not say that it puts the lines of a header together again.
    """
    registry = HeaderRegistry()
    registry.map_to_type("x-ses-message-tags", _OneLine)  # type: ignore[arg-type] # typeshed: it is mixed in
    registry.map_to_type("references", MessageIDHeader)  # type: ignore[arg-type] # typeshed: it is mixed in
    return SMTP.clone(cte_type="7bit", max_line_length=76, header_factory=registry)


_POLICY = _policy()


def compose(
    message: Message, case: Case | None, addresses: Addresses, program: Program, sender: str, now: datetime
) -> bytes:
    """The MIME message (7-bit, text and HTML parts); raises Rejected for an address that mail cannot reach.

    Its Message-ID is the outbox's, so a second copy is seen as one. All mails about one decision, the first
    included, name the same thread in `References`: SES writes Message-IDs of its own, so that no mail could
    name the first one.
    """
    with speaking(_language(message, case, program)):
        return _composed(message, case, addresses, program, sender, now)


def _language(message: Message, case: Case | None, program: Program) -> str:
    """The addressee's: what they chose, or what is known of them."""
    letter = message.letter
    if case is None:
        return letter.language or program.spoken[0]
    return tongues.of(case.application, letter.to.email, letter.role, program)


def _composed(
    message: Message, case: Case | None, addresses: Addresses, program: Program, sender: str, now: datetime
) -> bytes:
    letter = message.letter
    context = seen_by_all(message, addresses, program, now)
    if case is not None:
        context |= seen_of_a_case(message, case, program, now)
    folder = f"mails/{letter.mail.value}"
    subject = _subject(f"{folder}/subject.txt", context)
    domain = parseaddr(sender)[1].partition("@")[2]
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = subject
    mail["From"] = _address(Person(program.vendor.contact.name, parseaddr(sender)[1]))
    mail["To"] = _address(letter.to)
    mail["Reply-To"] = _address(_reply_to(message, case, program, addresses.replies))
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.application}.{message.id}@{domain}>"
    mail["References"] = f"<{message.application}.{letter.decision or 'case'}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    # SES takes this out, and names them in what it tells us about the mail (sent, bounced, complained …).
    mail["X-SES-MESSAGE-TAGS"] = f"application={message.application}, message={message.id}"
    if letter.mail in TO_MANY:
        # What goes to many at a time is filed by this (RFC 2919); answers to one person's case are no list.
        mail["List-Id"] = f"Dates of the partner program <{letter.mail.value.replace('_', '-')}.{domain}>"
    mail.set_content(_flowing(render(f"{folder}/body.txt", **context)), cte="quoted-printable")
    html = render(f"{folder}/body.html", **context, subject=subject)
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    mail["Content-Language"] = spoken()
    return mail.as_bytes()


def mailbox(person: Person) -> str:
    """The address as mail servers take it, an international domain in its ASCII form.

    Raises Rejected where it has none: no domain, a local part that is not ASCII, or letters that IDNA 2003
    would turn into others, and so into somebody else's domain (`ß`).
    """
    local, _, domain = person.email.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        same = ascii_domain.encode("ascii").decode("idna").casefold() == domain.lower()
    except UnicodeError:
        raise Rejected("its domain is none that mail can reach") from None
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    if not _LOCAL.fullmatch(local) or dots:
        raise Rejected("its mailbox is none that mail can reach")
    if not _DOMAIN.fullmatch(ascii_domain) or not (domain.isascii() or same):
        raise Rejected("its domain is none that mail can reach")
    return f"{local}@{ascii_domain}"


def _subject(template: str, context: Mapping[str, Any]) -> str:
    """The subject, its names as long as there is room for."""
    subject = ""
    for limit in _NAMES:
        subject = header(render(template, **context, short=partial(brief, most=limit)))
        if len(subject) <= SUBJECT:
            break
    return brief(subject, SUBJECT)


def _flowing(text: str) -> str:
    """A paragraph of the template as one line, which the reader's client breaks to its own width."""
    out: list[str] = []
    open_line = False
    for raw in text.splitlines():
        line = raw.strip()
        if line and open_line and not line.startswith(_OWN_LINE):
            out[-1] += f" {line}"
        elif line or (out and out[-1]):
            out.append(line)
        open_line = bool(line) and not line.startswith(_OWN_LINE[2:])
    return "\n".join(out).strip() + "\n"


def _reply_to(message: Message, case: Case | None, program: Program, replies: str) -> Person:
    """Ops answer whoever asked directly; everybody else's replies become questions, or go to the desk that is read."""
    if case is None:
        return program.vendor.contact
    if message.letter.role is Role.OPS:
        is_question = case.decision is not None and case.decision.kind is Kind.QUESTION
        asker = asker_of(case.application, case.decision).who if is_question and case.decision else None
        who = asker or case.application.submission.applicant
        with suppress(Rejected):
            mailbox(who)
            return who
    if replies:
        return Person(program.vendor.contact.name, reply_address(message.application, replies))
    return program.vendor.contact


def reply_address(application: ApplicationId, domain: str) -> str:
    """The mailbox at which a reply about a case arrives."""
    return f"case-{application.lower()}@{domain}"


def _address(person: Person) -> Address:
    local, _, domain = mailbox(person).rpartition("@")
    return Address(brief(header(clean(person.name)), _LONGEST_NAME), local, domain)
