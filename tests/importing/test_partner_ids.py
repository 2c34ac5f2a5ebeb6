"""The ids of imported partners: nobody can compute one, and what an earlier release gave is still found."""

import hashlib
import hmac

import pytest

from onboarding.domain.applying import submit
from onboarding.domain.ids import ApplicationId, open_application_id_for
from onboarding.domain.people import Person
from onboarding.importing import partner_ids
from onboarding.importing.partner_ids import ids_of
from tests.support.imports import Intake, results
from tests.support.samples import submission

PARTNERS = "Partner ID,Company,E-mail\n1001,Alpen IT,eva@alpen-it.example\n,Börde Systeme,office@boerde.example\n"
ACCOUNTS = "Partner,Account ID,Customer\n1001,A1,Bäckerei Sommer\noffice@boerde.example,A2,Praxis Dr. Aydın\n"
KEYS = ("partner id 1001", "partner e-mail office@boerde.example")


def test_whoever_knows_a_partner_cannot_tell_its_case(intake: Intake) -> None:
    made = {row["case"] for row in intake.take_in("partners.csv", PARTNERS)}
    guessed = {open_application_id_for(key) for key in KEYS}
    guessed |= {ids_of("1001", "", b"").id, ids_of("", "office@boerde.example", b"").id}
    assert len(made) == 2
    assert not made & guessed


def test_an_id_is_an_hmac_of_what_the_partner_is_known_by() -> None:
    ids = ids_of(" 1001 ", "whoever@else.example", b"secret")
    digest = hmac.new(b"secret", b"partner id 1001", hashlib.sha256).digest()[:16]
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert sum(digits.index(digit) * 32 ** (25 - at) for at, digit in enumerate(ids.id)) == int.from_bytes(digest)
    assert ids_of("", "Office@Boerde.example", b"secret") == ids_of("", "office@boerde.example", b"secret")


@pytest.fixture
def earlier(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Partners that were imported when anybody could compute ids."""
    with monkeypatch.context() as patched:
        patched.setattr(partner_ids, "application_id_for", lambda key, _: open_application_id_for(key))
        made = [row["case"] for row in intake.take_in("partners.csv", PARTNERS)]
    assert made == [open_application_id_for(key) for key in KEYS]
    return made


def test_a_file_of_an_earlier_release_is_still_found_when_it_is_repeated(intake: Intake, earlier: list[str]) -> None:
    report = intake.take_in("again.csv", PARTNERS)
    assert [(row["result"], row["case"]) for row in report] == [("is there already", id) for id in earlier]


def test_accounts_still_reach_partners_of_an_earlier_release(intake: Intake, earlier: list[str]) -> None:
    report = intake.take_in("accounts.csv", ACCOUNTS)
    assert [(row["result"], row["case"]) for row in report] == [("created", id) for id in earlier]
    assert [len(intake.world.applications.accounts(ApplicationId(id))) for id in earlier] == [1, 1]


def test_a_form_sent_under_the_number_of_an_import_keeps_nobody_out(intake: Intake) -> None:
    for key in KEYS:
        form = submission(company=f"{key} Ltd", domain=f"{len(key)}.example", applicant=Person("A", "a@else.example"))
        id = open_application_id_for(key)
        intake.world.applications.commit(submit(id, form, intake.world.program, intake.world.clock.now()))
    report = intake.take_in("partners.csv", PARTNERS)
    assert results(report) == {"created": 2}
    assert results(intake.take_in("accounts.csv", ACCOUNTS)) == {"created": 2}
    assert not {row["case"] for row in report} & {open_application_id_for(key) for key in KEYS}
