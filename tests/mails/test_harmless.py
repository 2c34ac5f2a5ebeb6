"""What people typed does no harm in a mail: no links, no markup, no turned text, no extra lines."""

import re
import sys

import pytest

from onboarding import harmless
from onboarding.domain.messages import Mail
from onboarding.harmless import BREAK, END_ISOLATE, ISOLATE, brief, clean, header, shown, unlinked
from tests.mails.cases import gallery, newest
from tests.mails.forms import EVIL, FORMS
from tests.mails.test_every_mail import Page, part
from tests.support.deadlines import WORDING

LINKS = re.compile(
    r"(?:https?://|www\.|mailto:)[^\s\u200b]|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+[.\u3002\uff0e\uff61][a-z]{2,}",
    re.IGNORECASE,
)
OURS = re.compile(r"https://(partners\.harbourlight|console\.aws|help\.harbourlight)\.example\S*")
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066\u2067]")


@pytest.mark.parametrize(
    "name",
    [
        "evil.example", "www.evil.example", "https://evil.example/login?a=b", "mailto:me@evil.example",
        "me@evil.example", "evil。example", "evil．example", "a.b.c.evil.example", "http://evil.example.",
        "Pay at evil.example/now or evil.example:8080", "//evil.example",
    ],
)  # fmt: skip
def test_a_name_that_looks_like_an_address_is_none_to_a_mail_client(name: str) -> None:
    assert LINKS.search(name)
    safe = unlinked(name)
    assert not LINKS.search(safe)
    assert safe.replace(BREAK, "") == name


@pytest.mark.parametrize("name", ["Fjord IT", "J. Smith & Co.", "Praxis Dr. Sommer", "株式会社東京", "No. 5"])
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert shown(name) == name


@pytest.mark.parametrize("form", ["markup", "bidi", "long"])
def test_nothing_that_a_person_typed_is_a_link_in_any_part_of_any_mail(form: str) -> None:
    for queued in {one.mail: one for one in gallery(form)}.values():
        mail = queued.composed()
        page = Page(part(mail, "html"))
        hosts = {re.split(r"[:/]+", link)[1] for link in page.links if link.startswith("http")}
        assert hosts <= {"partners.harbourlight.example", "console.aws.example", "help.harbourlight.example"}
        for shown_text in (str(mail["Subject"]), part(mail, "plain"), "\n".join(page.text)):
            text = shown_text
            for desk in ("partners@harbourlight.example", WORDING.contact):
                text = text.replace(desk, "")
            found = LINKS.findall(OURS.sub("", text))
            assert not found, (queued.mail, found)


def test_markup_in_names_is_text_in_html() -> None:
    for queued in {one.mail: one for one in gallery("markup")}.values():
        html = part(queued.composed(), "html")
        assert "<b " not in html
        assert "<script" not in html
        assert not any("onmouseover" in values for _, values in Page(html).tags)
    asked = newest("markup", Mail.ACCEPT_PARTNER).composed()
    assert EVIL.replace(BREAK, "") in "".join(Page(part(asked, "html")).text).replace(BREAK, "")


@pytest.mark.parametrize("form", FORMS)
def test_no_mail_turns_or_hides_text_and_isolates_are_closed(form: str) -> None:
    for queued in {one.mail: one for one in gallery(form)}.values():
        mail = queued.composed()
        for text in (str(mail["Subject"]), part(mail, "plain"), part(mail, "html")):
            assert not TURNING.search(text)
            assert text.count(ISOLATE) == text.count(END_ISOLATE)


def test_a_name_cannot_start_a_line_and_prose_keeps_its_lines_as_a_quotation() -> None:
    name = "Acme\n\nDear customer, your account is blocked"
    assert "\n" not in shown({"company": name})["company"]
    assert shown({"note": name})["note"].count("\n") == 2
    rejected = newest("ordinary", Mail.APPLICATION_REJECTED).composed()
    assert "> Fjord IT has no website yet.\n> Please come back." in part(rejected, "plain")


def test_only_what_ops_wrote_can_be_followed() -> None:
    answered = newest("ordinary", Mail.QUESTION_ANSWERED).composed()
    assert "https://help.harbourlight.example/partners" in Page(part(answered, "html")).links
    assert "evil.example" not in part(answered, "plain").replace(f".{BREAK}", "·")


def test_control_and_invisible_characters_go_and_letters_of_every_script_stay() -> None:
    assert clean("A\x00B\x07\u200b\u2060\ufeffC\u00ad\u202eD\u2066E") == "A B CDE"
    assert clean("  a \t b \r\n c ") == "a b c"
    assert clean("a \r\n\r\n b", lines=True) == "a\n\nb"
    for name in ("شرکت نمونه\u200cها", "नमस्ते", "ไทย", "한국", "Zoë", "👩\u200d💻"):
        assert clean(name) == name
    assert len(clean("Z" + "\u0301" * 500)) < 10


def test_right_to_left_names_stand_by_themselves() -> None:
    assert shown("שלום") == f"{ISOLATE}שלום{END_ISOLATE}"
    assert brief(shown("שלום שלום שלום"), 7) == f"{ISOLATE}שלום…{END_ISOLATE}"


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Fjord IT", 20, "Fjord IT"),
        ("Fjord Informatik und Technik", 20, "Fjord Informatik…"),
        ("Donaudampfschifffahrtsgesellschaft", 12, "Donaudampfs…"),
        ("Fjord, IT & Co", 8, "Fjord…"),
        (f"evil.{BREAK}example", 7, "evil…"),
    ],
)
def test_a_long_name_is_cut_between_words_where_that_loses_little(text: str, most: int, short: str) -> None:
    assert brief(text, most) == short
    assert len(brief(text, most)) <= most


def test_a_header_is_one_line_and_holds_no_encoded_word() -> None:
    assert header("a\n b =?utf-8?q?c?=") == "a b = ?utf-8?q?c?="


def test_a_text_that_is_taken_as_it_stands_has_no_letter_that_would_be_taken_out() -> None:
    printable = (chr(code) for code in range(sys.maxunicode + 1) if chr(code).isprintable())
    assert [one for one in printable if harmless._visible(one) != one] == []
    assert harmless.clean("a\u202eb\u200bc\x07d") == "abc d"
