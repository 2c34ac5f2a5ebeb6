"""Somebody in ops with a browser: drops a file, looks at what would happen, and commits it in the console."""

import csv
import io
from datetime import timedelta

import boto3
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from local.story import until
from tests.support.cloud import Cloud

pytestmark = [pytest.mark.house, pytest.mark.browser]

KEY = "check/Partner März (geprüft).csv"
ROWS = """Kunden-Nr;Firma;E-Mail;Land
B-1;Wago Kontakttechnik Gmb H & Co. Kg;einkauf@wago-kontakt.example;Deutschland
B-2;"=HYPERLINK(""https://evil.example"")";mail@formula.example;Österreich
B-3;Ohne Adresse AG;;Schweiz
"""


def widget(page: Page) -> Locator:
    return page.locator("section.widget", has=page.get_by_role("heading", name="How far are the imports?"))


def row(page: Page, key: str, what: str) -> Locator:
    return widget(page).locator("tr", has_text=key).filter(has_text=what)


def refreshed(page: Page, wanted: Locator) -> bool:
    """Presses the dashboard's own button and says whether it is there now."""
    page.locator("#refresh").click()
    expect(widget(page).locator(".waits")).to_have_count(0, timeout=60_000)
    return wanted.count() > 0


def report(page: Page, of: Locator) -> list[dict[str, str]]:
    """What its link downloads."""
    with page.expect_download() as downloading:
        of.get_by_text("Report").click()
    return list(csv.DictReader(io.StringIO(downloading.value.path().read_text("utf-8-sig"))))


def test_a_dropped_file_is_looked_at_committed_by_its_button_and_its_partners_are_invited(
    cloud: Cloud, browser: Browser
) -> None:
    bucket = boto3.client("s3", endpoint_url=cloud.addresses.aws)
    bucket.put_object(Bucket=cloud.outputs()["ImportsBucketName"], Key=KEY, Body=ROWS.encode("cp1252"))
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(cloud.addresses.ops)
    dry = row(page, KEY, "dry run")
    until(lambda: refreshed(page, dry.filter(has_text="Report")), bool)
    expect(dry).to_contain_text("3 of 3")
    expect(dry).to_contain_text("2 would be created")
    expect(dry).to_contain_text("1 cannot be taken")
    foreseen = report(page, dry)
    assert [one["result"] for one in foreseen] == ["would be created", "would be created", "cannot be taken"]
    case = foreseen[0]["case"]

    dry.get_by_text("Commit", exact=True).click()
    expect(page.locator("#popup")).to_contain_text("Commit 3 rows? Partners that are created are invited by e-mail.")
    assert cloud.everything(case) == []
    page.locator("#popup").get_by_text("Confirm").click()
    expect(widget(page)).to_contain_text("is being committed: 3 rows")
    done = row(page, KEY, "2 created").filter(has_text="Report")
    until(lambda: refreshed(page, done), bool)
    expect(dry.get_by_text("Commit", exact=True)).to_have_count(0)
    became = report(page, done)
    assert [one["result"] for one in became] == ["created", "created", "cannot be taken"]
    assert became[0]["case"] == case
    assert became[1]["about"].startswith("'=")
    page.close()

    story = cloud.story()
    story.case, story.email = case, "einkauf@wago-kontakt.example"
    assert story.inbox.mails(story.case) == []
    cloud.pass_time(timedelta(days=1, hours=1))
    invitation = story.mail("^Neuem Programm beitreten", to=story.email)
    assert story.email in story.open(invitation).text
