"""Somebody with a browser: API Gateway's events go in, pages come out."""

import base64
import gzip
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.link import LIFE, Link, hash_of, new_token
from onboarding.domain.people import Role
from onboarding.web import app
from tests.support.journey import Journey
from tests.support.world import BASE, Home

FORM = "application/x-www-form-urlencoded"

type Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """What came back; `text` is what a reader of the page would see in it, `body` its HTML."""

    status: int
    headers: Mapping[str, str]
    body: str
    size: int

    @property
    def text(self) -> str:
        without_style = re.sub(r"(?s)<style>.*?</style>", "", self.body)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", "", without_style)).split())

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.body)
        return html.unescape(found[1]) if found else ""

    @property
    def location(self) -> str:
        """Where a redirect leads, below the base address."""
        assert self.headers["Location"].startswith(BASE)
        return self.headers["Location"].removeprefix(BASE)

    @property
    def wrong(self) -> bool:
        """Whether the page marks a field in which something is to be put right."""
        return re.search(r'id="[^"]+-error"', self.body) is not None

    def value(self, name: str) -> str | None:
        """What stands in an input."""
        found = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*?value="([^"]*)"', self.body)
        return html.unescape(found[1]) if found else None

    def error_at(self, field: str) -> str:
        """The message at a field."""
        found = re.search(rf'id="{re.escape(field)}-error">.*?</span>(.*?)</p>', self.body)
        return html.unescape(found[1]).strip() if found else ""


def received(raw: dict[str, Any]) -> Answer:
    """What a browser makes of a function's answer; its size is that on the wire."""
    content = base64.b64decode(raw["body"]) if raw["isBase64Encoded"] else raw["body"].encode()
    body = gzip.decompress(content) if raw["isBase64Encoded"] else content
    return Answer(raw["statusCode"], raw["headers"], body.decode(), len(content))


class Visitor:
    """One visitor of the pages; `accepts` is what the browser says of languages."""

    def __init__(self, world: Home, accepts: str = "") -> None:
        self.world, self.accepts = world, accepts

    def send(self, method: str, path: str, body: str | None = None, **changes: Any) -> Answer:
        """One event through the handler; `headers` are added, `base64` says that the body comes encoded."""
        bare, _, query = path.partition("?")
        headers = {"accept-encoding": "gzip", "user-agent": "Test/1.0", "accept-language": self.accepts}
        headers |= {**changes.get("headers", {})}
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": bare,
            "rawQueryString": query,
            "headers": headers,
            "requestContext": {
                "stage": "$default",
                "requestId": "gateway-1",
                "http": {"method": method, "path": bare, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7"},
            },
            "isBase64Encoded": changes.get("base64", False),
        }
        if body is not None:
            event["body"] = body
        context = SimpleNamespace(aws_request_id="request-1")
        return received(app.handler(event, context))

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def head(self, path: str) -> Answer:
        return self.send("HEAD", path)

    def post(self, path: str, fields: Fields | None = None, *, cookie: str = "", **changes: Any) -> Answer:
        """A form as browsers and API Gateway send it: URL-encoded, then base64."""
        body = base64.b64encode(urlencode(fields or {}, doseq=True).encode()).decode()
        headers = {"content-type": FORM, **({"cookie": cookie} if cookie else {})}
        return self.send("POST", path, body, base64=True, headers=headers, **changes)

    def begin(self, track: str = "new") -> str:
        """Begins a form; gives its address."""
        start = self.get("/apply")
        fields = {"track": track, **{name: str(start.value(name)) for name in ("key", "token")}}
        begun = self.post("/apply", fields)
        assert begun.status == 303, begun.text
        return begun.location.rpartition("/")[0]

    def fill(self, path: str, fields: Fields, upto: str = "") -> Answer:
        """Fills the pages in, one after the other, until one is not taken, `upto` is reached, or all is sent."""
        answer = self.get(path)
        while answer.status == 303 and not answer.location.startswith("/applied/"):
            if answer.location.endswith("?said=wrong"):
                return self.follow(answer)
            if upto and answer.location.endswith(f"/{upto}"):
                return self.get(answer.location)
            answer = self.post(answer.location, {"do": "next", **fields})
        return answer

    def follow(self, answer: Answer) -> Answer:
        """The page that a redirect leads to, or the one that came at once."""
        return self.get(answer.location) if answer.status == 303 else answer

    def apply(self, fields: Fields, track: str = "new") -> Answer:
        """Begins a form and fills it in."""
        return self.fill(self.begin(track), fields)

    def link(self, application: ApplicationId, decision: str | None, role: Role, email: str) -> str:
        """A link as the relay makes it, without the mail around it."""
        token, id = new_token(), DecisionId(decision) if decision else None
        now = self.world.clock.now()
        self.world.outbox.keep_link(
            Link(
                hash=hash_of(token),
                application=application,
                decision=id,
                role=role,
                email=email,
                expires=now + LIFE,
            )
        )
        return f"/d/{application}/{decision}/{token}" if decision else f"/a/{application}/{token}"

    def asked(self, journey: Journey, decision: str | None = None) -> str:
        """The link that whoever is asked has in the mailbox."""
        id = DecisionId(decision) if decision else journey.waits_for()
        found = self.world.applications.case(journey.id, id).decision
        assert found is not None
        return self.link(journey.id, id, found.role, found.asked.email)

    def page_of(self, journey: Journey) -> str:
        """The link to the applicant's own page."""
        return self.link(journey.id, None, Role.APPLICANT, journey.now.submission.applicant.email)


def form(**changes: str | Sequence[str]) -> dict[str, str | Sequence[str]]:
    """A form without a mistake in it."""
    return {
        "company": "Becker IT GmbH",
        "website": "www.becker-it.example",
        "country": "DE",
        "people": "3",
        "services": ["support", "security"],
        "name": "Ann Becker",
        "email": "ann@becker-it.example",
        "consent": "yes",
        **changes,
    }


def row(number: int, customer: str, name: str, email: str) -> dict[str, str]:
    """One row of customers."""
    return {f"customer-{number}": customer, f"admin_name-{number}": name, f"admin_email-{number}": email}
