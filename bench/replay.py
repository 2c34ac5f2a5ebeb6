"""AWS on loopback, for a process that starts cold: what was answered in a recording is answered again, in its order."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from bench.recording import Call

_OWN = {"content-length", "transfer-encoding", "connection", "date", "server", "content-encoding"}
"""Headers that this server writes itself, or that say how the recording's body travelled."""


@dataclass
class Replay:
    """What the next process is answered."""

    address: str
    calls: list[Call] = field(default_factory=list)

    def load(self, calls: Sequence[Call]) -> None:
        """Answers these from now on, the first one first."""
        self.calls = list(calls)


@contextmanager
def replay() -> Iterator[Replay]:
    """A server on a free loopback port."""
    replayed = Replay("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            call = replayed.calls.pop(0)
            self.send_response(call.status)
            for name, value in call.headers.items():
                if name.lower() not in _OWN:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(call.body)))
            self.end_headers()
            self.wfile.write(call.body)

        do_GET = do_POST = do_PUT = do_HEAD = _answer  # noqa: N815 - the server's names

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    replayed.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield replayed
    finally:
        server.shutdown()
        server.server_close()
