"""Text that people typed, made harmless once, before any template of a mail can show it.

Names reach mailboxes of people who never heard of their owner. Nothing in them may become a link (clients
link whatever looks like a domain, in text parts too), turn the reading direction, hide, or start a line.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from onboarding.speaking import isolated

BREAK = "\u200b"
"""A zero-width space: put after a dot it keeps clients from seeing a domain, and no reader sees it."""

ISOLATE, END_ISOLATE = "\u2068", "\u2069"

PROSE = frozenset({"question", "answer", "note", "reason", "error", "why"})
"""Fields that hold sentences, which keep their line breaks; all others are names and stay on one line."""

LINKS_ALLOWED = frozenset({"answer", "contact", "consequence", "action"})
"""What only ops can write: their links are meant to be followed."""

_DOTS = r".\u3002\uff0e\uff61:@\uff20/"
_LINKING = re.compile(rf":(?=//)|[{_DOTS}](?=[^\s{_DOTS}])")
_GAPS = re.compile(r"[^\S\n]+")
_JOINERS = "\u200c\u200d"
_NO_ENDING = f" .,;:-\u2013{BREAK}{_JOINERS}"
_MOST_MARKS = 4
_STACKED = re.compile(
    rf"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{{{_MOST_MARKS}}})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def clean(text: str, *, lines: bool = False) -> str:
    """Without control, invisible and direction-turning characters, on one line unless `lines`; NFC."""
    text = re.sub(r"\r\n?|[\u0085\u2028\u2029]", "\n", unicodedata.normalize("NFC", text))
    if not text.replace("\n", "").isprintable():  # letter by letter only where there is something to take out
        text = "".join(_visible(character) for character in text)
    text = _GAPS.sub(" ", _STACKED.sub(r"\1", text))
    return re.sub(r" ?\n ?", "\n", text).strip() if lines else " ".join(text.split())


def unlinked(text: str) -> str:
    """The same to a reader, but no domain, address or mailbox to a mail client."""
    return _LINKING.sub(rf"\g<0>{BREAK}", text)


def shown(value: Any, name: str = "") -> Any:
    """A record, mapping, sequence or string with every string made harmless; `name` is its field."""
    if isinstance(value, str) and not isinstance(value, Enum):
        text = clean(value, lines=name in PROSE)
        return isolated(text if name in LINKS_ALLOWED else unlinked(text))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: shown(getattr(value, one.name), one.name) for one in fields(value)})
    if isinstance(value, Mapping):
        return {key: shown(item, str(key)) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(shown(item, name) for item in value)
    return value


def header(text: str) -> str:
    """One line for a header field; what looks like an encoded word (RFC 2047) is not one any more."""
    return " ".join(text.replace("=?", "= ?").split())


def brief(text: str, most: int) -> str:
    """At most that many characters, cut between words where that loses little, with an ellipsis."""
    whole = text.strip(ISOLATE + END_ISOLATE)
    if len(whole) <= most:
        return text
    cut = whole[: most - 1]
    head, _, tail = cut.rpartition(" ")
    if head and len(tail) < most // 3:
        cut = head
    while cut and (unicodedata.combining(cut[-1]) or cut[-1] in _NO_ENDING):
        cut = cut[:-1]
    return isolated(f"{cut}…")


def _visible(character: str) -> str:
    if character == "\n" or character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") else character
