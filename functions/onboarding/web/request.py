"""An API Gateway HTTP API event (payload 2.0) as a plain request; what is no form is refused."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from onboarding.speaking import say

MOST_BYTES = 64 * 1024
MOST_EVENT_BYTES = 512 * 1024
_MOST_FIELDS = 400
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"


class Unacceptable(Exception):
    """A request that no page can take: the status to answer with, and words for the person behind it."""

    def __init__(self, status: int, title: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(title)
        self.status, self.title, self.message, self.headers = status, title, message, dict(headers or {})


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a page may know of a request; `form` and `query` keep every value of a name, in order.

    `event` is what a service sent instead of a form: the text of the field `json`.
    """

    method: str
    id: str = ""
    query: Mapping[str, list[str]] = field(default_factory=dict)
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)
    event: str = ""
    source_ip: str = ""
    user_agent: str = ""
    accept_language: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        """The first value of a form field, empty where it was not sent."""
        return (self.form.get(name) or [""])[0]

    def said(self) -> str:
        """Which notice the page shows after a redirect."""
        return (self.query.get("said") or [""])[0]


def request_of(event: Mapping[str, Any], id: str, *, by_service: bool = False) -> Request:
    """The request in an event; raises Unacceptable for a POST that is too large, no form, or garbled.

    A service's own POST (`by_service`) is multipart, and nothing but its field `json` is read.
    """
    http = event["requestContext"]["http"]
    headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    method = str(http["method"])
    return Request(
        method=method,
        id=id,
        query=_query(str(event.get("rawQueryString") or "")),
        form=_form(event, headers) if method == "POST" and not by_service else {},
        event=_json_field(event, headers) if method == "POST" and by_service else "",
        source_ip=str(http.get("sourceIp", "")),
        user_agent=headers.get("user-agent", ""),
        accept_language=headers.get("accept-language", ""),
        cookies=_cookies([*(event.get("cookies") or []), headers.get("cookie", "")]),
    )


def _form(event: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, list[str]]:
    raw = _body(event, headers, _FORM, MOST_BYTES)
    try:
        return _fields(raw.decode())
    except ValueError:
        raise _garbled() from None


def _json_field(event: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """The field `json` of a multipart body; empty where it has none."""
    raw = _body(event, headers, _MULTIPART, MOST_EVENT_BYTES)
    head = f"Content-Type: {headers['content-type']}\r\n\r\n".encode("ascii", "replace")
    whole = BytesParser(policy=HTTP).parsebytes(head + raw)
    for part in whole.iter_parts() if whole.is_multipart() else ():
        if part.get_param("name", header="content-disposition") == "json":
            content = part.get_payload(decode=True)
            return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    return ""


def _body(event: Mapping[str, Any], headers: Mapping[str, str], kind: str, most: int) -> bytes:
    body = str(event.get("body") or "")
    if len(body) > most * 4 // 3 + 4:
        raise _too_large()
    if headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise Unacceptable(
            415,
            say("This is not a form"),
            say("This address takes the form that it shows, and nothing else. Nothing was changed."),
        )
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except (binascii.Error, ValueError):
        raise _garbled() from None
    if len(raw) > most:
        raise _too_large()
    return raw


def _cookies(sent: Sequence[object]) -> dict[str, str]:
    """Cookies by name; payload 2.0 lists them apart from the headers, the local engine leaves them there."""
    pairs = [pair.strip().partition("=") for one in sent for pair in str(one).split(";")]
    return {name: value for name, _, value in pairs if name}


def _query(text: str) -> dict[str, list[str]]:
    """What a redirect of ours added; a query that cannot be read is somebody else's, and counts as none."""
    try:
        return _fields(text)
    except ValueError:
        return {}


def _fields(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS):
        found.setdefault(name, []).append(value)
    return found


def _garbled() -> Unacceptable:
    return Unacceptable(
        400,
        say("The form could not be read"),
        say("Something on the way garbled it. Please go back and send it again."),
    )


def _too_large() -> Unacceptable:
    return Unacceptable(
        413,
        say("That is too much text"),
        say("A form can carry 64 KB. Please go back, shorten what you wrote, and send it again."),
    )
