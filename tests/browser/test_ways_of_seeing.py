"""Pages on paper, in colours that the reader chose, and for those whom movement makes ill."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_every_page import AXE, RULES, opened
from tests.web.visitor import Answer

pytestmark = pytest.mark.browser

SHEET = 673
"""Pixels between the margins of an A4 sheet: 178 mm at 96 to the inch."""

ON_PAPER = """() => {
  const seen = one => one.checkVisibility({contentVisibilityAuto: true});
  const all = selector => [...document.querySelectorAll(selector)];
  const shade = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b);
  const style = getComputedStyle(document.body);
  const told = all('a[href]').filter(one => getComputedStyle(one, '::after').content.includes('('));
  return {
    wide: document.documentElement.scrollWidth,
    paper: style.backgroundColor, ink: shade(style.color),
    useless: all('button,.button,.tongues a').filter(seen).map(one => one.outerHTML),
    hidden: all('details:not(form details) > :not(summary), .steps li, .facts div').filter(one => !seen(one)).length,
    told: told.map(one => one.getAttribute('href')),
  };
}"""
MOVES = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  return style.animationName !== 'none' || style.transitionDuration !== '0s' || style.scrollBehavior === 'smooth';
}).map(one => one.outerHTML.slice(0, 120))"""
EDGES = """() => [...document.querySelectorAll('button, .button, input, select, textarea, .answers .pick')]
  .filter(one => one.checkVisibility() && one.type !== 'hidden' && !one.closest('.hide'))
  .filter(one => !['checkbox', 'radio', 'file'].includes(one.type))
  .filter(one => getComputedStyle(one).borderTopStyle === 'none' || getComputedStyle(one).borderTopWidth === '0px')
  .map(one => one.outerHTML.slice(0, 120))"""

FORCED = """rules => axe.run({
  runOnly: {type: 'tag', values: rules},
  rules: {'color-contrast': {enabled: false}},
})"""
"""Without the contrast: axe compares a forced background with the letters' colour before it was forced."""


def _page(browser: Browser, width: int) -> Page:
    return browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark").new_page()


def test_a_printed_page_is_whole_and_light_and_has_nothing_that_only_a_screen_can_do(
    states: dict[str, Answer], address: str, browser: Browser
) -> None:
    page, told = _page(browser, SHEET), set[str]()
    page.emulate_media(media="print", color_scheme="dark")
    for name in states:
        opened(page, address, name)
        found = page.evaluate(ON_PAPER)
        assert found["wide"] <= SHEET, name
        assert found["paper"] == "rgb(255, 255, 255)", name
        assert found["ink"] < 200, name
        assert found["useless"] == [], name
        assert found["hidden"] == 0, name
        # Whoever finds a sheet of paper must not find a link to decide by on it.
        assert not [one for one in found["told"] if "/a/" in one or "/d/" in one or "/queue/" in one], name
        told |= {one.rstrip("/0123456789").rpartition("/")[2] for one in found["told"]}
    assert {"verify", "notices", "mails", "queue"} <= told


def test_in_colours_of_the_readers_own_every_control_keeps_its_edge_and_axe_finds_nothing(
    states: dict[str, Answer], address: str, browser: Browser
) -> None:
    axe, page = AXE.read_text(encoding="utf-8"), _page(browser, 390)
    page.emulate_media(forced_colors="active")
    for name in states:
        opened(page, address, name)
        assert page.evaluate(EDGES) == [], name
        page.evaluate(axe)
        found = page.evaluate(FORCED, RULES)
        assert [one["id"] for one in found["violations"]] == [], name


def test_nothing_moves(states: dict[str, Answer], address: str, browser: Browser) -> None:
    page = _page(browser, 390)
    for name in states:
        opened(page, address, name)
        assert page.evaluate(MOVES) == [], name
