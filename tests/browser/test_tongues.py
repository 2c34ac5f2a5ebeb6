"""Whole journeys in Chromium in several languages, by the words on the pages, without any script or a mouse."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Locator, Page

from onboarding.domain.ids import ApplicationId
from onboarding.domain.languages import RIGHT_TO_LEFT, SPOKEN
from onboarding.speaking import say, speaking
from onboarding.steps import (
    activate,
    ask_customer_admins,
    ask_distributor,
    ask_for_confirmation,
    ask_signer,
    assess_readiness,
    seal_agreement,
)
from onboarding.web import app
from tests.browser.test_every_page import AXE, RULES
from tests.support.journey import Journey, home
from tests.support.world import Home
from tests.web.states import pages
from tests.web.visitor import Visitor

pytestmark = pytest.mark.browser
MOST_TABS = 80
WRITTEN = {"en", "de", "fr", "es"}
"""Languages in which there is an agreement."""


class Door(BaseHTTPRequestHandler):
    """The real handler behind a loopback address; `one` keeps the table in memory from two hands at a time."""

    one = threading.Lock()

    def do_GET(self) -> None:
        self._serve("")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("content-length", 0))).decode())

    def _serve(self, body: str) -> None:
        path, _, query = self.path.partition("?")
        http = {"method": self.command, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7"}
        headers = {name.lower(): value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
        event = {"rawPath": path, "rawQueryString": query, "headers": headers, "requestContext": {"http": http}}
        with self.one:
            answer = app.handler({**event, "body": body}, SimpleNamespace(aws_request_id="request-1"))
        self.send_response(answer["statusCode"])
        for name, value in answer["headers"].items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer["body"].encode())

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A world whose links lead to the loopback address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    with home() as here:
        here.settings = replace(here.settings, base_url=f"http://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setattr(app, "world", lambda: here)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield here
        server.shutdown()


@pytest.fixture
def done() -> Iterator[Callable[..., object]]:
    """Does the workflow's steps: the seal's loop and the browser's cannot run in one thread."""
    with ThreadPoolExecutor(1) as elsewhere:
        yield lambda step, *given: elsewhere.submit(step, *given).result()


class Reader:
    """Somebody who reads one language, and finds their way by its words."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def words(self, text: str, **values: str) -> str:
        with speaking(self.language):
            return say(text) % values if values else say(text)

    def fills(self, label: str, value: str) -> None:
        self.page.get_by_role("textbox", name=self.words(label), exact=False).first.fill(value)

    def ticks(self, label: str, **values: str) -> None:
        self.page.get_by_label(self.words(label, **values), exact=False).first.check()

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=self.words(button), exact=True).first.click()
        self.looks()

    def follows(self, link: str) -> None:
        self.page.get_by_role("link", name=link, exact=True).first.click()

    def chooses(self, name: str, value: str) -> None:
        self.page.locator(f"select[name={name}]").select_option(value)

    def opens(self, address: str) -> None:
        self.page.goto(address)
        self.looks()

    def looks(self) -> None:
        """Every page is in the language and its direction, and no wider than the window."""
        html, width = self.page.locator("html"), self.page.viewport_size
        assert html.get_attribute("lang") == self.language, self.page.url
        assert html.get_attribute("dir") == ("rtl" if self.language in RIGHT_TO_LEFT else "ltr")
        box = self.page.locator("main").bounding_box()
        assert box is not None
        assert width is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width["width"]


class Typist(Reader):
    """Somebody without a mouse: everything is reached by the tab key, and whatever is reached is seen to be."""

    def reaches(self, wanted: Locator) -> None:
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("e => e === document.activeElement"):
                seen = wanted.evaluate("e => getComputedStyle(e).outlineStyle")
                assert seen != "none", f"nobody sees that {wanted} is reached"
                return
        raise AssertionError(f"the tab key never reaches {wanted} on {self.page.url}")

    def fills(self, label: str, value: str) -> None:
        self.reaches(self.page.get_by_role("textbox", name=self.words(label), exact=False).first)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(value)

    def ticks(self, label: str, **values: str) -> None:
        wanted = self.page.get_by_label(self.words(label, **values), exact=False).first
        if wanted.get_attribute("type") == "checkbox":
            self.reaches(wanted)
            self.page.keyboard.press("Space")
        else:
            group = self.page.locator(f"input[name={wanted.get_attribute('name')}]")
            self.reaches(group.first)
            self.page.keyboard.press("Space")
            for _ in range(group.count()):
                if not wanted.is_checked():
                    self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked(), label

    def presses(self, button: str) -> None:
        self.reaches(self.page.get_by_role("button", name=self.words(button), exact=True).first)
        self._enters()
        self.looks()

    def follows(self, link: str) -> None:
        self.reaches(self.page.get_by_role("link", name=link, exact=True).first)
        self._enters()

    def chooses(self, name: str, value: str) -> None:
        wanted = self.page.locator(f"select[name={name}]")
        self.reaches(wanted)
        self.page.keyboard.type(wanted.locator(f"option[value={value}]").inner_text())
        assert wanted.input_value() == value

    def _enters(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def _applies(reader: Reader, base: str) -> ApplicationId:
    """From the start page in English to the sent form, in the reader's language by its link alone."""
    reader.page.goto(base)
    if reader.language != "en":
        reader.follows(SPOKEN[reader.language])
    reader.follows(reader.words("Apply now"))
    reader.ticks("Channel partner: you sell and look after customers")
    reader.presses("Start")
    reader.fills("Company name", "مكتب النور ش.م.م" if reader.language == "ar" else "Nordlicht IT GmbH")
    reader.fills("Website", "www.nordlicht-it.example")
    reader.chooses("country", "DE")
    reader.fills("How many people work there?", "3")
    reader.ticks("Day-to-day support for customers")
    reader.presses("Continue")
    reader.fills("Your name", "Ann Becker")
    reader.fills("Your work e-mail address", "ann@nordlicht-it.example")
    reader.presses("Continue")
    reader.presses("Continue")
    reader.fills("Customer’s name", "Praxis Dr. Sommer")
    reader.fills("Admin’s name", "Eva Sommer")
    reader.fills("Admin’s e-mail address", "eva@praxis-sommer.example")
    reader.presses("Continue")
    reader.ticks(
        "I may speak for this company, and the people named above know that %(vendor)s will write to them.",
        vendor="Harbourlight",
    )
    reader.presses("Send application")
    return ApplicationId(reader.page.url.rpartition("/")[2].partition("?")[0])


@pytest.mark.parametrize(
    ("hands", "language", "width"),
    [
        (Reader, "ar", 390),
        (Reader, "ar", 1200),
        (Reader, "de", 320),
        (Reader, "ja", 320),
        (Typist, "en", 320),
        (Typist, "fr", 1200),
    ],
)
def test_a_whole_journey_from_the_start_page_to_active(
    world: Home, done: Callable[..., object], browser: Browser, hands: type[Reader], language: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    reader, base = hands(context.new_page(), language), world.settings.base_url
    journey = Journey.of(world, _applies(reader, base))
    visitor = Visitor(world)

    done(ask_for_confirmation.run, world, journey.event)
    reader.opens(base + visitor.asked(journey))
    reader.ticks("Yes, this is my address, and I sent this application.")
    reader.fills("Your name", "Ann Becker")
    reader.presses("Confirm my address")

    done(assess_readiness.run, world, journey.event)
    done(ask_distributor.run, world, journey.event)
    reader.opens(base + visitor.asked(journey))
    reader.ticks("Yes, we take them on")
    reader.fills("Your name", "Nora Nord")
    reader.presses("Send our answer")

    done(ask_signer.run, world, journey.event)
    reader.opens(base + visitor.asked(journey))
    assert reader.page.locator("#document").get_attribute("lang") == (language if language in WRITTEN else "en")
    reader.ticks("I sign this agreement")
    reader.fills("In which position do you sign?", "Owner")
    reader.ticks("I may sign for this company: the law, its register or a power of attorney lets me.")
    reader.ticks("I agree to sign electronically: my typed name is my signature.")
    reader.fills("Your full name", "Ann Becker")
    reader.presses("Send my answer")

    done(seal_agreement.run, world, journey.event)
    done(ask_customer_admins.run, world, journey.event)
    reader.opens(base + visitor.asked(journey, "admin-1-1"))
    reader.ticks("Yes, I am the admin")
    reader.fills("Your name", "Eva Sommer")
    reader.presses("Send my answer")

    done(activate.run, world, journey.event)
    reader.opens(base + visitor.page_of(journey))
    assert reader.page.get_by_role("heading", level=1).inner_text().strip()
    assert journey.now.stage.value == "active"
    everybody = {"ann@nordlicht-it.example", "eva@praxis-sommer.example"}
    assert {journey.now.tongues.get(one, "en") for one in everybody} == {language}
    context.close()


@pytest.mark.parametrize("language", ["ar", "ja"])
def test_axe_finds_nothing_on_any_page_in_another_direction_or_script(language: str, browser: Browser) -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        states = elsewhere.submit(lambda: dict(pages(language))).result()
    axe, wrong = AXE.read_text(encoding="utf-8"), []
    page = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
    for name, answer in states.items():
        page.set_content(answer.body)
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.evaluate(axe)
        found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
        wrong += [f"{name}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]
        wrong += [f"{name}: {wide} wide"] if wide > 320 else []
        wrong += [f"{name}: {answer.size} bytes"] if answer.size >= 10_000 and "lang=" in answer.body else []
    assert wrong == []
