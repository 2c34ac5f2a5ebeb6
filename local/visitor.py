"""A person with a mailbox and a browser, without the browser: opens pages, fills forms in, reads mails."""

import json
import re
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPSHandler, ProxyHandler, Request, build_opener

PATIENCE_SECONDS = 60.0
FIRST_ERROR = 400
REFUSED = "?said=wrong"
"""How the address of a form's page ends on which something is to be put right."""
_LINK = re.compile(r"https?://[^\s<>\"]+")
_TLS = ssl.create_default_context()  # one for all: to read the certificates takes longer than many a page
_DIRECT = build_opener(ProxyHandler({}), HTTPSHandler(context=_TLS))


class NothingCame(AssertionError):
    """A mail or a state that was waited for did not come; the message says what."""


@dataclass
class Form:
    """A form as it stands in the page: where it goes, and what it holds before anybody types."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """Every field that it asks, ticked or not."""


@dataclass(frozen=True)
class Page:
    """What a browser would show."""

    url: str
    status: int
    html: str
    headers: Mapping[str, str]
    forms: Sequence[Form]

    @property
    def heading(self) -> str:
        """What the page says first."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.html, flags=re.DOTALL)
        return _words(found[1]) if found else ""

    @property
    def text(self) -> str:
        """The words of the page on one line."""
        return _words(re.sub(r"<(style|script)\b.*?</\1>", " ", self.html, flags=re.DOTALL))


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


class _Reader(HTMLParser):
    """Collects the forms of a page with their untouched values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._inside = ""  # the name of the select or textarea that is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "get").lower() == "post":
            self.forms.append(Form(given.get("action") or ""))
        name, kind = given.get("name"), given.get("type", "text")
        if tag in ("input", "select", "textarea") and name and self.forms:
            self.forms[-1].names.add(name)
        if tag in ("select", "textarea"):
            self._inside = name or ""
        if tag == "option" and "selected" in given and self._inside and self.forms:
            self.forms[-1].values[self._inside] = [given.get("value") or ""]
        if tag != "input" or not name or not self.forms or kind in ("submit", "button"):
            return
        if kind in ("radio", "checkbox") and "checked" not in given:
            return
        self.forms[-1].values.setdefault(name, []).append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._inside and self.lasttag == "textarea" and self.forms:
            self.forms[-1].values[self._inside] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._inside = ""


class Visitor:
    """Visits pages as a browser without scripts would; it keeps cookies."""

    def __init__(self) -> None:
        self._browser = build_opener(ProxyHandler({}), HTTPSHandler(context=_TLS), HTTPCookieProcessor())

    def open(self, url: str, method: str = "GET") -> Page:
        """The page at an address, whatever its status; redirects are followed."""
        return self._page(Request(url, method=method))  # noqa: S310 - addresses come from the local cloud's own mails

    def submit(self, page: Page, form: int = 0, **typed: str | Sequence[str]) -> Page:
        """Sends one of the page's forms with what was typed over its own values."""
        chosen = page.forms[form]
        values = {**chosen.values, **{name.replace("__", "-"): value for name, value in typed.items()}}
        body = urlencode(values, doseq=True).encode()
        target = urljoin(page.url, chosen.action) if chosen.action else page.url
        request = Request(target, data=body, method="POST")  # noqa: S310 - the same
        request.add_header("Content-Type", "application/x-www-form-urlencoded")
        return self._page(request)

    def fill_in(self, page: Page, until: str, **typed: str | Sequence[str]) -> Page:
        """Fills in page after page, on each what it asks, until an address holds `until` or a page is not taken."""
        while until not in page.url and page.forms and page.status < FIRST_ERROR and not page.url.endswith(REFUSED):
            asked = page.forms[0].names
            answers = {name: one for name, one in typed.items() if name.replace("__", "-") in asked}
            page = self.submit(page, 0, **answers)
        return page

    def download(self, url: str) -> bytes:
        """The file at an address; redirects are followed. Raises NothingCame where there is none."""
        try:
            with _DIRECT.open(url, timeout=60) as answer:
                content: bytes = answer.read()
        except HTTPError as error:
            raise NothingCame(f"{error.url.partition('?')[0]} answered {error.code}") from error
        return content

    def upload(self, url: str, field: str, content: bytes) -> Page:
        """Sends a PDF as a browser does that was given one in a form."""
        edge = "----------------------------agreement"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="a.pdf"\r\n'
        head += "Content-Type: application/pdf\r\n\r\n"
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        request = Request(url, data=body, method="POST")  # noqa: S310 - an address of the local cloud
        request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        return self._page(request)

    def _page(self, request: Request) -> Page:
        try:
            with self._browser.open(request, timeout=60) as answer:
                return _read(answer.url, answer.status, answer.read(), answer.headers)
        except HTTPError as error:
            return _read(error.url, error.code, error.read(), error.headers)


def _read(url: str, status: int, body: bytes, headers: Any) -> Page:
    html = body.decode("utf-8", "replace")
    reader = _Reader()
    reader.feed(html)
    return Page(url, status, html, {name.lower(): value for name, value in headers.items()}, reader.forms)


@dataclass(frozen=True)
class Mail:
    """A mail as the inbox shows it."""

    id: str
    to: str
    subject: str
    text: str
    headers: Mapping[str, str]

    def link(self, part: str) -> str:
        """The first link in the text that contains this part of an address; raises NothingCame."""
        for found in _LINK.findall(self.text):
            if part in urlsplit(found).path:
                return str(found)
        raise NothingCame(f"no link with {part} in the mail “{self.subject}”")


class Inbox:
    """Everybody's mailbox, through the inbox's JSON list."""

    def __init__(self, api: str) -> None:
        self._api = api

    def mails(self, case: str = "", more_than: int | None = None) -> list[Mail]:
        """All mails, oldest first; of one case, those whose thread names it (SES names mails itself).

        With `more_than`, it waits some time for more mails of the case than so many.
        """
        known = {} if more_than is None else {"more_than": more_than}
        asked = f"?{urlencode({'case': case, **known})}" if case else ""
        with _DIRECT.open(f"{self._api}{asked}", timeout=60) as answer:
            return [_mail(entry) for entry in reversed(json.load(answer))]

    def wait(
        self, to: str, subject: str, case: str = "", *, count: int = 1, patience: float = PATIENCE_SECONDS
    ) -> Mail:
        """The `count`-th mail to this address whose subject matches; waits, raises NothingCame."""
        deadline = time.monotonic() + patience
        mails = self.mails(case)
        while True:
            found = [mail for mail in mails if to in mail.to and re.search(subject, mail.subject)]
            if len(found) >= count:
                return found[count - 1]
            if time.monotonic() > deadline:
                subjects = [f"{mail.to}: {mail.subject}" for mail in mails]
                raise NothingCame(f"no mail {count} “{subject}” to {to} within {patience:.0f} s; there are {subjects}")
            if not case:
                time.sleep(0.2)
            mails = self.mails(case, more_than=len(mails) if case else None)


def _mail(entry: Mapping[str, Any]) -> Mail:
    headers = entry["headers"]
    pairs = headers.items() if isinstance(headers, dict) else headers
    to = entry["to"] if isinstance(entry["to"], str) else ", ".join(map(str, entry["to"]))
    return Mail(
        str(entry["id"]),
        to,
        entry["subject"],
        entry["text"],
        {name.lower(): str(value) for name, value in pairs},
    )
