"""Calls to the Dropbox Business API by plain HTTPS, with its errors told apart.

Shapes and errors are those of the provider's published interface (github.com/dropbox/dropbox-api-spec: auth.stone,
team_members.stone) and its OAuth guide: a call is a POST of JSON, `null` where it takes nothing; 401 carries the tag
of an authentication error, 409 the tag of the call's own error, 429 says how long to wait, and the token endpoint
answers 400 with `invalid_grant` for a refresh token that was revoked.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import urllib3

from onboarding.domain.errors import Disconnected, Unavailable
from onboarding.domain.marking import N_

TRIES = 3
LONGEST_PAUSE = 5.0
"""Seconds that one call waits for a limit to pass; what takes longer is left to the clock."""

_TIMEOUT = urllib3.Timeout(connect=3.0, read=10.0)
_GONE = {
    "invalid_access_token": N_("The customer has taken our access back."),
    "user_suspended": N_("The admin who connected the team is suspended."),
    "invalid_select_admin": N_("The admin who connected the team is no admin any more."),
    "missing_scope": N_("The connection lacks a right that is needed to read the members."),
    "route_access_denied": N_("The provider does not let this program read the members."),
}


class Refused(Exception):
    """The call's own error (409); `tag` is the provider's word."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


class ExpiredToken(Exception):
    """The access token has lived its hours; a refresh gives another."""


@dataclass
class DropboxApi:
    """One API's calls; `pause` waits that many seconds."""

    base: str
    pause: Callable[[float], None] = field(default=time.sleep)

    @cached_property
    def _pool(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(timeout=_TIMEOUT, retries=False)

    def token(self, **form: str) -> dict[str, Any]:
        """The token endpoint's answer; raises Disconnected for a grant that is void, Unavailable."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, answer = self._send("/oauth2/token", urlencode(form).encode(), headers)
        if status == HTTPStatus.BAD_REQUEST and answer.get("error") == "invalid_grant":
            raise Disconnected(N_("The customer has taken our access back, or it was never given."))
        if status != HTTPStatus.OK:
            raise Unavailable(f"the token endpoint answered {status}")
        return answer

    def call(self, access: str, route: str, argument: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A call's result; raises ExpiredToken, Refused (409), Disconnected (no right any more), Unavailable."""
        headers = {"Authorization": f"Bearer {access}", "Content-Type": "application/json"}
        body = json.dumps(argument).encode()
        status, answer = self._send(f"/2/{route}", body, headers)
        if status == HTTPStatus.OK:
            return answer
        tag = _tag(answer)
        if status == HTTPStatus.UNAUTHORIZED and tag == "expired_access_token":
            raise ExpiredToken
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise Disconnected(_GONE.get(tag, N_("The provider does not take our connection any more.")))
        if status == HTTPStatus.CONFLICT:
            raise Refused(tag)
        raise Unavailable(f"{route} answered {status}")

    def _send(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """One POST, again after a limit or an outage, within TRIES."""
        for attempt in range(1, TRIES + 1):
            try:
                reply = self._pool.request("POST", self.base + path, body=body, headers=headers, redirect=False)
            except urllib3.exceptions.HTTPError as error:
                # Its name only: the message can hold an address with what was sent.
                status, wait, name = 0, float(attempt), type(error).__name__
            else:
                status, name = reply.status, str(reply.status)
                if status != HTTPStatus.TOO_MANY_REQUESTS and status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    return status, _json(reply.data)
                wait = _seconds(reply.headers.get("Retry-After"), attempt)
            if attempt == TRIES or wait > LONGEST_PAUSE:
                raise Unavailable(f"the provider did not answer: {name}")
            self.pause(wait)
        raise Unavailable("the provider did not answer")


def _json(data: bytes) -> dict[str, Any]:
    """An answer's object; what is none (a gateway's page, a plain sentence) counts as empty."""
    try:
        answer = json.loads(data)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _tag(answer: Mapping[str, Any]) -> str:
    error = answer.get("error")
    return str(error.get(".tag", "")) if isinstance(error, dict) else ""


def _seconds(header: str | None, attempt: int) -> float:
    return float(header) if header and header.isdecimal() else float(attempt)
