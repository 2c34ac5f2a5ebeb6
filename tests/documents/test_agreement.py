"""The agreement: whom it is between, what it promises, in which languages, and that it always comes out the same."""

import hashlib
import json
import re
import subprocess
import unicodedata
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from infra import fonts
from onboarding.documents import pages, wording
from onboarding.documents.wording import Wording
from onboarding.domain.account import Account, AccountState
from onboarding.domain.application import Customer
from onboarding.domain.ids import AccountId
from onboarding.domain.people import Person
from tests.mails.cases import begun
from tests.mails.forms import FORMS
from tests.support.journey import Journey, home
from tests.support.samples import ID, NOW, PROGRAM, Walk
from tests.support.tools import needs, tool

NUMBER = f"{ID}-4"
LANGUAGES = ("de", "en", "es", "fr")
VERSIONS = sorted({track.agreement for track in PROGRAM.tracks.values()})
NAMES = {
    "Latin with marks": "Nguyễn Thị Hương, Łódź & Söhne",
    "stacked marks": "Zˈa̱lgǫ́ Ǹdá̰ Ltd",
    "Greek": "Ελληνική Εταιρεία Πληροφορικής",
    "Cyrillic": "Общество «Светлый Путь»",
    "Japanese": "株式会社さくらシステム",
    "Chinese": "北京云端科技有限公司 龍臺灣",
    "Korean": "한빛정보기술 주식회사",
    "Arabic": "شركة النور للتقنية",
    "Hebrew": "אור טכנולוגיות",
    "Thai": "บริษัท สยาม จำกัด",
    "Devanagari": "नमस्ते प्रौद्योगिकी",
    "Bengali": "বাংলা প্রযুক্তি",
    "Tamil": "தமிழ் நிறுவனம்",
    "Georgian": "ქართული კომპანია",
    "Armenian": "Հայկական ընկերություն",
    "Ethiopic": "የኢትዮጵያ ድርጅት",
    "Khmer": "ក្រុមហ៊ុន",
    "Lao": "ບໍລິສັດ",
    "emoji": "Rocket 🚀 IT 👩‍💻 🇩🇪",
    "markup": '#panic("x") *bold* $x^2$ <a> @ref \\ {{ signer }} #set page(width: 1pt)',
}


def words_for(**form: Any) -> Wording:
    """The agreement that this form's company would sign."""
    application = replace(Walk.of(**form).application, distributor_name="Nordhafen Distribution")
    return wording.wording(application, application.submission.customers, NUMBER, PROGRAM, NOW)


def printed(words: Wording) -> bytes:
    return pages.render(words, NUMBER, PROGRAM, NOW, fonts=fonts.folder())


@pytest.mark.parametrize("form", FORMS)
def test_an_agreement_names_both_parties_the_signer_and_the_day(form: str) -> None:
    wanted = FORMS[form]()
    application = begun(wanted).to_agreement().application
    text = wording.wording(application, application.submission.customers, NUMBER, PROGRAM, NOW).text()
    for needed in (PROGRAM.vendor.name, wanted["company"], wanted["signer"].name, "2 November 2026", NUMBER):
        assert needed in text
    assert "{{" not in text.replace(wanted["company"], "").replace(wanted["signer"].name, "")


def test_an_agreement_says_whose_the_accounts_are_how_it_ends_and_which_law_holds() -> None:
    text = words_for().text()
    parts = ("Germany", "Nordhafen Distribution", "Customers’ accounts stay the customers’", "Data protection")
    for needed in (*parts, "Either party may end it", "90 days’ notice", "The law of", "Customer 1 – Nominee 1"):
        assert needed in text


def account(number: int, **fields: Any) -> Account:
    ole = Person("Ole", f"ole@customer{number}.example")
    return Account(id=AccountId(str(number)), application=ID, customer=f"Customer {number}", nominee=ole, **fields)


def test_the_annex_has_what_is_managed_and_who_is_named_now() -> None:
    accounts = [
        replace(account(1), nominee=Person("", "")),
        account(2, state=AccountState.ENDED),
        account(3, state=AccountState.RELEASED),
        account(4, state=AccountState.WAIVED, settled_by="Dana", settled_at=NOW),  # ops let it go unproved
        account(5, state=AccountState.WAIVED, note="left out when the case was submitted again"),
        account(6, state=AccountState.REFUSED),
    ]
    customers = wording.managed(accounts)
    words = wording.wording(Walk.of(customers=()).application, customers, NUMBER, PROGRAM, NOW)
    assert words.annex is not None
    assert [(one.customer, one.admin) for one in words.annex] == [
        ("Customer 1", "not named yet"),
        ("Customer 4", "Ole"),
        ("Customer 6", "Ole"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screen_says_how_many_accounts_it_leaves_to_the_document(language: str) -> None:
    form = Walk.of(language=language).application
    many = wording.managed([account(n) for n in range(1, wording.MOST_ON_SCREEN + 3)])
    words = wording.wording(form, many, NUMBER, PROGRAM, NOW)
    assert words.annex is not None
    assert len(words.annex) == wording.MOST_ON_SCREEN + 2
    *_, last, more = words.text().split("\n\n")
    assert last == f"Customer {wording.MOST_ON_SCREEN} – Ole"
    assert "2 " in more
    whole = wording.wording(form, many[:-2], NUMBER, PROGRAM, NOW).text()
    assert whole.endswith(f"{last}\n")


def test_a_text_without_the_words_for_it_has_signs() -> None:
    words = wording.wording(Walk.of().application, wording.managed([account(1)]), NUMBER, PROGRAM, NOW)
    labels = {name: word for name, word in words.labels.items() if name not in ("unnamed", "annex_more")}
    nobody = [Customer(name="Customer 1", nominee=Person("", ""))]
    assert wording._annex(nobody, labels) == (wording.Row("Customer 1", "–"),)
    long = replace(words, labels=labels, annex=(words.annex or ()) * (wording.MOST_ON_SCREEN + 7))
    assert long.text().endswith("… (+7)\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("version", VERSIONS)
def test_every_language_has_the_same_clauses_and_a_name_for_every_country_and_track(
    version: str, language: str
) -> None:
    assert set(PROGRAM.languages) == set(LANGUAGES)
    english, other = (wording._template(version, one) for one in ("en", language))
    assert other["labels"].keys() == english["labels"].keys()
    assert len(other["months"]) == 12
    for ours, theirs in zip(english["sections"], other["sections"], strict=True):
        assert len(ours["clauses"]) == len(theirs["clauses"])
        for one, same in zip(ours["clauses"], theirs["clauses"], strict=True):
            placeholders = [sorted(re.findall(r"{{ \w+ }}", json.dumps(text))) for text in (one, same)]
            assert placeholders[0] == placeholders[1]
            assert isinstance(one, str) == isinstance(same, str)
    if language != "en":
        assert other["countries"].keys() == PROGRAM.countries.keys()
        assert {id for id, track in PROGRAM.tracks.items() if track.agreement == version} <= set(other["tracks"])


def test_the_language_is_the_applicants_and_the_first_where_we_have_not_written_it() -> None:
    assert words_for(language="fr").title == "Contrat de revente"
    assert words_for(language="it").title == "Reseller agreement"


def test_clauses_differ_by_country() -> None:
    assert "product liability law" in words_for(country="AT").text()
    assert "product liability law" not in words_for(country="GB").text()


@pytest.mark.parametrize(
    ("language", "title", "own", "resale"),
    [
        (
            "en",
            "Technology partner agreement",
            "(the Integration)",
            ("istributor", "Annex", "erritory", "orders through"),
        ),
        (
            "de",
            "Technologiepartnervertrag",
            "(die Integration)",
            ("istributor", "Anlage", "Vertragsgebiet", "bestellt über"),
        ),
        ("fr", "Contrat de partenariat technologique", "(l’Intégration)", ("istributeur", "Annexe", "erritoire")),
        ("es", "Contrato de socio tecnológico", "(la Integración)", ("istribuidor", "Anexo", "erritorio")),
    ],
)
def test_a_technology_partner_signs_an_agreement_of_its_own_without_resale_distributor_or_annex(
    language: str, title: str, own: str, resale: tuple[str, ...]
) -> None:
    words = words_for(track="technology", language=language)
    text = words.text()
    assert words.title == title
    assert words.annex is None
    assert own in text
    assert "Nordhafen" not in text
    assert not [word for word in resale if word in text]
    assert len(words.sections) == 9
    assert text.count("SHA-256") == 1


@needs("pdftotext")
def test_a_technology_partners_document_ends_with_its_last_clause(tmp_path: Path) -> None:
    file = tmp_path / "agreement.pdf"
    file.write_bytes(printed(words_for(track="technology")))
    text = tool("pdftotext", "-layout", str(file), "-")
    assert "9.3" in text
    assert "10." not in text
    assert "Customer 1" not in text


def test_a_company_without_customers_has_an_annex_that_says_so() -> None:
    assert "manages no customer accounts" in words_for(customers=()).text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_words_give_the_same_bytes_and_others_do_not(language: str) -> None:
    words = words_for(language=language)
    assert printed(words) == printed(words_for(language=language))
    assert printed(words) != printed(words_for(language=language, company="Becker IT AG"))


@needs("pdftotext", "pdfinfo", "pdffonts")
@pytest.mark.parametrize("script", NAMES)
def test_names_in_any_script_are_letters_in_the_pdf_and_never_markup(script: str, tmp_path: Path) -> None:
    name = NAMES[script]
    customer = Customer(name=name, nominee=Person(name, "a@b.example"))
    file = tmp_path / "agreement.pdf"
    file.write_bytes(printed(words_for(company=name, signer=Person(name, "s@x.example"), customers=(customer,))))
    text = tool("pdftotext", "-raw", str(file), "-")
    # The tool reverses right-to-left text, or repeats joined letters: that every letter is there is what counts.
    squeezed = unicodedata.normalize("NFKC", re.sub(r"\s", "", text))
    for word in re.split(r"[\s,]+", unicodedata.normalize("NFKC", name)):
        assert word in squeezed or set(word) <= set(squeezed), word
    info = tool("pdfinfo", str(file))
    assert re.search(r"Tagged: +yes", info)
    assert all(line.split()[-5] == "yes" for line in tool("pdffonts", str(file)).splitlines()[2:]), "embedded fonts"


@needs("pdfinfo")
def test_the_pdf_says_that_it_is_pdf_a_and_pdf_ua(tmp_path: Path) -> None:
    file = tmp_path / "agreement.pdf"
    file.write_bytes(printed(words_for()))
    meta = tool("pdfinfo", "-meta", str(file))
    assert "<pdfaid:part>3</pdfaid:part>" in meta
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in meta
    assert "<pdfuaid:part>1</pdfuaid:part>" in meta


@needs("pdfinfo", "pdftotext")
@pytest.mark.parametrize(
    ("name", "spelled"),
    [("සිංහල", "[U+0DC3][U+0DD2]"), ("𐌰𐌱𐌲", "[U+10330][U+10331][U+10332]"), ("A\ue000B", "A[U+E000]B")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_without_a_typeface_is_spelled_by_its_number_and_the_document_says_so_and_stays_pdf_a(
    name: str, spelled: str, language: str, tmp_path: Path
) -> None:
    file = tmp_path / "agreement.pdf"
    file.write_bytes(printed(words_for(company=name, language=language)))
    assert spelled in re.sub(r"\s", "", tool("pdftotext", "-raw", str(file), "-"))
    assert "[U+0041]" in tool("pdftotext", "-raw", str(file), "-")
    meta = tool("pdfinfo", "-meta", str(file))
    assert "<pdfaid:part>3</pdfaid:part>" in meta
    assert "<pdfuaid:part>1</pdfuaid:part>" in meta
    assert file.read_bytes() == printed(words_for(company=name, language=language))


def test_a_document_with_more_letters_without_a_typeface_than_can_be_spelled_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "MOST_SPELLED", 2)
    with pytest.raises(ValueError, match="too many letters"):
        printed(words_for(company="𐌰𐌱𐌲"))


def test_every_face_that_travels_is_one_that_the_pages_ask_for() -> None:
    asked = {*pages.FACES, *pages._ELSEWHERE, *pages._LAST}
    assert {name.replace(" ", "") for name in asked} == {Path(face).name.partition("_")[0] for face in fonts.FACES}


def test_a_prepared_agreement_is_stored_under_its_hash_and_preparing_it_twice_stores_it_once() -> None:
    with home() as world:
        case = Journey(world).to_signer()
        decision = world.applications.case(case.id, case.waits_for()).decision
        assert decision is not None
        about = decision.about
        document = world.documents.kept[about["key"]]
        assert hashlib.sha256(document).hexdigest() == about["sha256"]
        assert about["number"] == f"{case.id}-{decision.id.rpartition('-')[2]}"
        later = world.clock.now() + timedelta(hours=2)
        accounts = world.applications.accounts(case.id)
        assert world.signatures.prepare(case.now, accounts, about["number"], world.program, later) == about
        assert list(world.documents.kept) == [about["key"], about["key"].replace(".pdf", ".json")]


def test_every_face_travels_and_a_missing_one_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts.copy(tmp_path / "fonts")
    assert {file.name for file in (tmp_path / "fonts").iterdir()} == {
        Path(name).name for name in (*fonts.FACES, fonts.LICENCE)
    }
    monkeypatch.setattr(fonts, "PACKAGES", tmp_path)
    with pytest.raises(FileNotFoundError):
        fonts.copy(tmp_path / "again")


def test_a_tool_that_fails_is_seen() -> None:
    with pytest.raises((subprocess.CalledProcessError, FileNotFoundError)):
        tool("false")
