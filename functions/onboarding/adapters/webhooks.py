"""Events for a distributor's own system: signed HTTPS requests by the rules of Standard Webhooks.

`webhook-id` stays the same however often an event comes, and `webhook-signature` is `v1,` and the HMAC-SHA256 in base64
over `<id>.<timestamp>.<body>` (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
"""

import base64
import hashlib
import hmac
import time
from http import HTTPStatus
from urllib.parse import urlsplit

import urllib3

from onboarding.adapters.secrets import Secret
from onboarding.domain.errors import Unavailable
from onboarding.domain.ids import DistributorId

_TIMEOUT = urllib3.Timeout(connect=3.0, read=10.0)
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def may_be_told(address: str) -> bool:
    """Whether events may go there: over TLS, or to this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def key_of(master: str, distributor: DistributorId) -> bytes:
    """Each distributor's own key: whoever has one can sign nothing in another's name."""
    return hmac.digest(master.encode(), f"webhook {distributor}".encode(), hashlib.sha256)


def shown(key: bytes) -> str:
    """A key in the form in which the usual libraries take it."""
    return f"whsec_{base64.b64encode(key).decode()}"


def signature(key: bytes, id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    digest = hmac.digest(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


class SignedWebhooks:
    """The port `Webhooks`; keys are derived from one secret that nobody ever types."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)

    def deliver(self, distributor: DistributorId, address: str, id: str, body: bytes) -> None:
        """One POST; any answer but 2xx, a redirect among them, means that it was not taken."""
        if not may_be_told(address):
            raise Unavailable("the webhook's address does not begin with https://")
        now = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "partner-onboarding",
            "webhook-id": id,
            "webhook-timestamp": str(now),
            "webhook-signature": signature(key_of(self._secret.value("key"), distributor), id, now, body),
        }
        try:
            answer = self._pool.request(
                "POST", address, body=body, headers=headers, redirect=False, preload_content=False
            )
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Unavailable(f"the distributor's system did not answer: {type(error).__name__}") from None
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise Unavailable(f"the distributor's system answered {answer.status}")
