"""Identifiers: ULIDs for applications, words with a number for what belongs to one."""

import hashlib
import hmac
import os
import re
from datetime import datetime
from typing import NewType

ApplicationId = NewType("ApplicationId", str)
DecisionId = NewType("DecisionId", str)
AccountId = NewType("AccountId", str)
MessageId = NewType("MessageId", str)
DistributorId = NewType("DistributorId", str)
ResellerId = NewType("ResellerId", str)

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_ACCOUNT = re.compile(r"[1-9][0-9]{0,5}")
_MESSAGE = re.compile(r"[0-9]{6}-[0-9]{1,3}")
_DECISION = re.compile(r"[a-z]{1,20}(-[1-9][0-9]{0,5}){1,2}")


def new_application_id(now: datetime) -> ApplicationId:
    """A ULID (github.com/ulid/spec): 48 bits of milliseconds, 80 random bits, 26 Crockford characters."""
    number = (int(now.timestamp() * 1000) << 80) | int.from_bytes(os.urandom(10))
    return _spelled(number)


def application_id_for(key: str, secret: bytes) -> ApplicationId:
    """The id of whoever has this key, always the same: shaped like a ULID, its digits those of an HMAC-SHA256.

    Keys can be guessed (a number, an address); without the secret nobody can tell the id of one, nor take it first.
    """
    return _spelled(int.from_bytes(hmac.digest(secret, key.encode(), hashlib.sha256)[:16]))


def open_application_id_for(key: str) -> ApplicationId:
    """The id that an import before 2026-11-22 gave to whoever has this key: anybody can compute it."""
    return _spelled(int.from_bytes(hashlib.sha256(key.encode()).digest()[:16]))


def _spelled(number: int) -> ApplicationId:
    return ApplicationId("".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5)))


def is_application_id(text: str) -> bool:
    """Whether the text is a well-formed ULID; says nothing about whether it exists."""
    return _ULID.fullmatch(text) is not None


def is_account_id(text: str) -> bool:
    """Whether the text is shaped like the number of a customer account."""
    return _ACCOUNT.fullmatch(text) is not None


def is_message_id(text: str) -> bool:
    """Whether the text is shaped like `000012-0`."""
    return _MESSAGE.fullmatch(text) is not None


def is_decision_id(text: str) -> bool:
    """Whether the text is shaped like `distributor-3` or `admin-2-1`."""
    return _DECISION.fullmatch(text) is not None
