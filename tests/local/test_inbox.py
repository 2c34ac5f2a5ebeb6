"""The inbox's doors: SMTP in, pages and JSON out."""

import json
import smtplib
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from local.addresses import HOST
from local.inbox import Deliver, InboxServer
from local.mailbox import Mailbox


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path)


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    server = InboxServer(0, mailbox)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        number: int = probe.getsockname()[1]
        return number


def ask(port: int, path: str, method: str = "GET", host: str = "localhost") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(HOST, port, timeout=5)
    connection.request(method, path, headers={"Host": f"{host}:{port}"})
    response = connection.getresponse()
    return response, response.read()


def a_mail(case: str = "") -> EmailMessage:
    message = EmailMessage()
    if case:
        message["References"] = f"<{case}.agreement-1@partners.example>"
    message["From"], message["To"], message["Subject"] = "a@partners.example", "b@shop.example", "Hello"
    message.set_content("text")
    message.add_alternative("<p>html</p>", subtype="html")
    message.add_attachment("<script></script>", subtype="html", filename="x.html")
    return message


def test_a_mail_sent_by_smtp_is_told_by_the_api_and_shown_on_the_page(mailbox: Mailbox, port: int) -> None:
    smtp = Controller(Deliver(mailbox), hostname=HOST, port=free_port())
    smtp.start()
    try:
        with smtplib.SMTP(HOST, smtp.port, timeout=5) as client:
            client.send_message(a_mail())
    finally:
        smtp.stop()
    (mail,) = json.loads(ask(port, "/api/mails")[1])
    assert (mail["from"], mail["to"], mail["subject"]) == ("a@partners.example", ["b@shop.example"], "Hello")
    assert json.loads(ask(port, f"/api/mails/{mail['id']}")[1]) == mail
    assert b"Hello" in ask(port, "/")[1]
    assert b"<iframe" in ask(port, f"/mails/{mail['id']}")[1]


def test_deleting_empties_the_inbox_and_reading_never_does(mailbox: Mailbox, port: int) -> None:
    mailbox.deliver("a@partners.example", ["b@shop.example"], a_mail().as_bytes())
    for path in ("/", "/api/mails", "/nothing", "/mails/nothing", "/api/mails/nothing"):
        ask(port, path)
        ask(port, path, "HEAD")
    assert len(mailbox.all()) == 1
    assert json.loads(ask(port, "/api/mails", "DELETE")[1]) == {"deleted": 1}
    assert mailbox.all() == []


def test_framed_mail_and_attachments_can_do_nothing_in_the_page(mailbox: Mailbox, port: int) -> None:
    mail = mailbox.deliver("a@partners.example", ["b@shop.example"], a_mail().as_bytes())
    framed, _ = ask(port, f"/mails/{mail.id}/html")
    assert str(framed.headers["Content-Security-Policy"]).startswith("sandbox allow-popups")
    assert "default-src 'none'" in str(framed.headers["Content-Security-Policy"])
    attachment, _ = ask(port, f"/mails/{mail.id}/attachments/0")
    assert attachment.headers["Content-Type"] == "application/octet-stream"
    assert str(attachment.headers["Content-Disposition"]).startswith("attachment")


@pytest.mark.parametrize("path", ["/x", "/mails/x", "/mails/x/html", "/mails/x/attachments/0", "/api/mails/x"])
def test_what_is_not_there_is_a_404(port: int, path: str) -> None:
    assert ask(port, path)[0].status == 404


def test_another_name_for_this_machine_is_not_answered(port: int) -> None:
    assert ask(port, "/api/mails", host="evil.example")[0].status == 421


def test_who_waits_for_a_case_s_mail_gets_it_as_it_comes_and_no_other_case_s(mailbox: Mailbox, port: int) -> None:
    for case in ("C1", "C2"):
        mailbox.deliver("a@partners.example", ["b@shop.example"], a_mail(case).as_bytes())
    assert len(json.loads(ask(port, "/api/mails?case=C1")[1])) == 1
    later = threading.Timer(0.2, mailbox.deliver, ("a@partners.example", ["c@shop.example"], a_mail("C1").as_bytes()))
    later.start()
    newest, _ = json.loads(ask(port, "/api/mails?case=C1&more_than=1")[1])
    later.join()
    assert newest["to"] == ["c@shop.example"]


def test_who_waits_in_vain_is_answered_in_the_end(mailbox: Mailbox) -> None:
    mailbox.deliver("a@partners.example", ["b@shop.example"], a_mail("C1").as_bytes())
    assert len(mailbox.of("C1", more_than=1, patience=0.05)) == 1
