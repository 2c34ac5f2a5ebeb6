"""Promises 21 and 23: bad input never breaks a page, and strangers learn nothing."""

import base64
import random
import re
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

from onboarding.domain.decision import Kind
from onboarding.domain.people import Role
from onboarding.web import app
from tests.soak.corpus import ACTIVE, CORPUS
from tests.soak.journeys import JOURNEYS, form
from tests.soak.scenes import Asked, brought_to, filled, page_of
from tests.soak.town import Town, form_path, town
from tests.support.world import BASE

TOKEN = "x" * 43
_NEW = JOURNEYS[0]
_METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "", "get", "POST ")
_KINDS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
    "text/plain; charset=utf-7",
    "",
    "application/x-www-form-urlencoded; charset=utf-16",
)


def fuzz(requests: int, seed: int = 1) -> str:
    """Requests of every shape at every address: none breaks a page, leads elsewhere or comes without its headers."""
    chance = random.Random(seed)  # noqa: S311 - which requests, no secret
    answers: dict[int, int] = {}
    with town() as here:
        for batch in range(max(1, requests // 5_000)):
            asked = brought_to(here, _NEW, (Kind.DISTRIBUTOR, Kind.AGREEMENT, Kind.ADMIN)[batch % 3])
            paths = [*_paths(asked.case), asked.path, f"{asked.path}/fresh", page_of(here)]
            paths += [f"{page_of(here)}/{what}" for what in ("withdraw", "question", "again", "admins", "accounts/1")]
            for _ in range(min(5_000, requests)):
                event = _event(chance, paths)
                answer = app.handler(event, SimpleNamespace(aws_request_id="request-1"))
                answers[answer["statusCode"]] = answers.get(answer["statusCode"], 0) + 1
                _sane(answer, event)
    told = ", ".join(f"{count} × {status}" for status, count in sorted(answers.items()))
    return f"{sum(answers.values())} requests: 0 answers of 5xx ({told})"


def _sane(answer: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    assert answer["statusCode"] < 500, f"answered with {answer['statusCode']}: {event}"
    headers = {name.lower(): str(value) for name, value in answer["headers"].items()}
    assert "default-src 'none'" in headers["content-security-policy"], event
    assert headers["referrer-policy"] == "no-referrer"
    assert not any("\r" in value or "\n" in value for value in headers.values()), event
    assert headers.get("location", BASE).startswith((BASE, "https://www.dropbox.com/")), headers
    if not answer["isBase64Encoded"]:
        assert not ACTIVE.search(answer["body"]), event


def _event(chance: random.Random, paths: Sequence[str]) -> dict[str, Any]:
    method, path = chance.choice(_METHODS[:2] * 6 + _METHODS), chance.choice(paths)
    if chance.random() < 0.15:
        path += chance.choice(["/", "//", "/..", "/%2e%2e", "\u0000", "/" + "a" * 3000, "?x", "#x", "/é"])
    fields = {name: chance.choice(CORPUS) for name in chance.sample(_FIELDS, chance.randint(0, 8))}
    fields |= {name: value for name, value in form().items() if chance.random() < 0.5 and name not in fields}
    body = urlencode(fields, doseq=True, errors="replace").encode()
    if chance.random() < 0.3:
        body = chance.choice([chance.randbytes(200), b"%", b"a=%ff%fe", b"&" * 900, b"=" * 900, b"a=" + b"x" * 70_000])
    kind = chance.choice([_KINDS[0]] * 6 + list(_KINDS))
    headers: dict[str, Any] = {"content-type": kind, "user-agent": chance.choice(CORPUS)}
    if chance.random() < 0.2:
        headers |= {
            "cookie": chance.choice(["a=b; " * 500, ";", "=", "connection=" + "x" * 9000]),
            "accept-encoding": "gzip",
        }
    query = chance.choice(
        ["", "", "track=new", "said=sent", "%", "a=%ff", "code=x&state=" + TOKEN, "x=" + quote(CORPUS[5])]
    )
    plain = chance.random() < 0.3
    event: dict[str, Any] = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {"stage": "$default", "http": {"method": method, "path": path, "sourceIp": "192.0.2.7"}},
        "isBase64Encoded": not plain,
    }
    if chance.random() < 0.95:
        event["body"] = body.decode("latin-1") if plain else base64.b64encode(body).decode()
    if chance.random() < 0.05:
        event["body"] = chance.choice(["%%%", "=" * 7, "é", None])
    return event


_QUERIES = ("", "", "track=new", "said=sent", "%", "a=%ff", f"code=x&state={TOKEN}", f"x={quote(CORPUS[5])}")
_FIELDS = (
    *("key", "track", "company", "website", "country", "people", "services", "name", "email", "consent", "do"),
    *("customer-1", "admin_name-1", "admin_email-1", "answer", "note", "reason", "question", "title", "sha256"),
    *("to_name", "to_email", "back", "signer_name", "signer_email", "customer-99999", "answer-benefit", "sure"),
)


def _paths(case: str) -> list[str]:
    """Every address, with what a stranger would put into it."""
    fills = {"application": case, "decision": "distributor-2", "token": TOKEN, "account": "1"}
    fills |= {"number": "1", "reseller": "22222222", "group": "people"}
    return [re.sub(r"<(\w+)>", lambda found: fills[found[1]], route.rule) for route in app.ROUTES] + ["/nowhere"]


def strangers() -> str:
    """Known and unknown, right and wrong, expired and foreign: the same answer, for the same work."""
    with town() as here:
        asked = brought_to(here, _NEW, Kind.DISTRIBUTOR)
        other = "01KC0M2Q8M9V5X3T7R1N4B6Z8E"
        guesses = [
            f"/d/{asked.case}/{asked.decision}/{TOKEN}",
            f"/d/{other}/distributor-2/{TOKEN}",
            f"/d/{asked.case}/hold-9/{TOKEN}",
            asked.path.replace(asked.decision, "confirmation-1"),
            asked.path.replace(asked.case, other),
        ]
        seen = {_looked(here, path) for path in guesses}
        assert len(seen) == 1, f"guesses are told apart: {[(status, calls) for status, _, calls in seen]}"
        known, unknown = f"/a/{asked.case}/{TOKEN}", f"/a/{other}/{TOKEN}"
        assert _looked(here, known) == _looked(here, unknown), "it is told whether there is such a case"
        thanks = {_looked(here, f"/applied/{id}")[1].replace(id, "") for id in (asked.case, other)}
        assert len(thanks) == 1, "it is told whether a form was sent"
        nobody = {"company": "Neue IT", "website": "neue-it.example", "email": "noa@neue-it.example"}
        assert _applied(here, "1", nobody) == _applied(here, "2", {}), "it is told whether a company is known"
        here.world.clock.move(days=401)
        status = _looked(here, asked.path)[0]
        assert status == 404, f"it is told that a link was right and has expired, with {status}"
    return f"{len(guesses) + 4} guesses beside what is right: one status, one body, as many AWS calls"


def _looked(here: Town, path: str) -> tuple[int, str, tuple[str, ...]]:
    here.door.begin()
    status, page = here.send("GET", path)
    return status, page, tuple(here.door.calls)


def _applied(here: Town, number: str, who: Mapping[str, str]) -> tuple[int, str, tuple[str, ...]]:
    """What a form is answered with, that of the known company unless it is somebody else's."""
    typed = form(key=f"01KC0M2Q8M9V5X3T7R1N4B6Z9{number}", **who)
    assert here.filled_in(typed)
    here.door.begin()
    status, page = here.send("POST", f"{form_path(typed)}/check", typed)
    return status, page, tuple(here.door.calls)


def elsewhere() -> str:
    """A form from another site has no link's token and so changes nothing; no page leads where a query says."""
    with town() as here:
        asked = brought_to(here, _NEW, Kind.AGREEMENT)
        own = here.item(asked.case, "APPLICATION")["submission"]["applicant"]["email"]
        before = dict(here.aws.table.items)
        for path in (f"/d/{asked.case}/{asked.decision}", f"/a/{asked.case}", "/d", "/a"):
            for guess in ("", "0" * 43, "null", own, Role.SIGNER.value):
                assert here.send("POST", f"{path}/{guess}", filled(here, Asked(asked.path, asked.kind)))[0] >= 400
        assert here.aws.table.items == before
        said = here.send("GET", page_of(here) + "?said=https://evil.example&next=//evil.example")[1]
        assert "evil.example" not in said
    return "20 posts without a link: 0 changes; no page leads where a query says"
