"""The language that is spoken just now: words from its catalogue, and the direction in which it is read.

A request, or a mail, is in one language from its first word to its last; whoever renders asks here for it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from onboarding.domain.languages import RIGHT_TO_LEFT, SPOKEN

_LOCALES = Path(__file__).parent / "locales"
_SOURCE = next(iter(SPOKEN))
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_JOINED = re.compile(r"\d[-/]\d")
_TAG = re.compile(r"<[^>]*>")

_spoken: ContextVar[str] = ContextVar("spoken", default="")
_wished: ContextVar[bool] = ContextVar("wished", default=False)


@contextmanager
def speaking(language: str, *, wished: bool = True) -> Iterator[None]:
    """Everything rendered within is in this language; `wished` says that its reader asked for it."""
    before, wish = _spoken.set(language), _wished.set(wished)
    try:
        yield
    finally:
        _spoken.reset(before)
        _wished.reset(wish)


def go_over_to(language: str, *, wished: bool) -> None:
    """Speaks another language from here on, unless the reader has wished for one and this is only supposed."""
    if language in SPOKEN and (wished or not _wished.get()):
        _spoken.set(language)


def spoken() -> str:
    """The language's code; that of the sources where nobody said."""
    return _spoken.get() or _SOURCE


def wished() -> str:
    """The language that the reader asked for, empty where nobody did."""
    return _spoken.get() if _wished.get() else ""


def read_here() -> str:
    """The language of the page that somebody has before them, empty where nobody has any."""
    return _spoken.get()


def direction() -> str:
    """`rtl` or `ltr`, as HTML calls them."""
    return "rtl" if spoken() in RIGHT_TO_LEFT else "ltr"


def gettext(text: str) -> str:
    """The text in the language that is spoken; what no catalogue knows (somebody's own words) stays as it is.

    A text of the program's own that came among data, and was set apart with them, is found all the same.
    """
    bare = _bare(text)
    told = _catalogue(spoken()).gettext(bare) if bare else bare
    return told if told != bare else text


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the text for a count."""
    return _catalogue(spoken()).ngettext(one, many, count)


def say(text: str, **values: object) -> str:
    """The text in the language that is spoken, its values in the places of their names.

    A value cannot turn the line around it.
    """
    told = gettext(text)
    return told.format(**{name: isolated(str(value)) for name, value in values.items()}) if values else told


def say_many(one: str, many: str, count: int, **values: object) -> str:
    """The same, in the form for a count, whose place is `{count}`."""
    told = ngettext(one, many, count)
    return told.format(count=count, **{name: isolated(str(value)) for name, value in values.items()})


def retold(text: str, patterns: Iterable[str]) -> str:
    """A sentence that was kept in the words of the sources, with its names filled in, in the language spoken.

    A value that is such sentences itself, parted by `; `, is retold as well; what fits no pattern stays as it is.
    """
    for pattern in patterns:
        kept = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(pattern)), _bare(text))
        if kept is not None:
            values = {name: _parts(value, patterns) for name, value in kept.groupdict().items()}
            return say(pattern, **values)
    return gettext(text)


def _bare(text: str) -> str:
    return text.removeprefix(_ISOLATE).removesuffix(_END_ISOLATE)


def _parts(value: str, patterns: Iterable[str]) -> str:
    return "; ".join(retold(part, patterns) for part in value.split("; "))


def apart(text: str) -> str:
    """The same for a number with hyphens: after Arabic letters the parts of `2026-11` would change places."""
    if direction() == "rtl" and _JOINED.search(text) and not text.startswith(_ISOLATE):
        return f"{_ISOLATE}{text}{_END_ISOLATE}"
    return isolated(text)


def isolated(text: str) -> str:
    """A text that is read in the other direction than the language spoken stands by itself (Unicode UAX 9, FSI)."""
    other = ("R", "AL") if direction() == "ltr" else ("L",)
    turned = any(unicodedata.bidirectional(one) in other for one in _TAG.sub("", text))
    if text.startswith(_ISOLATE) or not turned:
        return text
    return f"{_ISOLATE}{text}{_END_ISOLATE}"


@cache
def _catalogue(language: str) -> NullTranslations:
    """Compiled when a bundle is built, or before the tests; raises FileNotFoundError where that was forgotten."""
    if language == _SOURCE:
        return NullTranslations()
    with (_LOCALES / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return GNUTranslations(file)
