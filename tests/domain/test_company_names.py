"""Company names made comparable: spellings of one name are the same, and neighbours stay apart."""

import pytest

from onboarding.domain.company_names import comparable


@pytest.mark.parametrize(
    "names",
    [
        ("Hafen Technik GmbH", "HAFEN TECHNIK GMBH & CO. KG", "Hafen Technik Gmb H", "Hafen-Technik"),
        ("Hafen Technik", "Hafen Technik Gesellschaft mit beschränkter Haftung", "hafentechnik"),
        ("Müller Systeme", "Mueller Systeme GmbH", "MULLER SYSTEME"),
        ("Nord & Süd", "Nord und Süd KG", "Nord and Sued Ltd."),
        ("Yıldız İnşaat", "Yildiz Insaat Sanayi ve Ticaret A.Ş.", "YILDIZ INSAAT SANAYII VE TICARET ANONIM SIRKETI"),
        ("Orzeł", "ORZEL SPÓŁKA AKCYJNA", "Orzeł Spółka z o.o.", "orzel sp. z o.o."),
        ("Pneus do Sul", "Pneus do Sul Ltda.", "PNEUS DO SUL SOCIEDADE ANÔNIMA"),
        ("Sellos del Norte SA de CV", "Sellos del Norte S.A. DE", "Sellos del Norte S. de R.L. de C.V."),
        ("Lion Cloud Pte. Ltd.", "Lion Cloud Pte. Lt", "LION CLOUD PTE"),
        ("Shanghai Deep Co., Ltd.", "Shanghai Deep Co. L", "Shanghai Deep"),
        ("Gymnast SAS", "STE GYMNAST", "Gymnast Société anonyme"),
        ("株式会社 青空", "青空", "青空(株)"),
        ("ООО Ромашка", "Ромашка", "ТОВ Ромашка"),
        ("Společnost Lípa spol. s r.o.", "Společnost Lípa"),
        ("Brod d.o.o.", "Brod j.d.o.o.", "BROD DOO"),
        ("Ακτή Α.Ε.", "Ακτή"),
    ],
)
def test_one_name_in_other_spellings_is_the_same(names: tuple[str, ...]) -> None:
    assert len({comparable(name) for name in names}) == 1, {name: comparable(name) for name in names}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bauer IT", "Baur IT"),
        ("Blue Cloud", "Blu Cloud"),
        ("Studio Sade", "Studio"),
        ("Mount Col", "Mount"),
        ("Hafen Technik", "Hafen Technik Nord"),
        ("Lion Cloud Singapore", "Lion Cloud Malaysia"),
        ("Co & Co", "Kg"),
        ("GmbH", "Ltd"),
        ("SAIC Motor", "Motor"),
        ("Tire Works", "Tyre Works"),
    ],
)
def test_neighbours_stay_apart(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


def test_a_name_of_legal_forms_alone_keeps_them() -> None:
    assert comparable("AG") == "ag"
    assert comparable("  ") == ""


def test_a_name_of_small_words_alone_is_a_name() -> None:
    assert comparable("The") == "the"
