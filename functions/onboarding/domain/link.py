"""Links: a random token in somebody's mailbox stands for one decision, or for the applicant's own page."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.people import Role

LIFE = timedelta(days=400)
"""How long a link can still explain what became of its decision."""

QUEUE_LIFE = timedelta(days=1)
"""How long a link to everything that is asked of one mailbox works."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, kw_only=True)
class Link:
    """A capability for one addressee. Only the token's SHA-256 is kept.

    `decision` is None for the applicant's page, `application` for all that is asked of a mailbox that gets many cases.
    """

    hash: str
    application: ApplicationId | None = None
    decision: DecisionId | None = None
    role: Role
    email: str
    expires: datetime


def new_token() -> str:
    """32 random bytes as 43 URL-safe characters; it leaves the process in one mail and is never stored."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """SHA-256 (hex) of a token: the key under which its link is found."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Whether the text is shaped like a token."""
    return _TOKEN.fullmatch(text) is not None
