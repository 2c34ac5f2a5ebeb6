"""Languages of pages, mails and agreements: which one is meant, by what the browser says or else by the country."""

from collections.abc import Collection, Mapping

SPOKEN: Mapping[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "ja": "日本語",
    "ar": "العربية",
}
"""The languages of pages and mails, each by its own name; all but the first have a catalogue in locales/."""

RIGHT_TO_LEFT = frozenset({"ar"})

# The official languages of the countries that partners come from, the most spoken one first (Unicode CLDR).
_OFFICIAL = {
    "AT": "de",
    "BE": "nl fr de",
    "CA": "en fr",
    "CH": "de fr it",
    "DE": "de",
    "ES": "es",
    "FR": "fr",
    "GB": "en",
    "IE": "en ga",
    "IT": "it",
    "JP": "ja",
    "LI": "de",
    "LU": "lb fr de",
    "MX": "es",
    "NL": "nl",
    "PT": "pt",
    "US": "en es",
}


def of_country(country: str, offered: Collection[str]) -> str:
    """The first of a country's languages that is offered, else the first that is offered at all; empty for none."""
    known = (one for one in _OFFICIAL.get(country, "").split() if one in offered)
    return next(known, next(iter(offered), ""))


def of_browser(accepted: str, offered: Collection[str]) -> str:
    """The language that `Accept-Language` (RFC 9110, 12.5.4) likes best of those offered; empty where it names none."""
    wanted: list[tuple[float, str]] = []
    for part in accepted.split(",")[:20]:
        tag, _, weight = part.partition(";")
        primary = tag.strip().partition("-")[0].lower()
        if primary in offered:
            wanted.append((_weight(weight), primary))
    best = max((weight for weight, _ in wanted), default=0.0)
    return next((language for weight, language in wanted if weight == best), "") if best > 0 else ""


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
