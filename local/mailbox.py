"""Keeps every mail as one .eml file and reads it back: what the inbox shows and its API tells."""

import secrets
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Attachment:
    """One part of a mail besides its text and HTML; `reference` is its Content-ID without brackets."""

    name: str
    type: str
    content: bytes
    reference: str


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived; `arrived` is real time, `date` is what the sender's Date header says."""

    id: str
    arrived: datetime
    date: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]

    @cached_property
    def thread(self) -> str:
        """What its References say: our mails name their case there (SES names mails itself)."""
        return " ".join(value for name, value in self.headers if name.lower() == "references")

    def as_json(self) -> dict[str, object]:
        """The API's form of the mail; a header that comes several times is one value of several lines."""
        headers: dict[str, str] = {}
        for name, value in self.headers:
            headers[name] = f"{headers[name]}\n{value}" if name in headers else value
        return {
            "id": self.id,
            "from": self.sender,
            "to": list(self.recipients),
            "subject": self.subject,
            "date": self.date.isoformat(),
            "arrived": self.arrived.isoformat(),
            "text": self.text,
            "html": self.html,
            "headers": headers,
            "attachments": [{"name": part.name, "type": part.type} for part in self.attachments],
        }


def new_mail_id() -> str:
    """An id that sorts by time of arrival (nanoseconds), distinct even within one tick."""
    return f"{time.time_ns():016x}{secrets.token_hex(2)}"


def read_mail(mail_id: str, raw: bytes) -> Mail:
    """Parse the bytes of one .eml file; whatever is malformed is shown as far as it can be read."""
    message = BytesParser(policy=policy.default).parsebytes(raw)
    arrived = datetime.fromtimestamp(int(mail_id[:16], 16) / 1e9, UTC)
    return Mail(
        id=mail_id,
        arrived=arrived,
        date=_date(message) or arrived,
        sender=str(message["From"] or ""),
        recipients=_recipients(message),
        subject=str(message["Subject"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        headers=tuple((name, str(value)) for name, value in message.items()),
        attachments=tuple(_attachments(message)),
    )


def _date(message: EmailMessage) -> datetime | None:
    try:
        date = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _recipients(message: EmailMessage) -> tuple[str, ...]:
    # The envelope's recipients, which the mailbox noted on arrival, are the true ones.
    delivered = [str(value) for value in message.get_all("Delivered-To", [])]
    return tuple(delivered or [str(value) for value in message.get_all("To", [])])


def _body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return _text(part) if isinstance(part, EmailMessage) else ""


def _text(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):  # an unknown charset
        content = part.get_payload(decode=True)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _attachments(message: EmailMessage) -> Iterable[Attachment]:
    bodies = [message.get_body(preferencelist=(subtype,)) for subtype in ("plain", "html")]
    for part in message.walk():
        if part.is_multipart() or any(part is body for body in bodies):
            continue
        content = part.get_payload(decode=True)
        yield Attachment(
            name=part.get_filename() or "unnamed",
            type=part.get_content_type(),
            content=content if isinstance(content, bytes) else b"",
            reference=str(part["Content-ID"] or "").strip("<> "),
        )


class Mailbox:
    """All mails, newest first; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Condition()
        folder.mkdir(parents=True, exist_ok=True)
        self._mails = {path.stem: read_mail(path.stem, path.read_bytes()) for path in folder.glob("*.eml")}

    def deliver(self, sender: str, recipients: Sequence[str], raw: bytes) -> Mail:
        """Keep one mail, noting its envelope in the headers that mail servers use for it."""
        mail_id = new_mail_id()
        envelope = [f"Return-Path: <{sender}>", *(f"Delivered-To: {address}" for address in recipients)]
        noted = "".join(f"{line}\r\n" for line in envelope).encode() + raw
        mail = read_mail(mail_id, noted)
        fresh = self._folder / f".{mail_id}"
        fresh.write_bytes(noted)
        fresh.replace(self._folder / f"{mail_id}.eml")
        with self._lock:
            self._mails[mail_id] = mail
            self._lock.notify_all()
        return mail

    def all(self) -> list[Mail]:
        """Every mail, newest first."""
        with self._lock:
            return sorted(self._mails.values(), key=lambda mail: mail.id, reverse=True)

    def of(self, case: str, *, more_than: int = -1, patience: float = 0.0) -> list[Mail]:
        """A case's mails, newest first, as soon as there are more than so many or `patience` (seconds) has ended."""
        found: list[Mail] = []

        def enough() -> bool:
            found[:] = [mail for mail in self._mails.values() if case in mail.thread]
            return len(found) > more_than

        with self._lock:
            self._lock.wait_for(enough, patience)
        return sorted(found, key=lambda mail: mail.id, reverse=True)

    def get(self, mail_id: str) -> Mail | None:
        """One mail by its id."""
        with self._lock:
            return self._mails.get(mail_id)

    def empty(self) -> int:
        """Delete every mail; returns how many there were."""
        with self._lock:
            for mail_id in self._mails:
                (self._folder / f"{mail_id}.eml").unlink(missing_ok=True)
            count = len(self._mails)
            self._mails.clear()
            return count
