"""A person with a browser, and no script: applies, confirms, and a distributor approves on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from local.story import Story
from tests.support.cloud import Cloud

pytestmark = [pytest.mark.house, pytest.mark.browser]

PHONE = {"width": 320, "height": 640}


def no_wider_than_the_window(page: Page) -> bool:
    wide, window = page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
    return bool(wide <= window)


def fill_in_the_form(page: Page) -> None:
    """Page by page, once with nothing, with customers from a spreadsheet, and there and back before sending."""
    page.get_by_label("Channel partner").check()
    page.get_by_role("button", name="Start").click()

    go_on = page.get_by_role("button", name="Continue")
    go_on.click()
    expect(page.get_by_role("link", name="Please give your company")).to_be_visible()
    page.get_by_label("Company name").fill("Müller & Şahin IT")
    page.get_by_label("Website").fill("mueller-sahin.example")
    page.get_by_label("Country").select_option(label="Germany")
    page.get_by_label("How many people work there?").fill("5")
    page.get_by_label("Security and back-up").check()
    page.get_by_label("Day-to-day support for customers").check()
    go_on.click()
    page.get_by_label("Your name", exact=True).fill("Deniz Şahin")
    page.get_by_label("Your work e-mail address").fill("deniz@mueller-sahin.example")
    go_on.click()
    go_on.click()
    page.get_by_text("Paste them from a spreadsheet").click()
    page.get_by_label("Rows to add").fill("Praxis Aydın;Elif Aydın;elif@praxis-aydin.example")
    go_on.click()
    expect(page.get_by_text("elif@praxis-aydin.example")).to_be_visible()
    page.go_back()
    page.go_back()
    page.reload()
    page.go_forward()
    page.go_forward()
    page.get_by_label("I may speak for this company").check()
    page.get_by_role("button", name="Send application").click()


def test_an_applicant_applies_and_a_distributor_approves(cloud: Cloud, story: Story, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(cloud.addresses.form)
    fill_in_the_form(page)
    expect(page.get_by_text("deniz@mueller-sahin.example").or_(page.get_by_text("mailbox")).first).to_be_visible()
    story.case, story.email = page.url.rsplit("/", 1)[-1], "deniz@mueller-sahin.example"

    page.goto(story.mail("^Confirm", to=story.email).link("/d/"))
    page.get_by_label("Your name", exact=True).fill("Deniz Şahin")
    page.locator("input[name=answer]").first.check()
    page.get_by_role("button").first.click()
    refused_form = "Failed to load resource: the server responded with a status of 422"
    assert [text for text in wrong if not text.startswith(refused_form)] == [], "the pages' own policy was broken"
    context.close()

    phone = browser.new_context(java_script_enabled=False, viewport=PHONE).new_page()  # type: ignore[arg-type]
    asked = story.mail("^Accept or decline")
    phone.goto(asked.link("/d/"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Müller & Şahin IT")
    assert phone.locator("input[name=answer]:checked").count() == 0
    phone.get_by_label("Yes, we take them on").check()
    phone.get_by_label("Your name", exact=True).fill("Paula Reiter")
    phone.get_by_role("button", name="Send our answer").click()
    expect(phone.get_by_text("Paula Reiter")).to_be_visible()
    story.mail("^Sign", to=story.email)
    phone.goto(story.page().url)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()


def test_a_browser_that_presses_every_button_decides_nothing(cloud: Cloud, story: Story, browser: Browser) -> None:
    story.apply(company="Ein Scanner GmbH")
    story.answer(story.mail("^Confirm", to=story.email), "Mira Okafor", "confirmed")
    link = story.mail("^Accept or decline").link("/d/")
    before = cloud.everything(story.case)
    page = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    page.goto(link)
    for number in range(page.get_by_role("button").count()):
        page.get_by_role("button").nth(number).click()
        page.goto(link)
    assert cloud.everything(story.case) == before
    assert page.locator("input[name=answer]").count() > 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_fit_a_phone(cloud: Cloud, story: Story, browser: Browser, theme: str) -> None:
    story.apply((("Bäckerei Sommer", "Jonas Sommer", "jonas@baeckerei-sommer.example"),))
    confirm = story.mail("^Confirm", to=story.email)
    links = [cloud.addresses.form, confirm.link("/d/"), story.page().url]
    story.answer(confirm, "Mira Okafor", "confirmed")
    links.append(story.mail("^Accept or decline").link("/d/"))
    page = browser.new_context(viewport=PHONE, color_scheme=theme).new_page()  # type: ignore[arg-type]
    for link in links:
        page.goto(link)
        assert no_wider_than_the_window(page), link
