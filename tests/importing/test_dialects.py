"""What a file is, told from its first row."""

import pytest

from onboarding.importing.dialects import Unreadable, dialect
from onboarding.importing.headers import FileKind


@pytest.mark.parametrize(
    ("header", "kind", "columns"),
    [
        ("Partner ID;Company;E-mail;Country", "partners", ("id", "company", "email", "country")),
        ("Firma,Ansprechpartner,E-Mail-Adresse,Land", "partners", ("company", "name", "email", "country")),
        ("Société\tPrénom\tNom\tCourriel\tPays", "partners",
         ("company", "first_name", "last_name", "email", "country")),
        ("Empresa,Correo electrónico,País", "partners", ("company", "email", "country")),
        ("Ragione sociale;E-mail;Nazione;Colour", "partners", ("company", "email", "country", "")),
        ("Bedrijfsnaam;E-mailadres;Land", "partners", ("company", "email", "country")),
        ("会社名,担当者,メールアドレス", "partners", ("company", "name", "email")),
        ("partner email,account name,admin,admin e-mail", "accounts",
         ("partner", "customer", "admin_name", "admin_email")),
        ("Partner;Kunde;Kundennummer", "accounts", ("partner", "customer", "id")),
        ("ID,Distributor,Contact,E-mail,Countries,Tracks", "distributors",
         ("id", "name", "contact_name", "contact_email", "countries", "tracks")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_header_in_many_languages_says_what_the_file_is(
    header: str, kind: str, columns: tuple[str, ...], encoding: str
) -> None:
    data = f"{header}\r\nx\r\n".encode(encoding)
    found = dialect(data)
    assert (found.kind, found.columns) == (FileKind(kind), columns)
    assert data[found.start :].decode(found.encoding) == "x\r\n"


def test_a_header_in_windows_1252_is_understood() -> None:
    assert dialect("Société;Adresse e-mail;Pays\n".encode("cp1252")).columns == ("company", "email", "country")


def test_excels_own_first_line_names_the_delimiter() -> None:
    found = dialect(b"sep=;\r\ncompany;email\r\n")
    assert (found.delimiter, found.row, found.start) == (";", 3, 22)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04\x14", "CSV"),
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"colour,size\nred,3\n", "“colour”"),
    ],
)
def test_what_cannot_be_imported_says_why(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        dialect(data)
