"""Typed text: composed, trimmed, and free of characters that lie about what is shown."""

import re
import unicodedata

_BIDI = "\u202a-\u202e\u2066-\u2069"
_UNSEEN = re.compile(f"[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ufffe\\uffff\\ud800-\\udfff{_BIDI}]")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")


class Unprintable(ValueError):
    """The text holds control characters or direction overrides."""


def line(text: str) -> str:
    """One line: NFC, trimmed, single spaces; raises Unprintable for line breaks and control characters."""
    composed = unicodedata.normalize("NFC", text).strip()
    if _UNSEEN.search(composed):
        raise Unprintable
    return " ".join(composed.split())


def lines(text: str) -> str:
    """Text that may have line breaks, each one `\\n`; raises Unprintable for other control characters."""
    composed = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " ").strip()
    if _UNSEEN.search(composed.replace("\n", " ")):
        raise Unprintable
    return composed


def printable(text: str) -> str:
    """What was typed without the characters that cannot be shown: for showing it back."""
    return "".join(part for part in _LINE_ENDS.sub("\n", text) if part == "\n" or not _UNSEEN.match(part))
