"""What the stand-in for Dropbox Sign keeps: signature requests with one signer, told in the provider's own shapes."""

import base64
import json
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from local.addresses import write_whole

ACCOUNT = "agreements@harbourlight.example"
"""The account whose API key is in use; its requests carry this as their requester."""

HOUR = 3600  # seconds; the provider takes one reminder in this long

OPEN, SIGNED, DECLINED, EXPIRED = "awaiting_signature", "signed", "declined", "expired"


class Refusal(Exception):
    """An error as the provider answers it: a status and an `error_name`."""

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(message)
        self.status, self.name, self.message = status, name, message


@dataclass
class Asked:
    """One request; times are epoch seconds."""

    id: str
    signature: str
    name: str
    email: str
    title: str
    message: str
    metadata: dict[str, str]
    file_name: str
    file: str  # base64
    created: int
    requester: str = ACCOUNT
    expires: int | None = None
    status: str = OPEN
    at: int | None = None
    reason: str = ""
    cancelled: bool = False
    reminded: list[int] = field(default_factory=list)

    def content(self) -> bytes:
        """The file as it was sent."""
        return base64.b64decode(self.file)

    def shape(self) -> dict[str, Any]:
        """The object `signature_request` of the API and of events."""
        return {
            "signature_request_id": self.id,
            "test_mode": True,
            "title": self.title,
            "original_title": self.title,
            "subject": self.title,
            "message": self.message,
            "metadata": self.metadata,
            "created_at": self.created,
            "expires_at": self.expires,
            "is_complete": self.status == SIGNED,
            "is_declined": self.status == DECLINED,
            "has_error": self.status.startswith("error"),
            "custom_fields": [],
            "response_data": [],
            "signing_url": None,
            "signing_redirect_url": None,
            "requester_email_address": self.requester,
            "cc_email_addresses": [],
            "template_ids": None,
            "signatures": [
                {
                    "signature_id": self.signature,
                    "signer_email_address": self.email,
                    "signer_name": self.name,
                    "signer_role": None,
                    "order": None,
                    "status_code": self.status,
                    "decline_reason": self.reason or None,
                    "signed_at": self.at if self.status == SIGNED else None,
                    "last_viewed_at": None,
                    "last_reminded_at": self.reminded[-1] if self.reminded else None,
                    "has_pin": False,
                    "has_sms_auth": False,
                    "error": None,
                }
            ],
        }


class Requests:
    """All requests, kept in a file where one is given, so that a restart forgets nobody's."""

    def __init__(self, file: Path | None = None) -> None:
        self._file, self._lock = file, threading.RLock()
        known = json.loads(file.read_text()) if file and file.exists() else []
        self._all = {one["id"]: Asked(**one) for one in known}

    def send(self, fields: Mapping[str, str], file: tuple[str, bytes], now: int, requester: str = ACCOUNT) -> Asked:
        """A new request from the fields of `signature_request/send`; raises Refusal as the provider would."""
        email = fields.get("signers[0][email_address]", "")
        if email.count("@") != 1 or not fields.get("signers[0][name]"):
            raise Refusal(400, "bad_request", "A signer needs a name and an e-mail address")
        metadata = {
            name.removeprefix("metadata[").removesuffix("]"): value
            for name, value in fields.items()
            if name.startswith("metadata[")
        }
        asked = Asked(
            id=secrets.token_hex(20),
            signature=secrets.token_hex(16),
            name=fields["signers[0][name]"],
            email=email,
            title=fields.get("title", ""),
            message=fields.get("message", ""),
            metadata=metadata,
            file_name=file[0],
            file=base64.b64encode(file[1]).decode(),
            created=now,
            requester=requester,
            expires=int(fields["expires_at"]) if fields.get("expires_at") else None,
        )
        return self._keep(asked)

    def get(self, id: str) -> Asked:
        """One request; raises Refusal where it never was (404) or was cancelled (410)."""
        with self._lock:
            asked = self._all.get(id)
        if asked is None:
            raise Refusal(404, "not_found", "Not found.")
        if asked.cancelled:
            raise Refusal(410, "deleted", "This resource has been deleted.")
        return asked

    def search(self, query: str) -> Sequence[Asked]:
        """`metadata:<word> AND from:me`, newest first; requests that others sent to this account are in it as well."""
        words = [word.removeprefix("metadata:") for word in query.split() if word.startswith("metadata:")]
        with self._lock:
            found = [one for one in self._all.values() if not one.cancelled]
        return [one for one in reversed(found) if all(word in one.metadata.values() for word in words)]

    def cancel(self, id: str) -> Asked:
        """Takes an open request back."""
        asked = self.get(id)
        self._must_be_open(asked)
        asked.cancelled = True
        return self._keep(asked)

    def remind(self, id: str, email: str, now: int) -> Asked:
        """Notes a reminder."""
        asked = self.get(id)
        self._must_be_open(asked)
        if asked.email != email or (asked.reminded and now - asked.reminded[-1] < HOUR):
            raise Refusal(400, "bad_request", "A reminder was sent within the last hour")
        asked.reminded.append(now)
        return self._keep(asked)

    def update(self, id: str, fields: Mapping[str, str]) -> Asked:
        """Another signer (with a new signature id), or more time."""
        asked = self.get(id)
        self._must_be_open(asked)
        if fields.get("signature_id") != asked.signature:
            raise Refusal(404, "not_found", "Not found.")
        if fields.get("email_address"):
            asked.email, asked.signature = fields["email_address"], secrets.token_hex(16)
        asked.name = fields.get("name") or asked.name
        asked.expires = int(fields["expires_at"]) if fields.get("expires_at") else asked.expires
        return self._keep(asked)

    def answer(self, id: str, status: str, now: int, reason: str = "") -> Asked:
        """The signer signs or declines; or the request ends in another of the provider's statuses."""
        asked = self.get(id)
        self._must_be_open(asked)
        asked.status, asked.at, asked.reason = status, now, reason
        return self._keep(asked)

    def _must_be_open(self, asked: Asked) -> None:
        if asked.status != OPEN:
            raise Refusal(400, "bad_request", "This request is complete")

    def _keep(self, asked: Asked) -> Asked:
        with self._lock:
            self._all[asked.id] = asked
            if self._file:
                write_whole(self._file, json.dumps([asdict(one) for one in self._all.values()]))
        return asked


def signed_file(asked: Asked) -> bytes:
    """A PDF that stands for the signed one: the one that was sent, or a page with its first words, and who signed."""
    sent = asked.content()
    pdf = sent if sent.startswith(b"%PDF") else _page(f"{asked.title}: signed by {asked.name}")
    return pdf + f"% Signed by {asked.email} at {asked.at}\n".encode("ascii", "replace")


def _page(words: str) -> bytes:
    text = words.encode("ascii", "replace").replace(b"\\", b"").replace(b"(", b"").replace(b")", b"")
    drawn = b"BT /F1 12 Tf 72 720 Td (" + text + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    pdf, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(pdf))
    return pdf + head + table + tail
