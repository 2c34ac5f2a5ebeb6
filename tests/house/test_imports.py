"""Existing partners come over by a file in the real bucket, and join."""

from datetime import timedelta
from pathlib import Path

import pytest

from local.story import until
from tests.support.cloud import Cloud

pytestmark = pytest.mark.house

PARTNERS = "Partner ID;Company;E-mail;Land;Mitarbeiter\nH-1;Hügel IT;hanna@huegel-it.example;Deutschland;3\nH-2;;x;;\n"
ACCOUNTS = "Partner;Kunde;Admin;Admin E-Mail\nH-1;Gärtnerei Blum;Bea Blum;bea@blum.example\nH-1;Praxis Hell;;\n"


def bring(cloud: Cloud, folder: Path, name: str, text: str, encoding: str) -> str:
    """The report of a dry run and a commit, as `make import` leaves it."""
    file = folder / name
    file.write_bytes(text.encode(encoding))
    path = cloud.run("local.importing", str(file), "--commit").strip().splitlines()[-1]
    return Path(path).read_text(encoding="utf-8-sig")


def test_an_imported_partner_is_invited_and_joins_with_its_accounts(cloud: Cloud, tmp_path: Path) -> None:
    partners = bring(cloud, tmp_path, "partners.csv", PARTNERS, "cp1252")
    assert partners.count('"created"') == 1
    assert "company name is missing" in partners
    assert bring(cloud, tmp_path, "accounts.csv", ACCOUNTS, "utf-16").count('"created"') == 2
    assert '"is there already"' in bring(cloud, tmp_path, "again.csv", PARTNERS, "utf-8")

    story = cloud.story()
    story.case, story.email = partners.split('"created","Hügel IT","')[1][:26], "hanna@huegel-it.example"
    assert story.inbox.mails(story.case) == []
    cloud.pass_time(timedelta(days=1, hours=1))
    asked = story.mail("^Neuem Programm beitreten", to=story.email)  # its country speaks German
    page = story.open(asked)
    assert "Gärtnerei Blum" in page.text
    named = {"nominee_name-2": "Hella Hell", "nominee_email-2": "hella@hell.example"}
    story.answer(asked, "Hanna Hügel", "confirmed", services="support", people="3", **named)
    story.mail("confirmed|distributor|Accept", to="")
    accounts = until(lambda: cloud.items(story.case, "ACCOUNT#"), lambda found: len(found) == 2)
    assert [str(dict(one["nominee"])["email"]) for one in accounts] == ["bea@blum.example", "hella@hell.example"]  # type: ignore[call-overload]
