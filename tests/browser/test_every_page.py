"""Every page in every state, looked at by axe and at the widths of a phone, in light and dark."""

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.web.visitor import Answer

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def opened(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{quote(name)}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_in_any_state(
    states: dict[str, Answer], address: str, browser: Browser, theme: str
) -> None:
    axe, wrong = AXE.read_text(encoding="utf-8"), []
    page = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=theme).new_page()  # type: ignore[arg-type]
    for name in states:
        opened(page, address, name)
        page.evaluate(axe)
        found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
        wrong += [f"{name}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]
    assert wrong == []


@pytest.mark.parametrize(("width", "size"), [(320, 100), (390, 200)])
def test_no_page_is_wider_than_its_window_even_with_large_letters(
    states: dict[str, Answer], address: str, browser: Browser, width: int, size: int
) -> None:
    page = browser.new_context(viewport={"width": width, "height": 640}, java_script_enabled=True).new_page()
    for name in states:
        opened(page, address, name)
        wide = page.evaluate(
            "size => { document.documentElement.style.fontSize = size + '%'; "
            "return document.documentElement.scrollWidth }",
            size,
        )
        assert wide <= width, (name, wide)


def test_a_distributor_sees_the_whole_question_and_its_answers_on_one_phone_screen(
    address: str, browser: Browser
) -> None:
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    opened(page, address, "distributor, ordinary")
    answer = page.locator(".answers .pick").last.bounding_box()
    assert answer is not None
    assert answer["y"] + answer["height"] <= 844
    assert not page.get_by_label("Reason").is_visible()
    page.get_by_label("No, not us").check()
    assert page.get_by_label("Reason").is_visible()
