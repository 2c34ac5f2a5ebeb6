"""A whole onboarding on the cloud in memory, by the people's own doors: forms posted, mails read, links followed."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from bench.rehearsal import BASE, Rehearsal

DAY = timedelta(days=1)
FORM = "application/x-www-form-urlencoded"
APPLICANT = "ann@becker-it.example"
OTHER = {"company": "Auer Systeme GmbH", "website": "www.auer.example", "name": "Eva Auer", "email": "eva@auer.example"}
"""Another partner's answers in the form."""

type Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Journey:
    """What one onboarding is like: customer accounts, and days that pass while their admins are waited for."""

    accounts: int = 2
    days: int = 0


def play(cloud: Rehearsal, journey: Journey, **typed: Any) -> str:
    """From the form to an active partner; gives the case's id."""
    case = apply(cloud, journey.accounts, **typed)
    answer(cloud, "^Confirm", {"answer": "confirmed", "name": "Ann Becker"})
    answer(cloud, "^Accept or decline", {"answer": "accepted", "name": "Nora Lindqvist"})
    signer = typed.get("name", _FORM["name"])
    signed = {"answer": "signed", "name": signer, "consent": "yes", "authority": "yes", "title": "Director"}
    answer(cloud, "^Sign", signed)
    wait(cloud, journey.days)
    for number in range(1, journey.accounts + 1):
        answer(cloud, "^Answer by", {"answer": "confirmed", "name": f"Admin {number}"}, to=f"admin@c{number}.example")
    entered = cloud.machine.entered()
    assert entered[-1] == "Active", entered
    return case


def apply(cloud: Rehearsal, accounts: int, **typed: Any) -> str:
    """The form, begun and filled in page by page; gives the new case's id."""
    hidden = _hidden(get(cloud, "/apply"))
    at = post(cloud, "/apply", {**hidden, "track": "new"}).rpartition("/")[0]
    rows = {
        f"{name}-{n}": value
        for n in range(1, accounts + 1)
        for name, value in (
            ("customer", f"Customer {n}"),
            ("admin_name", f"Admin {n}"),
            ("admin_email", f"admin@c{n}.example"),
        )
    }
    at = _location(_request(cloud, "GET", at, ""))
    while not at.startswith("/applied/"):
        get(cloud, at)
        at = post(cloud, at, {"do": "next", **_FORM, **rows, **typed})
    return at.rpartition("/")[2]


def answer(cloud: Rehearsal, subject: str, fields: Fields, to: str = "") -> None:
    """Follows the link of the newest such mail, reads its page, and answers there."""
    mail = next(
        mail for mail in reversed(cloud.mails()) if re.search(subject, str(mail["Subject"])) and to in str(mail["To"])
    )
    text = mail.get_body(("plain",))
    assert text is not None
    link = re.search(rf"{re.escape(BASE)}(/d/\S+)", text.get_content())
    assert link, text.get_content()
    page = get(cloud, link[1])
    post(cloud, link[1], {**_hidden(page), **fields})
    get(cloud, link[1])


def wait(cloud: Rehearsal, days: int) -> None:
    """Days pass; the clock looks once on each."""
    for _ in range(days):
        cloud.clock.at += DAY
        cloud.invoke("clock", {"now": cloud.clock.at.isoformat()})
        cloud.settle()


def get(cloud: Rehearsal, path: str, query: str = "") -> str:
    """One page, as a browser without compression gets it."""
    return str(_request(cloud, "GET", path, query)["body"])


def post(cloud: Rehearsal, path: str, fields: Fields) -> str:
    """One form, and what follows from it; gives where it leads."""
    done = _request(cloud, "POST", path, "", base64.b64encode(urlencode(fields, doseq=True).encode()).decode())
    assert done["statusCode"] == 303, done["body"]  # noqa: PLR2004 - see other
    cloud.settle()
    return _location(done)


def _location(answered: Mapping[str, Any]) -> str:
    return str(answered["headers"]["Location"]).removeprefix(BASE)


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def event(method: str, path: str, query: str = "", body: str = "") -> dict[str, Any]:
    """A request as API Gateway hands it on (payload 2.0)."""
    return {
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"content-type": FORM},
        "requestContext": {"http": {"method": method, "sourceIp": "192.0.2.7"}},
        "isBase64Encoded": bool(body),
        **({"body": body} if body else {}),
    }


def _request(cloud: Rehearsal, method: str, path: str, query: str, body: str = "") -> dict[str, Any]:
    answered: dict[str, Any] = cloud.invoke("web", event(method, path, query, body))
    return answered


_FORM = {
    "company": "Becker IT GmbH",
    "website": "www.becker-it.example",
    "country": "DE",
    "people": "3",
    "services": ["support", "security"],
    "name": "Ann Becker",
    "email": APPLICANT,
    "consent": "yes",
}
