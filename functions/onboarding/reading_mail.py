"""Reading a mail that anybody may have written: who sent it, about which cases, and what is new in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser

from onboarding.domain.ids import ApplicationId, is_application_id
from onboarding.domain.people import Person
from onboarding.harmless import clean

LONGEST = 2000
"""Characters kept of what somebody wrote."""

LARGEST = 512 * 1024
"""Bytes of a mail that are parsed: its text comes before its attachments."""

_CASE = re.compile(r"case-([0-9a-hjkmnp-tv-z]{26})@", re.IGNORECASE)
_THREAD = re.compile(r"<([0-9A-HJKMNP-TV-Z]{26})\.[^<>@\s]{1,40}@")
_QUOTE = re.compile(
    r"^(>|On .{1,200}wrote:\s*$|Am .{1,200}schrieb|Le .{1,200}a écrit|El .{1,200}escribió|-{2,}\s*Original Message"
    r"|-{2,}\s*Ursprüngliche Nachricht|_{10,}\s*$|From: .+@|Von: .+@)",
    re.IGNORECASE,
)
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+-].*)?@", re.IGNORECASE)


@dataclass(frozen=True)
class Letter:
    """What is kept of a mail. `cases` are the applications that it names, the one it was sent to first."""

    sender: Person
    cases: tuple[ApplicationId, ...]
    text: str
    automatic: bool
    raw: bytes


def read(raw: bytes, recipients: Sequence[str]) -> Letter:
    """Never raises: what cannot be read is left out."""
    mail = message_from_bytes(raw[:LARGEST], policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - the policy makes no other
    name, email = parseaddr(_header(mail, "From"))
    answers = f"{_header(mail, 'In-Reply-To')} {_header(mail, 'References')}"
    named = [*_CASE.findall(" ".join(recipients)), *_THREAD.findall(answers)]
    files = [clean(one.get_filename() or "") for one in _attachments(mail)]
    note = f"\n\n(Attached: {', '.join(one or 'a file' for one in files)})" if files else ""
    text = _new(_text(mail)) or clean(_header(mail, "Subject"))
    return Letter(
        sender=Person(clean(name)[:100] or email, clean(email)[:254]),
        cases=tuple(dict.fromkeys(ApplicationId(one.upper()) for one in named if is_application_id(one.upper()))),
        text=clean(text, lines=True)[: LONGEST - len(note)] + note,
        automatic=_is_automatic(mail, email),
        raw=raw,
    )


def addressed_to(recipients: Sequence[str]) -> ApplicationId | None:
    """The case whose own mailbox is among those that a mail was sent to."""
    named = [one.upper() for one in _CASE.findall(" ".join(recipients))]
    return next((ApplicationId(one) for one in named if is_application_id(one)), None)


def _is_automatic(mail: EmailMessage, email: str) -> bool:
    """An answer to it would be read by a machine, or start a loop (RFC 3834)."""
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].strip().casefold()
    return (
        submitted not in ("", "no")
        or _header(mail, "Precedence").strip().casefold() in _BULK
        or any(name in mail for name in ("List-Id", "X-Autoreply", "X-Autorespond", "X-Failed-Recipients"))
        or _header(mail, "Return-Path").strip() == "<>"
        or not email
        or _MACHINES.match(email) is not None
    )


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail.get(name, ""))
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):  # the parser's own, on hostile headers
        return ""


def _attachments(mail: EmailMessage) -> list[EmailMessage]:
    try:
        return [one for one in mail.iter_attachments() if isinstance(one, EmailMessage)]
    except (AttributeError, KeyError):
        return []


def _text(mail: EmailMessage) -> str:
    for kind in ("plain", "html"):
        try:
            part = mail.get_body((kind,))
            content = part.get_content() if part is not None else ""
        except (LookupError, ValueError, AttributeError, KeyError):
            continue
        if isinstance(content, str) and content.strip():
            return content if kind == "plain" else _Words(content).text
    return ""


def _new(text: str) -> str:
    """What stands above the mail that is answered."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if _QUOTE.match(line.strip()):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip()


class _Words(HTMLParser):
    """The words of an HTML part; what is hidden or executed is none of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._found: list[str] = []
        self._skipped = 0
        self.feed(html[:LARGEST])

    @property
    def text(self) -> str:
        """Lines as blocks break them."""
        return "".join(self._found)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        if tag in ("script", "style", "head", "blockquote"):
            self._skipped += 1
        elif tag in ("p", "div", "br", "li", "tr"):
            self._found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head", "blockquote"):
            self._skipped = max(0, self._skipped - 1)

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._found.append(data)
