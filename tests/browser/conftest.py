"""A real Chromium, where there is one, and every page in every state behind a loopback address."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser

from local.chromium import NoChromium
from local.chromium import browser as chromium
from tests.web.states import pages
from tests.web.visitor import Answer


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; the tests that need it say so where none is installed."""
    try:
        with chromium() as started:
            yield started
    except NoChromium as none:
        pytest.skip(str(none))


@pytest.fixture(scope="session")
def states() -> dict[str, Answer]:
    """Made in a thread of their own: the browser's loop and the seal's cannot run in one at the same time."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(lambda: dict(pages())).result()


@pytest.fixture(scope="session")
def address(states: dict[str, Answer]) -> Iterator[str]:
    """The pages on a loopback server, with the headers that they have."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = states.get(unquote(self.path.strip("/")))
            self.send_response(200 if answer else 404)
            for name, value in (answer.headers if answer else {}).items():
                if name in ("Content-Type", "Content-Security-Policy"):
                    self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(answer.body.encode() if answer else b"")

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
