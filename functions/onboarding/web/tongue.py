"""In which language a page is: the link's, the one chosen before, the browser's, or the program's own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

from onboarding.domain import tongues
from onboarding.domain.application import Application
from onboarding.domain.languages import of_browser
from onboarding.domain.link import Link
from onboarding.domain.program import Program
from onboarding.speaking import go_over_to, speaking

COOKIE = "language"
_KEPT = 365 * 24 * 60 * 60
_LONGEST_QUERY = 4096


@contextmanager
def spoken_to(event: Mapping[str, Any], program: Program) -> Iterator[None]:
    """Serves one request in the language of whoever reads the answer."""
    wished = asked_for(event, program) or _chosen_before(event, program)
    language = wished or of_browser(_header(event, "accept-language"), program.spoken) or program.spoken[0]
    with speaking(language, wished=bool(wished)):
        yield


def asked_for(event: Mapping[str, Any], program: Program) -> str:
    """The language in the address (`?lang=de`), empty where there is none that is offered."""
    query = str(event.get("rawQueryString") or "")[:_LONGEST_QUERY]
    named = parse_qs(query).get("lang", [""])[0]
    return named if named in program.spoken else ""


def kept(event: Mapping[str, Any], program: Program, base: str) -> dict[str, str]:
    """The header by which the browser keeps the language that its person chose by a link; it says nothing else."""
    language = asked_for(event, program)
    if not language:
        return {}
    secure = "; Secure" if base.startswith("https:") else ""
    return {"Set-Cookie": f"{COOKIE}={language}; Path=/; Max-Age={_KEPT}; HttpOnly; SameSite=Lax{secure}"}


def suppose(application: Application, link: Link) -> None:
    """The reader is known now: the page goes over to their language, unless they wished for one.

    The vendor's own people have one language, and so have the pages that only they see.
    """
    if link.role in tongues.STAFF:
        go_over_to(tongues.OURS, wished=True)
        return
    go_over_to(tongues.chosen(application, link.email), wished=False)


def _chosen_before(event: Mapping[str, Any], program: Program) -> str:
    sent = [*(event.get("cookies") or []), _header(event, "cookie")]
    pairs = (pair.strip().partition("=") for one in sent for pair in str(one).split(";"))
    return next((value for name, _, value in pairs if name == COOKIE and value in program.spoken), "")


def _header(event: Mapping[str, Any], name: str) -> str:
    headers = event.get("headers") or {}
    return next((str(value) for key, value in headers.items() if str(key).lower() == name), "")
