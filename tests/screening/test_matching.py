"""Who is like an entry of a list: spellings, scripts, legal forms and orders of one name, and not its neighbours."""

import random

import pytest

from onboarding.domain.screening import Entry
from onboarding.screening.matching import Index
from tests.importing.names import untidy
from tests.screening.invented import denied

AT_LEAST = 85
COMPANY_WORDS = [Entry(name) for name in ("Some General Trading LLC", "Another Shipping Company", "Third Bank")]


def like(name: str, *entries: str) -> list[tuple[str, tuple[str, ...]]]:
    found = Index([*map(Entry, entries), *COMPANY_WORDS]).like(name, AT_LEAST)
    return [(hit.entry.name, hit.words) for hit in found]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Wladimir Petroff", "Vladimir PETROV"),
        ("Владимир Петров", "Vladimir Petrov"),
        ("Vladimir Petrov", "PETROV, Vladimir Sergeyevich"),
        ("ООО Роснефть Трейдинг", "Rosneft Trading S.A."),
        ("Müller Rüstung GmbH", "Mueller Ruestung AG"),
        ("Ros Neft", "Rosneft OAO"),
        ("Yousef Al-Khalid", "Youssef AL KHALED"),
        ("Mohamed Hadad", "HADDAD, Muhammad"),
        ("Mahan Air Services Ltd", "Mahan Air"),
        ("Bank Melli GmbH", "Bank Melli Iran Investment Company"),
        ("Ｚａｒｙａ Trading", "ZARYA TRADING FZE"),
        ("Société Générale d'Arvand", "Societe Generale D Arvand SARL"),
        ("Νεφέλη Πετρίδης", "Nefeli Petridis"),
    ],
)
def test_one_party_is_known_in_another_spelling(ours: str, theirs: str) -> None:
    assert [name for name, _ in like(ours, theirs)] == [theirs]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Peter Müller", "Hans Müller"),
        ("Acme Trading Ltd", "Omega Trading Ltd"),
        ("Ann Becker", "Anna Beckers-Lindgren"),
        ("Nordwind General Trading", "Some Other General Trading"),
        ("Vladimir Ivanov", "Vladimir Petrov"),
        ("Trading Company", "Kavosh Trading Company"),
        ("東京商事", "大阪商事"),
        ("", "Rosneft"),
        ("GmbH", "OOO"),
        ("!!!", "???"),
    ],
)
def test_a_word_in_common_is_no_party(ours: str, theirs: str) -> None:
    assert like(ours, theirs) == []


def test_the_words_that_are_alike_are_named() -> None:
    assert like("Wladimir Petroff", "PETROV, Vladimir") == [("PETROV, Vladimir", ("vladimir", "petrov"))]


def test_of_several_names_of_a_party_the_one_that_is_most_alike_counts() -> None:
    entries = [Entry("Volga Bank"), Entry("Wolga Credit", alias_of="Volga Bank"), Entry("VB", alias_of="Volga Bank")]
    (hit,) = Index(entries).like("Wolga Kredit GmbH", AT_LEAST)
    assert (hit.entry.name, hit.entry.party) == ("Wolga Credit", "Volga Bank")


def test_a_persons_word_holds_for_the_name_and_the_party_whatever_file_they_stand_in() -> None:
    first, second = (
        Index([Entry("Volga Bank", list=file, version=version)]).like("Volga Bank AG", AT_LEAST)[0].key
        for file, version in (("us.csv", "1"), ("eu.csv", "2"))
    )
    assert first == second
    assert first != Index([Entry("Volga Bank")]).like("Volga Banka", AT_LEAST)[0].key


def test_made_up_companies_are_hardly_ever_taken_for_made_up_denied_parties() -> None:
    index = Index([Entry(name) for name in denied(5000)])
    names = [row[1] for row in untidy(1000)]
    assert sum(bool(index.like(name, AT_LEAST)) for name in names) <= len(names) * 0.01


def test_a_slip_of_the_pen_is_found_nine_times_in_ten() -> None:
    names = denied(2000)
    index, rng = Index([Entry(name) for name in names]), random.Random(7)  # noqa: S311 - slips, no secret
    found = 0
    for name in names[:300]:
        at = rng.randrange(1, len(name) - 1)
        slip = rng.choice([name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:]])
        found += any(hit.entry.name == name for hit in index.like(slip, AT_LEAST))
    assert found >= 0.85 * 300
