"""A stand-in for Dropbox Sign: its API's requests and events, its mail to the signer, and a page to sign on.

`POST /faults` with a JSON object says what is to go wrong (see local/sign_events.py); the provider has no such thing.
"""

import json
import os
import signal
import smtplib
import threading
import time
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import urllib3

from local.addresses import HOST, STATE, base_url, chosen_ports
from local.sign_events import Events, Faults, post
from local.sign_pages import PAGE_POLICY, missing_page, sign_page
from local.sign_requests import ACCOUNT, DECLINED, SIGNED, Asked, Refusal, Requests, signed_file

API_KEY = "local-dropbox-sign-key"
"""Known to the launcher, which writes it where the functions look for it; it opens nothing but this."""

CALLBACK = "/webhooks/dropbox-sign"
PREFIX = "/v3"
_SENT, _CANCELLED = "signature_request_sent", "signature_request_canceled"
_SIGNED = ("signature_request_signed", "signature_request_all_signed", "signature_request_downloadable")

type Mailing = Callable[[Asked, str], None]


class StandIn(ThreadingHTTPServer):
    """The server; `mail` sends the signer a link, and events go to `deliver`."""

    daemon_threads = True

    def __init__(
        self,
        port: int,
        *,
        deliver: Callable[[Mapping[str, Any]], bool],
        mail: Mailing | None = None,
        file: Path | None = None,
    ) -> None:
        super().__init__((HOST, port), Handler)
        self.requests, self.faults, self._mail = Requests(file), Faults(), mail
        self.events = Events(API_KEY, deliver, self.faults)
        self.calls: list[str] = []

    @property
    def address(self) -> str:
        """What the API's paths come after."""
        return f"http://{HOST}:{self.server_port}{PREFIX}"

    def mail(self, asked: Asked) -> None:
        """Sends the signer the link to where they sign."""
        if self._mail is not None:
            self._mail(asked, f"http://localhost:{self.server_port}/sign/{asked.id}/{asked.signature}")

    def sign(self, id: str) -> None:
        """The signer signs."""
        self.events.tell(*_SIGNED, asked=self.requests.answer(id, SIGNED, int(time.time())))

    def decline(self, id: str, reason: str) -> None:
        """The signer declines."""
        asked = self.requests.answer(id, DECLINED, int(time.time()), reason)
        self.events.tell("signature_request_declined", asked=asked)


class Handler(BaseHTTPRequestHandler):
    """The API below /v3, the signer's page, and the faults."""

    server: StandIn
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Read, and change nothing."""
        match self._path():
            case ["v3", *rest]:
                self._api(lambda: self._read(rest))
            case ["sign", id, signature]:
                self._show(id, signature)
            case _:
                self._page(missing_page(), HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Ask, change, sign, decline."""
        match self._path():
            case ["v3", *rest]:
                self._api(lambda: self._write(rest))
            case ["sign", id, signature]:
                self._answer(id, signature)
            case ["faults"]:
                for name, value in json.loads(self._body()).items():
                    setattr(self.server.faults, name, value)
                self._say(HTTPStatus.OK, "application/json", b"{}")
            case _:
                self._page(missing_page(), HTTPStatus.NOT_FOUND)

    def _path(self) -> list[str]:
        return urlsplit(self.path).path.strip("/").split("/")

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _api(self, serve: Callable[[], bytes | dict[str, Any]]) -> None:
        faults = self.server.faults
        self.server.calls.append(f"{self.command} {urlsplit(self.path).path.removeprefix(PREFIX)}")
        try:
            if faults.down:
                raise Refusal(503, "unavailable", "The API is temporarily unavailable.")
            if self.headers.get("Authorization") != urllib3.make_headers(basic_auth=f"{API_KEY}:")["authorization"]:
                raise Refusal(401, "unauthorized", "Unauthorized api key")
            if faults.once("busy"):
                raise Refusal(429, "exceeded_rate", "Too many requests.")
            answer = serve()
        except Refusal as refusal:
            error = {"error": {"error_msg": refusal.message, "error_name": refusal.name}}
            return self._json(error, HTTPStatus(refusal.status))
        if self.command == "POST" and faults.once("lost_replies"):
            self.close_connection = True
            return None
        if isinstance(answer, bytes):
            return self._say(HTTPStatus.OK, "application/pdf", answer)
        return self._json(answer)

    def _read(self, path: list[str]) -> bytes | dict[str, Any]:
        requests = self.server.requests
        match path:
            case ["account"]:
                return {"account": {"account_id": "local", "email_address": ACCOUNT}}
            case ["signature_request", "list"]:
                found = requests.search(parse_qs(urlsplit(self.path).query).get("query", [""])[0])
                info = {"page": 1, "num_pages": 1, "num_results": len(found), "page_size": 100}
                return {"list_info": info, "signature_requests": [one.shape() for one in found]}
            case ["signature_request", "files", id]:
                asked = requests.get(id)
                if asked.status == SIGNED and self.server.faults.once("preparing"):
                    raise Refusal(409, "conflict", "Files are still being processed. Please try again later.")
                return signed_file(asked)
            case ["signature_request", id]:
                return {"signature_request": requests.get(id).shape()}
        raise Refusal(404, "not_found", "Not found.")

    def _write(self, path: list[str]) -> dict[str, Any]:
        fields, files = self._form()
        requests, now = self.server.requests, int(time.time())
        match path:
            case ["signature_request", "send"]:
                if "files[0]" not in files:
                    raise Refusal(400, "bad_request", "A file is needed")
                asked = requests.send(fields, files["files[0]"], now)
                self.server.events.tell(_SENT, asked=asked)
                self.server.mail(asked)
            case ["signature_request", "remind", id]:
                asked = requests.remind(id, fields.get("email_address", ""), now)
                self.server.mail(asked)
            case ["signature_request", "update", id]:
                asked = requests.update(id, fields)
                if "email_address" in fields:
                    self.server.mail(asked)
            case ["signature_request", "cancel", id]:
                self.server.events.tell(_CANCELLED, asked=requests.cancel(id))
                return {}
            case _:
                raise Refusal(404, "not_found", "Not found.")
        return {"signature_request": asked.shape()}

    def _form(self) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
        head = f"Content-Type: {self.headers.get('Content-Type', '')}\r\n\r\n".encode()
        fields: dict[str, str] = {}
        files: dict[str, tuple[str, bytes]] = {}
        for part in BytesParser(policy=HTTP).parsebytes(head + self._body()).iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            raw = part.get_payload(decode=True)
            content = raw if isinstance(raw, bytes) else b""
            file_name = part.get_filename()
            if file_name:
                files[name] = (file_name, content)
            else:
                fields[name] = content.decode()
        return fields, files

    def _show(self, id: str, signature: str, problem: str = "") -> None:
        try:
            asked = self.server.requests.get(id)
        except Refusal:
            asked = None
        if asked is None or asked.signature != signature:
            return self._page(missing_page(), HTTPStatus.NOT_FOUND)
        return self._page(sign_page(asked, problem), HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)

    def _answer(self, id: str, signature: str) -> None:
        typed = {name: values[0].strip() for name, values in parse_qs(self._body().decode()).items()}
        try:
            if self.server.requests.get(id).signature != signature:
                raise Refusal(404, "not_found", "Not found.")
            if typed.get("answer") == "signed" and typed.get("name"):
                self.server.sign(id)
            elif typed.get("answer") == "declined" and typed.get("note"):
                self.server.decline(id, typed["note"])
            else:
                return self._show(id, signature, "Choose, and type your name to sign, or a reason to decline.")
        except Refusal:
            return self._show(id, signature)
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", self.path)
        self.send_header("Content-Length", "0")
        return self.end_headers()

    def _page(self, html: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._say(status, "text/html; charset=utf-8", html.encode(), {"Content-Security-Policy": PAGE_POLICY})

    def _json(self, value: object, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._say(status, "application/json", json.dumps(value).encode())

    def _say(self, status: HTTPStatus, kind: str, content: bytes, extra: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(extra or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what matters is an event or a mail, and those are told."""


def by_mail(port: int) -> Mailing:
    """Mails to the local inbox, as the provider mails its signers."""

    def send(asked: Asked, link: str) -> None:
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = f"{asked.title} (Dropbox Sign)", ACCOUNT, asked.email
        mail.set_content(f"{asked.name}, you have been asked to sign.\n\n{asked.message}\n\nReview and sign: {link}\n")
        with smtplib.SMTP(HOST, port, timeout=10) as server:
            server.send_message(mail)

    return send


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; ports come from SIGN_PORT, SMTP_PORT and PORT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    ports = chosen_ports(os.environ)
    callback = base_url(ports) + CALLBACK
    server = StandIn(
        ports["SIGN_PORT"],
        deliver=lambda event: post(callback, event),
        mail=by_mail(ports["SMTP_PORT"]),
        file=STATE / "dropbox_sign.json",
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stopping.wait()
    server.shutdown()


if __name__ == "__main__":
    main()
