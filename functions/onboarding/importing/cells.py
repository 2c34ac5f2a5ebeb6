"""Single cells: made clean, understood, and otherwise named in the report; nothing is guessed silently."""

import re
from collections.abc import Mapping

from onboarding import mailboxes, typed_text
from onboarding.domain.people import Person
from onboarding.importing.headers import plain

MOST_COMPANY, MOST_NAME = 120, 100

_COUNTRIES: Mapping[str, str] = {
    "AT": "austria|osterreich|oesterreich|autriche|aut|a",
    "BE": "belgium|belgien|belgique|belgie|bel|b",
    "CA": "canada|kanada|can",
    "CH": "switzerland|schweiz|suisse|svizzera|suiza|che",
    "DE": "germany|deutschland|allemagne|alemania|germania|duitsland|deu|ger|d",
    "ES": "spain|spanien|espagne|espana|spagna|spanje|esp|e",
    "FR": "france|frankreich|francia|frankrijk|fra|f",
    "GB": "unitedkingdom|uk|greatbritain|england|scotland|wales|grossbritannien|royaumeuni|gbr",
    "IE": "ireland|irland|irlande|irlanda|ierland|irl|eire",
    "IT": "italy|italien|italie|italia|ita|i",
    "JP": "japan|japon|giappone|日本|jpn",
    "NL": "netherlands|thenetherlands|holland|niederlande|paysbas|paisesbajos|paesibassi|nederland|nld",
    "US": "unitedstates|usa|unitedstatesofamerica|america|etatsunis|estadosunidos|statiuniti",
}
_BY_NAME = {name: code for code, names in _COUNTRIES.items() for name in names.split("|")}
_SEPARATORS = re.compile(r"\s*[;,|/]\s*")


class BadRow(Exception):
    """A row that cannot be taken; the message says why, in words for whoever dropped the file."""


def line(value: str, what: str, most: int) -> str:
    """One clean line; raises BadRow for what cannot be shown or stored. Line breaks count as spaces."""
    try:
        clean = typed_text.line(" ".join(value.split()))
    except typed_text.Unprintable:
        raise BadRow(f"the {what} holds invisible characters") from None
    if len(clean) > most:
        raise BadRow(f"the {what} has {len(clean)} characters; {most} is the most")
    return clean


def email(value: str, what: str) -> str:
    """An address; raises BadRow for what is none."""
    bare = value.strip().removeprefix("mailto:").strip("<>")
    found = mailboxes.address(bare)
    if not found:
        raise BadRow(f"the {what} is missing" if not bare else f"the {what} “{bare[:80]}” is no e-mail address")
    return found


def person(name: str, address: str, what: str) -> Person:
    """Somebody with a mailbox; raises BadRow."""
    return Person(line(name, f"name of the {what}", MOST_NAME), email(address, f"e-mail of the {what}"))


def country(value: str, known: Mapping[str, str]) -> str:
    """The code of one of the known countries, from a code or a name in some languages; empty where it is none."""
    if value.strip().upper() in known:
        return value.strip().upper()
    name = plain(value)
    code = _BY_NAME.get(name) or next((code for code, title in known.items() if plain(title) == name), "")
    return code if code in known else ""


def several(value: str) -> list[str]:
    """The parts of a list in one cell."""
    return [part for part in _SEPARATORS.split(value.strip()) if part]


def number(value: str) -> int:
    """A whole number, with or without separators of thousands; 0 where it is none."""
    digits = re.sub(r"[\s.,'’]", "", value)
    return int(digits) if digits.isdecimal() and len(digits) <= 6 else 0  # noqa: PLR2004 - a hundred thousand people


def yes(value: str) -> bool:
    """Whether a cell says yes."""
    return plain(value) in {"yes", "y", "1", "true", "x", "ja", "oui", "si", "hai", "はい"}
