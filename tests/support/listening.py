"""A distributor's own system on this machine, which takes what it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any


@contextmanager
def system(status: int = 204, **headers: str) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A distributor's system on this machine: its address, and what it was sent."""
    taken: list[tuple[dict[str, str], bytes]] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            taken.append(({name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length)))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/partners", taken
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
