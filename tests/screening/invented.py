"""Names on a denied-party list, made up in the manner of real ones: people, trading houses, banks, in any order."""

import random

_FIRST = "Vladimir Igor Sergei Ahmad Mohammad Yusuf Hassan Jose Luis Carlos Kim Ri Chen Ivan Dragan Abdul Karim Omar"
_FAMILY = (
    "Petrov Sokolov Volkov Karimi Rahmani Haddad Ortega Salazar Jong Hyon Wei Zhang Markovic Ilic Nazari Kuznetsov "
    "Belov Orlov Farouk Mansour Tikhonov Castillo Guzman Qasim Yildiz"
)
_OWN = "Zarya Mahtab Tarkhan Orient Sepid Arvand Kavosh Volga Don Altai Baikal Damavand Sahand Ural Neva Amur Karun"
_TRADE = ["Trading", "Shipping", "General Trading", "Petrochemical", "Investment", "Bank", "Industries", "Aviation"]
_FORMS = ["LLC", "FZE", "Co. Ltd.", "OOO", "JSC", "S.A.", "Limited Liability Company", ""]
_SYLLABLES = "ba re mi tol ku sha vor den li gar zon pe tra ki lu mar os tek fi nor"


def denied(count: int) -> list[str]:
    """That many different names, always the same."""
    rng = random.Random(51)  # noqa: S311 - names, no secret
    found: dict[str, None] = {}
    while len(found) < count:
        own = "".join(rng.choices(_SYLLABLES.split(), k=3)).capitalize()
        if rng.random() < 0.4:
            first, family = rng.choice(_FIRST.split()), rng.choice(_FAMILY.split())
            found[f"{family.upper()} {own}, {first}"] = None
        else:
            base = rng.choice(_OWN.split()) if rng.random() < 0.3 else own
            found[f"{base} {own} {rng.choice(_TRADE)} {rng.choice(_FORMS)}".strip()] = None
    return list(found)
