"""Dropbox Sign, over plain HTTPS: signature requests by mail, read back, and its events recognised.

API version 3 as of github.com/hellosign/hellosign-openapi; its status codes are on the provider's page of constants.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from onboarding.adapters.dropbox_sign_http import Http
from onboarding.adapters.secrets import Secret
from onboarding.domain.errors import Gone, Rejected, Unavailable
from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.people import Person
from onboarding.ports.provider import Asking, Found, Standing

ADDRESS = "https://api.hellosign.com/v3"

_LONGEST_NOTE = 1000
_HOUR = 3600
_STANDINGS = {"signed": Standing.SIGNED, "declined": Standing.DECLINED, "expired": Standing.EXPIRED}


class DropboxSign:
    """The port `SignatureProvider`. The secret holds `api_key`, and `client_id` where the account has an API app."""

    def __init__(self, secret: Secret, address: str = "") -> None:
        self._secret = secret
        self._http = Http(address or ADDRESS, lambda: secret.value("api_key"))
        self._account = ""

    def ask(self, asking: Asking) -> Found:
        """POST /signature_request/send."""
        fields: dict[str, str] = {
            "title": asking.subject,
            "subject": asking.subject,
            "message": asking.message,
            "signers[0][name]": asking.signer.name,
            "signers[0][email_address]": asking.signer.email,
            "metadata[application]": asking.application,
            "metadata[decision]": asking.decision,
            "metadata[reference]": _reference(asking.application, asking.decision),
            "allow_decline": "1",
            "test_mode": "1" if asking.test else "0",
            **({"expires_at": str(_whole_hour(asking.expires))} if asking.expires else {}),
            **({"client_id": app} if (app := self._secret.optional("client_id")) else {}),
        }
        file = (asking.file_name, asking.file)
        return _request(self._http.form("/signature_request/send", fields, {"files[0]": file}))

    def asked(self, application: ApplicationId, decision: DecisionId) -> Sequence[Found]:
        """GET /signature_request/list; a search, so a request of the last minutes may be missing."""
        search = f"metadata:{_reference(application, decision)} AND from:me"
        query = urlencode({"query": search, "page_size": 100})
        listed = self._http.get(f"/signature_request/list?{query}").get("signature_requests") or []
        about = {"application": application, "decision": decision}
        ours = [
            one for one in listed if about.items() <= dict(one.get("metadata") or {}).items() and self._is_ours(one)
        ]
        return [_found(one) for one in sorted(ours, key=lambda one: int(one.get("created_at") or 0))]

    def read(self, id: str) -> Found:
        """GET /signature_request/{id}."""
        return _request(self._http.get(f"/signature_request/{id}"))

    def remind(self, id: str, signer: Person) -> None:
        """POST /signature_request/remind/{id}; a second reminder within an hour is refused there, and skipped here."""
        try:
            self._http.form(f"/signature_request/remind/{id}", {"email_address": signer.email, "name": signer.name})
        except Rejected:
            return

    def hand_on(self, found: Found, to: Person) -> Found:
        """POST /signature_request/update/{id}; refused for a document to which a signature page was appended."""
        fields = {"signature_id": found.signature, "email_address": to.email, "name": to.name}
        return _request(self._http.form(f"/signature_request/update/{found.id}", fields))

    def extend(self, found: Found, expires: datetime) -> None:
        """POST /signature_request/update/{id} with a new `expires_at`."""
        fields = {
            "signature_id": found.signature,
            "name": found.signer.name,
            "expires_at": str(_whole_hour(expires)),
        }
        self._http.form(f"/signature_request/update/{found.id}", fields)

    def cancel(self, id: str) -> None:
        """POST /signature_request/cancel/{id}; what is complete, cancelled or deleted cannot be cancelled again."""
        try:
            self._http.form(f"/signature_request/cancel/{id}", {})
        except (Rejected, Gone):
            return

    def file(self, id: str) -> bytes:
        """GET /signature_request/files/{id}?file_type=pdf; 409 while it is being prepared."""
        return self._http.download(f"/signature_request/files/{id}?file_type=pdf")

    def authentic(self, time: str, kind: str, hash: str) -> bool:
        """HMAC-SHA256 over time and type with the API key, compared in constant time."""
        key = self._secret.value("api_key").encode()
        expected = hmac.new(key, f"{time}{kind}".encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), hash.encode())

    def _is_ours(self, one: Mapping[str, Any]) -> bool:
        """Anybody can send our account a request with metadata of their liking; only our own counts."""
        if not self._account:
            account = self._http.get("/account").get("account") or {}
            self._account = str(account.get("email_address") or "").casefold()
        return bool(self._account) and str(one.get("requester_email_address")).casefold() == self._account


def _reference(application: str, decision: str) -> str:
    """One word for the search: 26 characters of the application, and the decision without its hyphens."""
    return f"{application}{decision}".replace("-", "")


def _whole_hour(at: datetime) -> int:
    """An epoch second; rounded up and an hour on, because the provider rounds down and must not be the first."""
    return (int(at.timestamp()) // _HOUR + 2) * _HOUR


def _time(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(int(str(seconds)), UTC) if seconds else None


def _request(answer: Mapping[str, Any]) -> Found:
    """The request in an answer."""
    found = answer.get("signature_request")
    return _found(found if isinstance(found, dict) else {})


def _found(one: Mapping[str, Any]) -> Found:
    """The provider's words for a request with one signer; raises Unavailable for an answer that cannot be read."""
    try:
        signature = one["signatures"][0]
        return Found(
            id=str(one["signature_request_id"]),
            signature=str(signature["signature_id"]),
            signer=Person(str(signature["signer_name"]), str(signature["signer_email_address"])),
            standing=_standing(one, str(signature.get("status_code") or "")),
            at=_time(signature.get("signed_at")),
            note=_note(signature),
            expires=_time(one.get("expires_at")),
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Unavailable(f"an answer that cannot be read: {type(error).__name__}") from None


def _standing(one: Mapping[str, Any], status: str) -> Standing:
    if one.get("is_declined") or status == "declined":
        return Standing.DECLINED
    if one.get("has_error") or status.startswith("error"):
        return Standing.FAILED
    if status == "signed" and not one.get("is_complete"):
        return Standing.WAITING
    return _STANDINGS.get(status, Standing.WAITING)


def _note(signature: Mapping[str, Any]) -> str:
    said = signature.get("decline_reason") or signature.get("error") or ""
    if not said and str(signature.get("status_code") or "").startswith("error"):
        said = str(signature["status_code"]).replace("_", " ")
    return str(said).strip()[:_LONGEST_NOTE]
