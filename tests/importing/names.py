"""Company names as people type them, made up: legal forms, case, spaces, quotes, line breaks, scripts."""

import random

_FIRST = [
    "Nordwind",
    "Müller",
    "Château",
    "Łódź",
    "Ærø",
    "Iberia",
    "Škoda & Syn",
    "O'Neill",
    "Hafen",
    "Zeta",
    "Ångström",
]
_SECOND = [
    "Systeme",
    "Informatique",
    "Networks",
    "Cloud",
    "Data",
    "IT",
    "Solutions",
    "Technik",
    "Consulting",
    "Servicios",
]
_FORMS = [
    "GmbH",
    "Gmb H",
    "gmbh & co. kg",
    "S.A.",
    "Sp A",
    "Ltd.",
    "LTD",
    "Pvt., Ltd.",
    "S De Rl De Cv",
    "",
    "B.V.",
    "Inc",
]
_ODD = ['The "{}" Shop', "{}\nDependance", "{}  ", "  {}", "{}; Berlin", "{}, Wien", "{}\tx", '27" {}', "={}"]


def untidy(count: int, tag: str = "n", only: str = "") -> list[list[str]]:
    """Rows of id, name, e-mail and country, always the same; `only` names an encoding that must hold them."""
    rng = random.Random(20161122)  # noqa: S311 - names, no secret
    rows: list[list[str]] = []
    while len(rows) < count:
        number = len(rows)
        name = f"{rng.choice(_FIRST)} {rng.choice(_SECOND)} {number} {rng.choice(_FORMS)}".strip()
        if rng.random() < 0.2:
            name = rng.choice(_ODD).format(name)
        if rng.random() < 0.2:
            name = rng.choice([name.upper(), name.lower()])
        if rng.random() < 0.05 and not only:
            name = f"株式会社{name}"
        if only and name.encode(only, "ignore").decode(only) != name:
            continue
        rows.append(
            [f"{tag}-{number}", name, f"mail@{tag}{number}.example", rng.choice(["DE", "Österreich", "fr", ""])]
        )
    return rows
