"""The inbox keeps every mail as it came and shows it without letting it do anything."""

import re
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from local.inbox_pages import framed_html, list_page, mail_page
from local.mailbox import Mail, Mailbox, read_mail

LINK = "http://localhost:4566/d/abc?x=1&y=2"


def a_mail(subject: str = "Please confirm by 3 March") -> EmailMessage:
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = "Pärtner Onboarding <onboarding@partners.example>"
    message["To"] = "Zoë <zoe@shop.example>"
    message["Reply-To"] = "help@partners.example"
    message["Subject"] = subject
    message["Date"] = "Tue, 03 Mar 2026 10:00:00 +0100"
    message.set_content(f"Grüße – follow {LINK}.\n")
    message.add_alternative(
        f'<html><head><title>t</title></head><body><a href="{LINK}">Grüße</a><img src="cid:logo"></body></html>',
        subtype="html",
    )
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="agreement.pdf")
    message.add_attachment(b"png", maintype="image", subtype="png", filename="logo.png", cid="<logo>")
    return message


def delivered(folder: Path, message: EmailMessage | None = None) -> Mail:
    raw = (message or a_mail()).as_bytes()
    return Mailbox(folder).deliver("bounce@partners.example", ["zoe@shop.example"], raw)


def test_a_mail_is_told_with_all_its_parts(tmp_path: Path) -> None:
    told = delivered(tmp_path).as_json()
    assert told["from"] == "Pärtner Onboarding <onboarding@partners.example>"
    assert told["to"] == ["zoe@shop.example"]
    assert told["subject"] == "Please confirm by 3 March"
    assert told["date"] == "2026-03-03T10:00:00+01:00"
    assert str(told["text"]).startswith(f"Grüße – follow {LINK}")
    assert ">Grüße</a>" in str(told["html"])
    assert told["headers"]["Reply-To"] == "help@partners.example"  # type: ignore[index]
    assert told["attachments"] == [
        {"name": "agreement.pdf", "type": "application/pdf"},
        {"name": "logo.png", "type": "image/png"},
    ]


def test_mails_survive_a_restart_and_come_newest_first(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    for subject in ("first", "second", "third"):
        mailbox.deliver("a@partners.example", ["zoe@shop.example"], a_mail(subject).as_bytes())
    again = Mailbox(tmp_path)
    assert [mail.subject for mail in again.all()] == ["third", "second", "first"]
    assert again.all() == mailbox.all()


def test_an_emptied_inbox_stays_empty(tmp_path: Path) -> None:
    delivered(tmp_path)
    assert Mailbox(tmp_path).empty() == 1
    assert Mailbox(tmp_path).all() == []


def test_a_malformed_mail_is_kept_and_shown_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    headers = b"Subject: =?utf-9?q?=ff?=\r\nDate: yesterday\r\nContent-Type: text/plain; charset=nonsense\r\n"
    raw = headers + b"\r\n\xff\xfe hi"
    mail = Mailbox(tmp_path).deliver("", ["zoe@shop.example"], raw)
    assert mail.date == mail.arrived
    assert "hi" in mail.text
    assert "zoe@shop.example" in mail_page(mail)


def test_what_a_mail_says_never_becomes_markup_of_the_page(tmp_path: Path) -> None:
    message = a_mail("<script>alert(1)</script>")
    message.replace_header("To", '"<b>" <zoe@shop.example>')
    mail = delivered(tmp_path, message)
    for page in (list_page([mail]), mail_page(mail)):
        assert "<script" not in page
        assert "<b>" not in page


def test_the_mail_is_framed_without_scripts_and_its_links_open_a_new_tab(tmp_path: Path) -> None:
    mail = delivered(tmp_path)
    frame = re.search(r"<iframe[^>]*>", mail_page(mail))
    assert frame
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame[0]
    assert '<head><base target="_blank">' in framed_html(mail)
    assert f'src="/mails/{mail.id}/attachments/1"' in framed_html(mail)


def test_links_in_the_text_are_links_without_the_full_stop_after_them(tmp_path: Path) -> None:
    assert 'href="http://localhost:4566/d/abc?x=1&amp;y=2"' in mail_page(delivered(tmp_path))


def test_a_mail_is_read_the_same_from_its_file(tmp_path: Path) -> None:
    mail = delivered(tmp_path)
    assert read_mail(mail.id, (tmp_path / f"{mail.id}.eml").read_bytes()) == mail
