"""The local inbox: takes every mail by SMTP, shows it on a page, tells it by a JSON API."""

import asyncio
import json
import os
import signal
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from botocore.exceptions import BotoCoreError, ClientError

from local.addresses import HOST, MAILS, NotRunning, chosen_ports
from local.functions import FunctionFailed
from local.inbox_pages import FRAME_POLICY, PAGE_POLICY, framed_html, list_page, mail_page, missing_page, replied_page
from local.mailbox import Attachment, Mail, Mailbox
from local.post_office import hand_in, is_ours, reply

# Another site's page in the same browser must not read the mails by pointing its own name at this machine.
OWN_NAMES = {"localhost", HOST}
MAXIMUM_BYTES = 40 * 1024 * 1024
MAXIMUM_REPLY = 64 * 1024
PATIENCE_SECONDS = 30.0


class Deliver:
    """What the SMTP server does with a mail."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Keep the mail and answer as a mail server does; the protocol fixes name and arguments."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        ours = [one for one in envelope.rcpt_tos if is_ours(one)]
        if ours and not await asyncio.to_thread(handed_in, raw, ours):
            return "451 the local cloud does not take mail now"
        others = [one for one in envelope.rcpt_tos if not is_ours(one)]
        if not others:
            return "250 OK"
        mail = self._mailbox.deliver(envelope.mail_from or "", others, raw)
        # One line a mail: the launcher shows them as they come.
        print(f"mail to {', '.join(mail.recipients)}: {mail.subject}", flush=True)
        return f"250 OK {mail.id}"


def handed_in(raw: bytes, recipients: list[str]) -> bool:
    """Hands a mail to the function that reads replies; False where the local cloud does not take it."""
    try:
        done = hand_in(raw, recipients)
    except (NotRunning, FunctionFailed, BotoCoreError, ClientError) as error:
        print(f"a reply was not taken: {error}", flush=True)
        return False
    print(f"a reply to {', '.join(recipients)}: {', '.join(done)}", flush=True)
    return True


class InboxHandler(BaseHTTPRequestHandler):
    """Routes of the page and the API; GET never changes anything."""

    server: "InboxServer"

    def do_GET(self) -> None:
        """Show a page, or tell by JSON."""
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in OWN_NAMES:
            return self._say(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", b"open me as localhost\n")
        match urlsplit(self.path).path.strip("/").split("/"):
            case [""]:
                return self._page(list_page(self.server.mailbox.all()))
            case ["mails", mail_id, *rest]:
                return self._one_mail(mail_id, rest)
            case ["api", "mails"]:
                return self._json([mail.as_json() for mail in self._asked()])
            case ["api", "mails", mail_id]:
                mail = self.server.mailbox.get(mail_id)
                return (
                    self._json(mail.as_json()) if mail else self._json({"error": "no such mail"}, HTTPStatus.NOT_FOUND)
                )
        return self._page(missing_page(), HTTPStatus.NOT_FOUND)

    def do_HEAD(self) -> None:
        """Answer as GET would, without the body."""
        self.do_GET()

    def do_POST(self) -> None:
        """Answer a mail as its reader, as a mail program does; only the inbox's own page may."""
        same = self.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
        if not same or urlsplit(f"//{self.headers.get('Host', '')}").hostname not in OWN_NAMES:
            return self._say(HTTPStatus.FORBIDDEN, "text/plain", b"only the inbox's own page can do that\n")
        match urlsplit(self.path).path.strip("/").split("/"):
            case ["mails", mail_id, "reply"] if mail := self.server.mailbox.get(mail_id):
                length = min(int(self.headers.get("Content-Length") or 0), MAXIMUM_REPLY)
                text = parse_qs(self.rfile.read(length).decode(errors="replace")).get("text", [""])[0]
                return self._page(replied_page(mail, self._reply(mail, text)))
        return self._page(missing_page(), HTTPStatus.NOT_FOUND)

    def _asked(self) -> list[Mail]:
        """All mails; `?case=` those of one case, with `more_than=` as soon as there are more, but after 30 s anyway."""
        asked = parse_qs(urlsplit(self.path).query)
        if "case" not in asked:
            return self.server.mailbox.all()
        known = asked.get("more_than", [""])[0]
        if not known.isdecimal():
            return self.server.mailbox.of(asked["case"][0])
        return self.server.mailbox.of(asked["case"][0], more_than=int(known), patience=PATIENCE_SECONDS)

    def _reply(self, mail: Mail, text: str) -> str:
        raw, to = reply(mail, text)
        if is_ours(to):
            return f"Sent to {to}." if handed_in(raw, [to]) else "Not sent: the local cloud does not answer."
        self.server.mailbox.deliver(str(mail.recipients[0]) if mail.recipients else "", [to], raw)
        return f"Sent to {to}; it is in this inbox."

    def do_DELETE(self) -> None:
        """Empty the inbox."""
        if urlsplit(self.path).path.rstrip("/") != "/api/mails":
            return self._json({"error": "only /api/mails can be deleted"}, HTTPStatus.METHOD_NOT_ALLOWED)
        return self._json({"deleted": self.server.mailbox.empty()})

    def _one_mail(self, mail_id: str, rest: list[str]) -> None:
        mail = self.server.mailbox.get(mail_id)
        match rest:
            case [] if mail:
                return self._page(mail_page(mail))
            case ["html"] if mail:
                return self._page(framed_html(mail), policy=FRAME_POLICY)
            case ["attachments", index] if mail and index.isdecimal() and int(index) < len(mail.attachments):
                return self._attachment(mail.attachments[int(index)])
        return self._page(missing_page(), HTTPStatus.NOT_FOUND)

    def _attachment(self, part: Attachment) -> None:
        # Images are shown where the mail places them; all else is a download, never a page of this origin.
        is_image = part.type.startswith("image/") and part.type != "image/svg+xml"
        kind = part.type if is_image else "application/octet-stream"
        name = f"attachment; filename*=UTF-8''{quote(part.name)}"
        self._say(HTTPStatus.OK, kind, part.content, {"Content-Disposition": "inline" if is_image else name})

    def _page(self, html: str, status: HTTPStatus = HTTPStatus.OK, policy: str = PAGE_POLICY) -> None:
        self._say(status, "text/html; charset=utf-8", html.encode(), {"Content-Security-Policy": policy})

    def _json(self, value: object, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._say(status, "application/json", json.dumps(value, ensure_ascii=False).encode())

    def _say(self, status: HTTPStatus, kind: str, content: bytes, extra: dict[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(content)), "Cache-Control": "no-store"}
        hardening = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        for name, value in (headers | hardening | (extra or {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the page refreshes itself every few seconds."""


class InboxServer(ThreadingHTTPServer):
    """The page's server, which knows the mailbox."""

    daemon_threads = True

    def __init__(self, port: int, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        super().__init__((HOST, port), InboxHandler)


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; ports come from SMTP_PORT and INBOX_PORT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    ports = chosen_ports(os.environ)
    mailbox = Mailbox(MAILS)
    smtp = Controller(
        Deliver(mailbox),
        hostname=HOST,
        port=ports["SMTP_PORT"],
        enable_SMTPUTF8=True,
        data_size_limit=MAXIMUM_BYTES,
    )
    smtp.start()
    pages = InboxServer(ports["INBOX_PORT"], mailbox)
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    stopping.wait()
    pages.shutdown()
    smtp.stop()


if __name__ == "__main__":
    main()
