"""Which column is what: headers as people write them, in the languages that partner lists come in."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum


class FileKind(StrEnum):
    """What a file lists."""

    PARTNERS = "partners"
    ACCOUNTS = "accounts"
    DISTRIBUTORS = "distributors"


NEEDED: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.PARTNERS: ("company", "email"),
    FileKind.ACCOUNTS: ("partner", "customer"),
    FileKind.DISTRIBUTORS: ("id", "name", "contact_email", "countries"),
}
"""Columns without which a file is not of that kind."""

_EMAIL = "|".join(
    (
        "email|e-mail|mail|mailbox|email address|e-mail address|mailadresse|e-mail-adresse|email adresse",
        "adresse e-mail|adresse email|courriel|correo|correo electronico|posta elettronica|indirizzo email|emailadres",
        "e-mailadres|メール|メールアドレス|work email|business email|contact email|contact e-mail|kontakt e-mail",
        "email contact",
    )
)

_PARTNERS: Mapping[str, str] = {
    "id": "id|partner id|partnerid|partner number|partner no|partnernummer|partner nr|external id|externe id|crm id|"
    "reseller id|account id|kundennummer|numero partenaire|id partenaire|id socio|id partner|codice partner|"
    "relatienummer|パートナーid|パートナー番号",
    "company": "company|company name|partner|partner name|organisation|organization|reseller|firm|business name|"
    "legal name|firma|firmenname|unternehmen|partnername|societe|nom de la societe|entreprise|raison sociale|empresa|"
    "nombre de la empresa|razon social|azienda|ragione sociale|societa|bedrijf|bedrijfsnaam|会社|会社名|企業名",
    "website": "website|web site|web|url|homepage|domain|webseite|internetseite|site web|site internet|sitio web|"
    "pagina web|sito|sito web|ウェブサイト|サイト",
    "country": "country|country code|land|laendercode|landercode|staat|pays|code pays|pais|paese|nazione|国|国名",
    "name": "name|contact|contact name|contact person|full name|ansprechpartner|kontakt|kontaktperson|contactpersoon|"
    "interlocuteur|nom du contact|contacto|persona de contacto|nombre|contatto|referente|担当者|担当者名|氏名",
    "first_name": "first name|firstname|given name|vorname|prenom|nombre de pila|nome|voornaam|名",
    "last_name": "last name|lastname|surname|family name|nachname|nom|nom de famille|apellido|apellidos|cognome|"
    "achternaam|姓",
    "email": _EMAIL,
    "signer_name": "signer|signer name|signatory|authorised signatory|authorized signatory|unterzeichner|"
    "zeichnungsberechtigter|signataire|firmante|firmatario|ondertekenaar|署名者",
    "signer_email": "signer email|signer e-mail|signatory email|unterzeichner e-mail|email signataire|"
    "e-mail du signataire|email firmante|email firmatario|e-mail ondertekenaar|署名者メール",
    "people": "people|employees|staff|headcount|number of employees|mitarbeiter|mitarbeiterzahl|effectif|salaries|"
    "empleados|dipendenti|medewerkers|従業員数",
    "services": "services|service|offering|leistungen|dienstleistungen|prestations|servicios|servizi|diensten|サービス",
    "language": "language|lang|locale|sprache|langue|idioma|lingua|taal|言語",
    "distinct": "import anyway|not a duplicate|distinct|trotzdem importieren|kein duplikat|importer quand meme|"
    "importar de todos modos|importa comunque|toch importeren",
}

_ACCOUNTS: Mapping[str, str] = {
    "partner": "partner|partner id|partnerid|partner number|partnernummer|partner email|partner e-mail|reseller|"
    "reseller id|reseller email|partenaire|id partenaire|socio|id socio|rivenditore|wederverkoper|パートナー|"
    "パートナーid|managed by|betreut von",
    "customer": "customer|customer name|account|account name|client|client name|tenant|team|team name|kunde|kundenname|"
    "nom du client|compte|cliente|nombre del cliente|nome cliente|klant|klantnaam|顧客|顧客名|end customer|endkunde",
    "id": "id|account id|customer id|client id|tenant id|team id|kundennummer|konto|kontonummer|numero client|"
    "id cliente|klantnummer|顧客id|account number",
    "admin_name": "admin|admin name|administrator|nominee|customer contact|contact|contact name|ansprechpartner|"
    "administrateur|nom de l administrateur|administrador|amministratore|beheerder|管理者|管理者名",
    "admin_email": "admin email|admin e-mail|administrator email|nominee email|admin mail|e-mail administrator|"
    "email administrateur|email administrador|email amministratore|e-mail beheerder|管理者メール|" + _EMAIL,
}

_DISTRIBUTORS: Mapping[str, str] = {
    "id": "id|distributor id|distributorid|code|kuerzel|kurzel|distributeur id|id distribuidor|"
    "id distributore|代理店id",
    "name": "name|distributor|distributor name|company|firma|nom|distributeur|distribuidor|nombre|distributore|"
    "代理店|代理店名",
    "contact_name": "contact|contact name|contact person|ansprechpartner|kontakt|contacto|contatto|"
    "contactpersoon|担当者",
    "contact_email": _EMAIL,
    "countries": "countries|country|country codes|laender|lander|land|pays|paises|paesi|landen|対象国|国",
    "tracks": "tracks|track|programs|programme|programmes|programa|programmi",
    "capacity": "capacity|weight|kapazitaet|kapazitat|capacite|capacidad|capacita|capaciteit",
    "authorised": "authorised|authorized|active|autorisiert|aktiv|autorise|actif|autorizado|activo|autorizzato|actief",
}


def plain(header: str) -> str:
    """A header without case, accents, spaces and punctuation."""
    text = "".join(one for one in unicodedata.normalize("NFKD", header) if not unicodedata.combining(one))
    return "".join(one for one in text.casefold().replace("ß", "ss") if one.isalnum())


def _by_header(synonyms: Mapping[str, str]) -> dict[str, str]:
    return {plain(one): field for field, words in synonyms.items() for one in words.split("|")}


_KNOWN: Mapping[FileKind, Mapping[str, str]] = {
    FileKind.PARTNERS: _by_header(_PARTNERS),
    FileKind.ACCOUNTS: _by_header(_ACCOUNTS),
    FileKind.DISTRIBUTORS: _by_header(_DISTRIBUTORS),
}


def recognised(header: Sequence[str]) -> tuple[FileKind, tuple[str, ...]] | None:
    """The kind of file, and each column's field (empty where it is none of ours); None where no kind fits.

    Of several kinds that fit, the one that understands most columns; on a tie the first of partners, accounts,
    distributors. Where two columns mean the same, the first counts.
    """
    found: list[tuple[int, FileKind, tuple[str, ...]]] = []
    for kind in FileKind:
        columns: list[str] = []
        for title in header:
            field = _KNOWN[kind].get(plain(title), "")
            columns.append("" if field in columns else field)
        if set(NEEDED[kind]) <= set(columns):
            found.append((sum(map(bool, columns)), kind, tuple(columns)))
    if not found:
        return None
    _, kind, columns_of_best = max(found, key=lambda one: one[0])
    return kind, columns_of_best


def understood(header: Sequence[str]) -> int:
    """How many columns mean anything in any kind of file: tells the right delimiter from the others."""
    return max(sum(plain(title) in known for title in header) for known in _KNOWN.values())
