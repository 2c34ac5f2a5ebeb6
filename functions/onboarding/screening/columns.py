"""Which column of a denied-party list is what: titles as official lists have them, and as ops write them."""

from collections.abc import Mapping, Sequence

from onboarding.importing.headers import plain

_TITLES: Mapping[str, str] = {
    "name": "name|names|whole name|namealias_wholename|name alias whole name|entity name|party|party name|full name|"
    "listed name|sdn name|sdn_name|company|company name|organisation|organization|denied party|firma|nom|nombre|nome|"
    "naam|名称",
    "aliases": "alt_names|alt names|alias|aliases|aka|a.k.a.|also known as|other names|alternative names|trading names|"
    "former names|aliasse|autres noms|otros nombres",
    "country": "country|countries|country code|nationality|nationalities|citizenships|citizenship|land|pays|pais|"
    "paese|国",
    "source": "source|list|program|programs|programme|programmes|regime|sanctions program|sanctions programme|"
    "authority|liste|quelle",
    "id": "id|uid|ent_num|entity number|entity_number|entity_logicalid|entity logical id|group id|reference|"
    "reference number|dataid|sdn id",
    "type": "type|sdn_type|sdn type|entity type|subject type",
}
_KNOWN = {plain(title): field for field, titles in _TITLES.items() for title in titles.split("|")}

_OFAC = ("id", "name", "type", "source", *[""] * 8)
"""The US Treasury's `sdn.csv` has no titles: twelve columns, of which these are the first four."""


def columns(first: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Each column's field (empty where it is none of ours), and whether the row was titles; no fields: no list."""
    found: list[str] = []
    for title in first:
        field = _KNOWN.get(plain(title), "")
        found.append("" if field in found else field)
    if "name" in found:
        return tuple(found), True
    if len(first) == len(_OFAC) and first[0].strip().isdecimal():
        return _OFAC, False
    return (), False


def understood(titles: Sequence[str]) -> int:
    """How many titles mean anything; of rows without titles, the one with most columns wins."""
    known = sum(plain(title) in _KNOWN for title in titles)
    return known * 100 + len(titles)
