"""A connection that somebody has begun and not finished yet (OAuth 2 with PKCE, RFC 7636)."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from onboarding.domain.ids import AccountId, ApplicationId
from onboarding.domain.people import Role

LIFE = timedelta(minutes=30)
"""How long somebody may take at the provider's page."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """Who connects which account. `browser` is the SHA-256 of a cookie: only the browser that began may finish."""

    application: ApplicationId
    account: AccountId
    verifier: str
    browser: str
    role: Role
    name: str
    email: str
    hand_over: bool
    expires: datetime


def new_verifier() -> str:
    """43 URL-safe characters of 32 random bytes (RFC 7636, 4.1)."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def same_browser(begun: Begun, cookie: str) -> bool:
    """Whether the browser that comes back is the one that began."""
    return hmac.compare_digest(begun.browser, hashlib.sha256(cookie.encode()).hexdigest())
