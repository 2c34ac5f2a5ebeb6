"""The people of a journey: they read their mail and answer it, and try again where a page was away."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

from onboarding.domain.decision import Kind
from tests.soak.town import Town
from tests.support.world import BASE

type Fields = Mapping[str, Any]

_LINK = re.compile(rf"{re.escape(BASE)}(/d/(\w+)/([a-z]+)(-[\w-]+?)/[\w-]{{43}})(?![\w-])")
_PAGE = re.compile(rf"{re.escape(BASE)}(/a/\w+/[\w-]{{43}})(?![\w-])")
_HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
_TAKEN = (200, 303, 409)
_LAST = 500

YES: Mapping[Kind, Fields] = {
    Kind.CONFIRMATION: {"answer": "confirmed", "name": "Ann Becker"},
    Kind.REVIEW: {"answer": "approved", "name": "Rita Review"},
    Kind.BUSINESS: {"answer": "approved", "name": "Bea Business"},
    Kind.DISTRIBUTOR: {"answer": "accepted", "name": "Nora Lindqvist"},
    Kind.AGREEMENT: {
        "answer": "signed",
        "name": "Ann Becker",
        "title": "Managing director",
        "consent": "yes",
        "authority": "yes",
    },
    Kind.COUNTERSIGNATURE: {
        "answer": "signed",
        "name": "Victor Vendor",
        "title": "Head of partners",
        "consent": "yes",
        "authority": "yes",
    },
    Kind.ADMIN: {"answer": "confirmed", "name": "Jonas Sommer"},
    Kind.INVITATION: {
        "answer": "confirmed",
        "name": "Ann Becker",
        "company": "Becker IT GmbH",
        "website": "https://becker-it.example",
        "country": "DE",
        "people": "5",
        "services": ["support"],
    },
}
"""What everybody answers who says yes."""


type Answering = Callable[[str, str, Kind], Fields | None]
"""What somebody answers to a case's decision of this kind."""


def yes(case: str, decision: str, kind: Kind) -> Fields | None:
    """Everybody agrees."""
    return YES.get(kind)


@dataclass(frozen=True)
class Mail:
    """A mail as its reader sees it; `asks` is the link's path with the kind of its decision, `page` the applicant's."""

    to: str
    subject: str
    text: str
    id: str
    asks: tuple[str, Kind] | None
    page: str


@dataclass
class People:
    """Everybody with a mailbox. `answer` gives what is answered to a link's decision, None for silence."""

    town: Town
    answer: "Answering"
    ops: Callable[[str], Fields] | None = None
    read: int = 0
    waiting: list[tuple[str, Kind, str]] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def act(self) -> bool:
        """Reads what is new and answers all that waits for an answer; whether anybody got through."""
        new, self.read = self.town.aws.sent[self.read :], len(self.town.aws.sent)
        for raw in new:
            mail = opened(raw)
            self.mails.append(mail)
            if mail.asks is not None:
                path, kind = mail.asks
                self.waiting.append((path, kind, mail.to))
        before = self.waiting
        self.waiting = [one for one in before if not self._answered(one[0], one[1])]
        return len(self.waiting) < len(before) or bool(new) or self._ops()

    def _answered(self, path: str, kind: Kind) -> bool:
        status, page = self.town.send("GET", path)
        if status != 200:
            return status < _LAST
        if 'method="post"' not in page or f'action="{BASE}{path}/fresh"' in page:
            return True  # it has been decided
        _, _, case, decision, _ = path.split("/")
        fields = self.answer(case, decision, kind)
        if fields is None:
            return True
        hidden = {name: html.unescape(value) for name, value in _HIDDEN.findall(page)}
        status, page = self.town.send("POST", path, {**hidden, **fields})
        if status not in _TAKEN and status < _LAST:
            self.refused.append(f"{kind}: {status} {page[-400:]}")
        return status < _LAST

    def _ops(self) -> bool:
        """Ops decide each hold that they find on their list, once."""
        done = False
        if self.ops is None:
            return done
        for case, id in self._holds():
            version = int(self.town.item(case, "APPLICATION")["version"])
            event = {"action": "decide", "application": case, "decision": id, "version": version}
            self.town.press({**event, "widgetContext": {"forms": {"all": dict(self.ops(case))}}})
            done |= "outcome" in self.town.item(case, f"DECISION#{id}")
        return done

    def _holds(self) -> list[tuple[str, str]]:
        """The case and the id of every open hold."""
        asked = ((key, item) for key, item in list(self.town.aws.table.items.items()) if "decides" in item)
        holds = (key for key, item in asked if item["decides"]["S"] == Kind.HOLD and "outcome" not in item)
        return [(pk.partition("#")[2], sk.partition("#")[2]) for pk, sk in holds]


def opened(raw: bytes) -> Mail:
    """A mail that was sent."""
    message = message_from_bytes(raw)  # with the older policy, which reads no more of a header than it must
    parts = message.get_payload()
    assert isinstance(parts, list)
    text = parts[0].get_payload(decode=True).decode()  # type: ignore[union-attr]
    found, page = _LINK.search(text), _PAGE.search(text)
    asks = (found[1], Kind(found[3])) if found else None
    to, subject = (str(make_header(decode_header(message[name]))) for name in ("To", "Subject"))
    return Mail(to, subject, text, str(message["Message-ID"]), asks, page[1] if page else "")
