"""What applicants type: ordinary, the least that is possible, and attacks in every field."""

from collections.abc import Callable
from typing import Any

from onboarding.domain.application import Customer
from onboarding.domain.people import Person

EVIL = 'evil.example <b onmouseover="x()">& Söhne</b>'
LONG = "Internationale Gesellschaft für Informationsverarbeitung, Netzwerke und Donaudampfschifffahrt mbH & Co."
BIDI = "Acme\u202egro.live\u2066 \u200bIT\r\nBcc: all@evil.example"


def ordinary() -> dict[str, Any]:
    """What most forms look like."""
    return {
        "company": "Fjord IT",
        "website": "https://fjordit.example",
        "domain": "fjordit.example",
        "applicant": Person("Anna Berg", "anna.berg@fjordit.example"),
        "signer": Person("Jonas Lind", "jonas.lind@fjordit.example"),
        "customers": (
            Customer(name="Hafen Logistik GmbH", nominee=Person("Mina Vogt", "mina.vogt@hafen.example")),
            Customer(name="Praxis Dr. Sommer", nominee=Person("Eva Sommer", "eva@praxis-sommer.example")),
        ),
    }


def minimal() -> dict[str, Any]:
    """One letter where one letter is enough, no website, no services, a country that has left the program."""
    nobody = Person("A", "a@b.example")
    return {
        "company": "A",
        "website": "",
        "domain": "",
        "country": "XX",
        "people": 1,
        "services": (),
        "applicant": nobody,
        "signer": nobody,
        "customers": (Customer(name="B", nominee=Person("", "c@d.example")),),
    }


def hostile(name: str) -> Callable[[], dict[str, Any]]:
    """The same attack in every field that a person fills in."""

    def form() -> dict[str, Any]:
        return {
            "company": name,
            "website": "https://evil.example/?a=1&b=<script>",
            "domain": "evil.example",
            "services": ("support", "<b>unknown.example</b>"),
            "applicant": Person(name, "anna@evil.example"),
            "signer": Person(name, "jonas@evil.example"),
            "customers": (
                Customer(name=name, nominee=Person(name, "mina@evil.example")),
                Customer(name=name, nominee=Person(name, "eva@evil.example")),
            ),
        }

    return form


FORMS: dict[str, Callable[[], dict[str, Any]]] = {
    "ordinary": ordinary,
    "minimal": minimal,
    "markup": hostile(EVIL),
    "long": hostile(LONG),
    "one word": hostile("Donau" * 40),
    "bidi": hostile(BIDI),
    "hebrew": hostile("שלום מחשבים בע״מ"),
    "japanese": hostile("株式会社東京情報システム研究所、国際事業統括本部"),
}
