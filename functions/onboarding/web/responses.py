"""Replies: pages with their security headers, redirects after a POST, and pages that say what went wrong."""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from onboarding.domain.decision import Decision
from onboarding.domain.languages import SPOKEN
from onboarding.domain.program import Program
from onboarding.domain.tongues import STAFF
from onboarding.speaking import gettext, say, spoken
from onboarding.templating import render
from onboarding.web.request import Request, Unacceptable
from onboarding.web.tongue import kept
from onboarding.world import World

RETRY_AFTER = "5"
"""Seconds after which a service that was away is worth another try."""

_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A status, a body, and headers beside the ones that every reply has."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = _HTML


@cache
def style(colour: str) -> str:
    """The one stylesheet, in the vendor's colour; it stands in every page."""
    return render("pages/style.css", colour=colour).strip()


@cache
def security_headers(colour: str) -> Mapping[str, str]:
    """What every reply carries: no script, no frame, no referrer, no copy in any cache or index."""
    digest = base64.b64encode(hashlib.sha256(style(colour).encode()).digest()).decode()
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }


def page(
    world: World,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Reply:
    """A page from templates/pages, in the language that is spoken; `errors` and `typed` are empty unless given.

    What the rules refused is in the words of the sources up to here.
    """
    program = world.program
    shared = {
        "program": program,
        "base": world.settings.need("base_url"),
        "style": style(program.vendor.colour),
        "errors": {},
        "places": {},
        "typed": {},
        "notice": "",
        "ask": "",
        "tongues": _offered(program, context.get("decision")),
    }
    shown = {**shared, **context}
    shown["errors"] = {field: gettext(message) for field, message in shown["errors"].items()}
    said = shown["notice"]
    shown["notice"] = gettext(said)
    language = {"Content-Language": spoken(), "Vary": "Accept-Language, Cookie"}
    return Reply(status=status, body=render(f"pages/{template}.html", **shown), headers={**language, **(headers or {})})


def _offered(program: Program, decision: Decision | None) -> dict[str, str]:
    """The languages to switch to, each by its own name; the vendor's own people have one."""
    ours = decision is not None and decision.role in STAFF
    return {} if ours else {code: SPOKEN[code] for code in program.spoken}


def may_lead_to(world: World, site: str) -> dict[str, str]:
    """The header that lets a page's form lead on to one other site."""
    policy = security_headers(world.program.vendor.colour)["Content-Security-Policy"]
    return {"Content-Security-Policy": policy.replace("form-action 'self'", f"form-action 'self' {site}")}


def see_other(world: World, path: str) -> Reply:
    """Where to look after a POST that did something."""
    return Reply(status=303, headers={"Location": world.settings.need("base_url") + path})


def problem(world: World, status: int, title: str, message: str, **context: Any) -> Reply:
    """A page that says in plain words what went wrong and what to do."""
    return page(
        world,
        "problem",
        status=status,
        **{
            "title": gettext(title),
            "message": gettext(message),
            "reference": "",
            "kept": {},
            "renew": False,
            **context,
        },
    )


def refused(world: World, error: Unacceptable) -> Reply:
    """The page for a request that no page can take."""
    return problem(world, error.status, error.title, error.message, headers=error.headers)


def not_found(world: World) -> Reply:
    """The same page for an unknown address, a wrong token, an old link and a case that never was: it tells nothing."""
    broken_in_two = say(
        "Please check the address: a link that a mail program has broken in two is the usual reason. "
        "Open the link from the mail itself, or write to us."
    )
    old = say("Links end some time after their mail; we can mail you a new one.")
    return problem(world, 404, say("There is no such page"), f"{broken_in_two} {old}", renew=True)


def unavailable(world: World, request: Request) -> Reply:
    """A service was away: nothing was changed, and what was typed is shown back, ready to be sent again."""
    what = say("One of our services did not answer. Nothing was changed.")
    message = f"{what} {say('What you typed is kept below.') if request.form else say('Please try again in a moment.')}"
    return problem(
        world, 503, say("Please try again"), message, kept=request.form, headers={"Retry-After": RETRY_AFTER}
    )


def broken(world: World, request_id: str) -> Reply:
    """An error of ours; the reference finds it in the logs."""
    message = say(
        "Something broke on our side, and it has been noted. "
        "Please try again; if it stays, write to us with this reference."
    )
    return problem(world, 500, say("That was our mistake"), message, reference=request_id)


def on_the_wire(world: World, reply: Reply, event: Mapping[str, Any]) -> dict[str, Any]:
    """A reply as API Gateway takes it (payload 2.0): with every security header, a page compressed if it may be.

    HEAD is answered with the same headers and nothing else.
    """
    headers = {
        **security_headers(world.program.vendor.colour),
        "Content-Type": reply.content_type,
        **kept(event, world.program, world.settings.base_url),
        **reply.headers,
    }
    answer = {"statusCode": reply.status, "headers": headers, "body": reply.body, "isBase64Encoded": False}
    # What services are answered is compared by the letter.
    if reply.body and reply.content_type == _HTML and "gzip" in _accepted(event):
        headers["Content-Encoding"] = "gzip"
        packed = gzip.compress(reply.body.encode(), mtime=0)
        answer |= {"body": base64.b64encode(packed).decode(), "isBase64Encoded": True}
    if event["requestContext"]["http"]["method"] == "HEAD":
        answer |= {"body": "", "isBase64Encoded": False}
    return answer


def _accepted(event: Mapping[str, Any]) -> str:
    headers = event.get("headers") or {}
    return next((str(value) for name, value in headers.items() if str(name).lower() == "accept-encoding"), "")
