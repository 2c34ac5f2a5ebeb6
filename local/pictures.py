"""The pictures in docs/pictures, taken of a running product: the form, a timeline, an approval, the inbox, ops."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

from local.addresses import NotRunning
from local.chromium import NoChromium, browser
from local.demo import pass_time
from local.started import local_cloud
from local.story import Story

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
_WIDE, _PHONE, _CONSOLE = (1000, 640), (390, 844), (1400, 660)
_CUSTOMERS = (
    ("Bäckerei Sommer", "Jonas Sommer", "jonas@baeckerei-sommer.example"),
    ("Praxis Dr. Aydın", "Elif Aydın", "elif@praxis-aydin.example"),
)


def main() -> int:
    """Takes them all, on the running local cloud or on one of its own."""
    try:
        with local_cloud() as addresses, browser() as chromium:
            story = Story(addresses, pass_time)
            for name, size in _taken(chromium, story):
                sys.stderr.write(f"  {name}: {size // 1024} KB\n")
    except (NotRunning, NoChromium) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


def _taken(browser: Browser, story: Story) -> Iterator[tuple[str, int]]:
    """Two partners: one whose page and inbox are shown, one about whom a distributor is being asked."""
    wide, phone = _page(browser, _WIDE), _page(browser, _PHONE)
    wide.goto(story.visitor.submit(story.visitor.open(story.addresses.form), track="new").url)
    wide.get_by_label("Company name").fill("Okafor & Söhne IT")
    wide.get_by_label("Website").fill("okafor-it.example")
    wide.get_by_label("Country").select_option(label="Germany")
    yield _picture(wide, "form")
    story.apply(_CUSTOMERS)
    story.answer(story.mail("^Confirm", to=story.email), "Mira Okafor", "confirmed")
    phone.goto(story.mail("^Accept or decline").link(f"/d/{story.case}/"))
    yield _picture(phone, "approval")
    story.move(timedelta(days=3))
    story.mail("^Reminder 1")
    wide.goto(story.page().url)
    yield _picture(wide, "timeline")
    wide.goto(story.addresses.inbox)
    yield _picture(wide, "inbox")
    asking = story.visitor.open(f"{story.page().url}/question")
    story.visitor.submit(asking, question="May we tell our customers already that we are joining?")
    console = _page(browser, _CONSOLE)
    console.goto(story.addresses.ops)
    console.wait_for_load_state("networkidle")
    waiting = console.locator("section.widget", has_text="Who waits, and for whom?")
    waiting.evaluate("widget => widget.scrollIntoView()")
    yield _picture(console, "ops")


def _page(browser: Browser, size: tuple[int, int]) -> Page:
    return browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme="light").new_page()


def _picture(page: Page, name: str) -> tuple[str, int]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file)
    return file.name, file.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
