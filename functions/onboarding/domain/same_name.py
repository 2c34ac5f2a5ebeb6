"""Whether two names can be one person's, as far as their letters tell: people write theirs in many ways."""

import re
import unicodedata
from difflib import SequenceMatcher

from onboarding.domain.company_names import plain

_WORD = re.compile(r"[^\W\d_]+")
_BY_TWO_LETTERS = re.compile(r"(?<=[aou])e|(?<=a)a")
"""Mueller as Müller, Aase as Åse: the second letter says nothing that an accent would not."""
_COMPARED = frozenset({"LATIN", "GREEK", "CYRILLIC"})
_ANYBODYS = frozenset({"al", "bin", "da", "de", "del", "den", "der", "di", "el", "ibn", "la", "le", "van", "von"})
_TITLES = frozenset({"dr", "frau", "herr", "madame", "monsieur", "mr", "mrs", "ms", "prof"})
_ALIKE = 0.8
"""From here on two words are one that was mistyped or written as it sounds: Jon and John, Smith and Smyth."""


def may_be_same(one: str, other: str) -> bool:
    """Whether any word of one name is a word of the other; also where that cannot be told, in two scripts say.

    Case, accents, order, titles and a letter more or less do not count. Names in scripts that have no spaces, or that
    are spelled in many ways, are not held against each other.
    """
    if not _scripts(one) & _scripts(other) & _COMPARED:
        return True
    mine, theirs = _words(one), _words(other)
    mine, theirs = [*mine, "".join(mine)], [*theirs, "".join(theirs)]
    return any(SequenceMatcher(None, a, b).ratio() >= _ALIKE for a in mine for b in theirs)


def _words(name: str) -> list[str]:
    found = [_BY_TWO_LETTERS.sub("", word) for word in _WORD.findall(plain(name))]
    told = [word for word in found if len(word) > 1 and word not in _ANYBODYS | _TITLES]
    return told or found


def _scripts(name: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in name if letter.isalpha()}
