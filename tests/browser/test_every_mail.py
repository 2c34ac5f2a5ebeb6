"""Every mail as a phone shows it: 320 px wide, light and dark, without images, whatever names it carries."""

import pytest
from playwright.sync_api import Browser

from tests.mails.forms import FORMS
from tests.mails.gallery import kinds, part

BRIGHTNESS = """() => {
  const style = getComputedStyle(document.querySelector('.card'));
  return [style.color, style.backgroundColor].map(one => one.match(/\\d+/g).map(Number).reduce((a, b) => a + b));
}"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("form", FORMS)
def test_a_mail_fits_a_phone_and_needs_nothing_from_outside(browser: Browser, form: str, theme: str) -> None:
    mails = {name: part(queued.composed(), "html") for name, queued in kinds(form).items()}
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=theme)  # type: ignore[arg-type]
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    for name, html in mails.items():
        page.set_content(html)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        # Dark letters on a dark card, or the other way round, would be one colour's slip.
        ink, paper = page.evaluate(BRIGHTNESS)
        assert (paper > ink) is (theme == "light"), name
    assert asked == []
    context.close()
