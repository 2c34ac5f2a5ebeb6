"""Dropbox Sign's HTTP: Basic authentication, short patience, and every refusal in our own words, once."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import urllib3

from onboarding.domain.errors import Gone, RateLimited, Rejected, Unavailable

MOST_BYTES = 25 * 1024 * 1024
"""The largest signed file that is taken; what is sent is well below a megabyte."""

PAUSE_SECONDS = 30.0
"""A service that hangs costs one timeout in this long, and not one a case."""

_TIMEOUT = urllib3.Timeout(connect=3, read=10)
_OK = 200
_GONE = {404, 410}
_TOO_MANY = 429
_FIRST_ERROR_OF_THEIRS = 500
# Wrong key, unpaid bill, missing right, or a file that is not ready: somebody or time can put it right.
_MENDABLE = {401, 402, 403, 409}

type Files = Mapping[str, tuple[str, bytes]]


class Http:
    """Requests to one address; `key` gives the API key when it is needed."""

    def __init__(self, address: str, key: Callable[[], str]) -> None:
        self._address = address.rstrip("/")
        self._key = key
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)
        self._away_until = 0.0

    def get(self, path: str) -> dict[str, Any]:
        """The JSON object at a path."""
        return _object(self._call("GET", path))

    def form(self, path: str, fields: Mapping[str, str], files: Files | None = None) -> dict[str, Any]:
        """The answer to a multipart form; an empty answer is an empty object."""
        parts: dict[str, Any] = {**fields, **(files or {})}
        body, kind = urllib3.encode_multipart_formdata(parts)
        content = self._call("POST", path, body, kind)
        return _object(content) if content.strip() else {}

    def download(self, path: str) -> bytes:
        """The bytes at a path; raises Rejected where there are too many."""
        content = self._call("GET", path)
        if len(content) > MOST_BYTES:
            raise Rejected("a file that is too large")
        return content

    def _call(self, method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
        if time.monotonic() < self._away_until:
            raise Unavailable("the signature provider was away a moment ago")
        headers = urllib3.make_headers(basic_auth=f"{self._key()}:")
        if kind:
            headers["Content-Type"] = kind
        try:
            answer = self._pool.request(
                method,
                f"{self._address}{path}",
                body=body or None,
                headers=headers,
                preload_content=False,
                redirect=False,
            )
            content = answer.read(MOST_BYTES + 1)
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            self._away_until = time.monotonic() + PAUSE_SECONDS
            raise Unavailable(f"the signature provider did not answer: {type(error).__name__}") from None
        if answer.status != _OK:
            self._refuse(answer.status, content, answer.headers)
        return content

    def _refuse(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        said = f"the signature provider answered {status} {_error_name(content)}".rstrip()
        if status in _GONE:
            raise Gone(said)
        if status == _TOO_MANY:
            raise RateLimited(said, _seconds_to_wait(headers))
        if status in _MENDABLE:
            raise Unavailable(said)
        if status >= _FIRST_ERROR_OF_THEIRS:
            raise Unavailable(said)
        raise Rejected(said)


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        raise Unavailable("the signature provider's answer is no JSON") from None
    if not isinstance(found, dict):
        raise Unavailable("the signature provider's answer is no object")
    return found


def _error_name(content: bytes) -> str:
    """Only the error's name: its message can quote what somebody typed."""
    try:
        return str(json.loads(content)["error"]["error_name"])[:60]
    except (ValueError, KeyError, TypeError):
        return ""


def _seconds_to_wait(headers: Mapping[str, str]) -> int:
    """From `X-Ratelimit-Reset`, an epoch second, or `Retry-After`."""
    for name, since in (("X-Ratelimit-Reset", time.time()), ("Retry-After", 0.0)):
        text = headers.get(name, "")
        if text.isdecimal():
            return max(0, int(int(text) - since))
    return 0
