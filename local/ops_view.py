"""The local ops view: shows the deployed dashboard, whose custom widgets the deployed function draws.

It stands in for the CloudWatch console: same definition (GetDashboard), same function (Invoke), same events,
same meaning of `cwdb-action`. Graphs are shown as the figures that our functions have written into their logs.
"""

import json
import os
import signal
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from local.addresses import HOST, NotRunning, chosen_ports
from local.ops_dashboard import Dashboard, Invoke, NotAllowed, WidgetFailed, call, deployed, invoke
from local.ops_execution import execution
from local.ops_markdown import markdown
from local.ops_metrics import Measured, measured
from local.ops_pages import dashboard_page, execution_page, problem_page
from local.ops_report import report

# Another site's page in the same browser must not act for ops by pointing its own name at this machine.
OWN_NAMES = {"localhost", HOST}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILES = {"/ops_view.js": "text/javascript", "/ops_view.css": "text/css"}
MAXIMUM_BYTES = 256 * 1024


class OpsHandler(BaseHTTPRequestHandler):
    """GET shows; the one POST is what the console does when a widget is drawn or a button pressed."""

    server: "OpsServer"

    def do_GET(self) -> None:
        """The dashboard, an execution, an import's report, or the page's own style and script."""
        if not self._is_ours():
            return self._say(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", b"open me as localhost\n")
        address = urlsplit(self.path)
        if address.path in FILES:
            content = Path(__file__).with_name(address.path.lstrip("/")).read_bytes()
            return self._say(HTTPStatus.OK, FILES[address.path], content)
        try:
            if address.path == "/":
                return self._page(dashboard_page(self.server.dashboard(), self.server.measured()))
            if address.path == "/execution":
                arn = parse_qs(address.query).get("arn", [""])[0]
                return self._page(execution_page(*execution(arn)))
            if address.path == "/report":
                return self._download(*report(parse_qs(address.query).get("key", [""])[0]))
        except (NotRunning, NotAllowed, BotoCoreError, ClientError) as error:
            return self._page(problem_page("Ops view", str(error)), HTTPStatus.BAD_GATEWAY)
        return self._page(problem_page("Not found", "There is no such page."), HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Calls a widget's function; a page of another site can send neither this type nor our own name."""
        if not self._is_ours() or self.headers.get("Content-Type") != "application/json":
            return self._say(HTTPStatus.FORBIDDEN, "text/plain", b"only this page can do that\n")
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/call" or length > MAXIMUM_BYTES:
            return self._say(HTTPStatus.BAD_REQUEST, "text/plain", b"only /call, and not that much\n")
        try:
            html = _html(call(self.server.dashboard(), self.server.invoke, json.loads(self.rfile.read(length))))
        except NotAllowed as error:
            return self._json({"html": _failed(str(error))}, HTTPStatus.FORBIDDEN)
        except (WidgetFailed, NotRunning, BotoCoreError, ClientError) as error:
            return self._json({"html": _failed(f"The widget's function failed: {error}")}, HTTPStatus.BAD_GATEWAY)
        except (ValueError, AttributeError):
            return self._say(HTTPStatus.BAD_REQUEST, "text/plain", b"that is not what the page sends\n")
        return self._json({"html": html})

    def _is_ours(self) -> bool:
        name = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        return name in OWN_NAMES and self.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}

    def _page(self, html: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._say(status, "text/html; charset=utf-8", html.encode())

    def _download(self, name: str, content: bytes) -> None:
        saved_as = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        self._say(HTTPStatus.OK, "text/csv; charset=utf-8", content, saved_as)

    def _json(self, value: Mapping[str, str], status: HTTPStatus = HTTPStatus.OK) -> None:
        self._say(status, "application/json", json.dumps(value).encode())

    def _say(self, status: HTTPStatus, kind: str, content: bytes, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {
            **(more or {}),
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "Content-Security-Policy": POLICY,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what ops do is in the function's own log."""


def _html(answer: Any) -> str:
    """A widget's answer as the console shows it: HTML as it is, Markdown rendered, anything else as JSON."""
    if isinstance(answer, dict) and isinstance(answer.get("markdown"), str):
        return markdown(answer["markdown"])
    if isinstance(answer, str):
        # Documentation is Markdown in a plain string: the console shows it beside the widget's settings.
        return markdown(answer) if answer.startswith("## ") else answer
    return _failed(json.dumps(answer, indent=2))


def _failed(text: str) -> str:
    return f'<pre class="failed">{text.replace("&", "&amp;").replace("<", "&lt;")}</pre>'


class OpsServer(ThreadingHTTPServer):
    """The view's server; how it finds the dashboard and invokes functions is given."""

    daemon_threads = True

    def __init__(
        self,
        port: int,
        dashboard: Callable[[], Dashboard] = deployed,
        invoke: Invoke = invoke,
        measured: Callable[[], Measured] = measured,
    ) -> None:
        self.dashboard = dashboard
        self.measured = measured
        self.invoke = invoke
        super().__init__((HOST, port), OpsHandler)


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; the port comes from OPS_PORT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    server = OpsServer(chosen_ports(os.environ)["OPS_PORT"])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stopping.wait()
    server.shutdown()


if __name__ == "__main__":
    main()
