"""The public door: which addresses exist, what they take, and what every reply carries."""

import base64
import hashlib
import re

import pytest

from onboarding.domain.errors import Unavailable
from onboarding.web import app
from onboarding.web.request import MOST_BYTES
from onboarding.web.responses import Reply
from tests.support.journey import Journey
from tests.support.table import everything
from tests.support.world import Home
from tests.web.visitor import FORM, Visitor, form

TOKEN = "x" * 43
PATHS = {
    "/a/<application>/<token>/language": f"/a/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/language",
    "/": "/",
    "/healthz": "/healthz",
    "/robots.txt": "/robots.txt",
    "/notices": "/notices",
    "/notices/<number>": "/notices/1",
    "/apply": "/apply",
    "/apply/<application>/<token>": f"/apply/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}",
    "/apply/<application>/<token>/check": f"/apply/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/check",
    "/apply/<application>/<token>/copy": f"/apply/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/copy",
    "/apply/<application>/<token>/later": f"/apply/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/later",
    "/apply/<application>/<token>/<group>": f"/apply/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/people",
    "/applied/<application>": "/applied/01KC0M2Q8M9V5X3T7R1N4B6Z8D",
    "/mails": "/mails",
    "/queue": "/queue",
    "/queue/<token>": f"/queue/{TOKEN}",
    "/partners/<reseller>": "/partners/22222222",
    "/d/<application>/<decision>/<token>": f"/d/01KC0M2Q8M9V5X3T7R1N4B6Z8D/distributor-3/{TOKEN}",
    "/d/<application>/<decision>/<token>/fresh": f"/d/01KC0M2Q8M9V5X3T7R1N4B6Z8D/distributor-3/{TOKEN}/fresh",
    "/d/<application>/<decision>/<token>/question": f"/d/01KC0M2Q8M9V5X3T7R1N4B6Z8D/distributor-3/{TOKEN}/question",
    "/a/<application>/<token>": f"/a/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}",
    "/d/<application>/<decision>/<token>/document": f"/d/01KC0M2Q8M9V5X3T7R1N4B6Z8D/agreement-1/{TOKEN}/document",
    "/a/<application>/<token>/agreement": f"/a/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/agreement",
    "/a/<application>/<token>/withdraw": f"/a/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/withdraw",
    "/a/<application>/<token>/question": f"/a/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/question",
    "/webhooks/dropbox-sign": "/webhooks/dropbox-sign",
    "/a/<application>/<token>/again": f"/a/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/again",
    "/a/<application>/<token>/admins": f"/a/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/admins",
    "/a/<application>/<token>/accounts/<account>": f"/a/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/accounts/1",
    "/a/<application>/<token>/accounts/<account>/connect": f"/a/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/accounts/1/connect",
    "/a/<application>/<token>/accounts/<account>/end": f"/a/01KC0M2Q8M9V5X3T7R1N4B6Z8D/{TOKEN}/accounts/1/end",
    "/d/<application>/<decision>/<token>/connect": f"/d/01KC0M2Q8M9V5X3T7R1N4B6Z8D/proof-1-1/{TOKEN}/connect",
    "/d/<application>/<decision>/<token>/end": f"/d/01KC0M2Q8M9V5X3T7R1N4B6Z8D/admin-1-1/{TOKEN}/end",
    "/connected": f"/connected?code=abc&state={TOKEN}",
}


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Everything that the log lines carry."""
    return "".join(str(record.__dict__) for record in caplog.records)


def test_every_route_is_in_these_tests() -> None:
    assert {route.rule for route in app.ROUTES} == set(PATHS)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", [*PATHS.values(), "/nowhere"])
def test_every_reply_carries_the_security_headers(visitor: Visitor, path: str, method: str) -> None:
    answer = visitor.post(path) if method == "POST" else visitor.send(method, path)
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "base-uri 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers
    assert answer.status < 500


def test_the_policy_allows_exactly_the_style_that_is_in_the_page(visitor: Visitor) -> None:
    page = visitor.get("/")
    styles = re.findall(r"(?s)<style>(.*?)</style>", page.body)
    digests = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles]
    assert len(digests) == 1
    assert f"style-src 'sha256-{digests[0]}'" in page.headers["Content-Security-Policy"]
    assert " style=" not in page.body


def test_pages_have_a_language_a_skip_link_no_script_and_links_from_the_base_address(
    visitor: Visitor,
) -> None:
    for path in ("/", "/apply", "/applied/01KC0M2Q8M9V5X3T7R1N4B6Z8D", "/nowhere"):
        page = visitor.get(path)
        assert '<html lang="en" dir="ltr">' in page.body
        assert 'href="#main"' in page.body
        assert "<script" not in page.body
        assert all(
            link.startswith(("https://partners.example/", "#", "mailto:", "data:", "?lang="))
            for link in re.findall(r'href="([^"]*)"', page.body)
        )
        assert page.size < 10 * 1024


def test_head_is_get_without_a_body(visitor: Visitor) -> None:
    page, head = visitor.get("/apply"), visitor.head("/apply")
    assert (head.status, head.body) == (page.status, "")
    assert head.headers == page.headers


def test_unknown_addresses_are_not_found(visitor: Visitor) -> None:
    for path in (
        "/nowhere",
        "/applied/x",
        "/applied/01kc0m2q8m9v5x3t7r1n4b6z8d",
        "/d/x/y/z",
        "/a/x/y",
        "/d/../etc",
    ):
        assert visitor.get(path).status == 404


def test_a_wrong_token_and_a_case_that_never_was_get_the_same_page(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    unknown = visitor.get(PATHS["/d/<application>/<decision>/<token>"])
    wrong = visitor.get(f"/d/{case.id}/{case.waits_for()}/{TOKEN}")
    foreign = visitor.get(visitor.asked(case).replace(case.waits_for(), "confirmation-1"))
    hold = visitor.get(f"/d/{case.id}/hold-9/{TOKEN}")
    assert {one.status for one in (unknown, wrong, foreign, hold)} == {404}
    assert unknown.body == wrong.body == foreign.body == hold.body == visitor.get("/nowhere").body


def test_a_method_that_does_nothing_is_refused_with_what_does(visitor: Visitor) -> None:
    assert visitor.send("PUT", "/apply").headers["Allow"] == "GET, HEAD, POST"
    assert visitor.post("/").headers["Allow"] == "GET, HEAD"
    fresh = visitor.get(PATHS["/d/<application>/<decision>/<token>/fresh"])
    assert (fresh.status, fresh.headers["Allow"]) == (405, "POST")
    assert {visitor.send(method, "/apply").status for method in ("PUT", "DELETE", "PATCH", "BREW")} == {405}


def test_what_is_no_form_is_refused(visitor: Visitor) -> None:
    json = visitor.send("POST", "/apply", "{}", headers={"content-type": "application/json"})
    bare = visitor.send("POST", "/apply", "company=x")
    assert (json.status, bare.status) == (415, 415)


def test_a_form_of_more_than_64_kb_is_refused(visitor: Visitor) -> None:
    plain = visitor.send("POST", "/apply", "a=" + "x" * MOST_BYTES, headers={"content-type": FORM})
    assert plain.status == 413
    assert visitor.post("/apply", {"a": "x" * MOST_BYTES}).status == 413
    assert visitor.post("/apply", {"a": "x" * (MOST_BYTES - 2)}).status == 422


@pytest.mark.parametrize(
    ("body", "encoded"),
    [
        ("***", True),
        (base64.b64encode(b"a=\xff\xfe").decode(), True),
        ("a=%ff%fe", False),
        ("&".join(["a=1"] * 999), False),
    ],
)
def test_a_form_that_cannot_be_decoded_is_refused(visitor: Visitor, body: str, encoded: bool) -> None:
    answer = visitor.send("POST", "/apply", body, base64=encoded, headers={"content-type": FORM})
    assert answer.status == 400


@pytest.mark.parametrize("query", ["said=%ff", "&".join(["a=1"] * 999), "said=<script>", "%00", "=&=&"])
def test_a_query_that_nobody_here_made_is_passed_over(visitor: Visitor, world: Home, query: str) -> None:
    page = visitor.page_of(Journey(world))
    assert visitor.get(f"{page}?{query}").body == visitor.get(page).body


@pytest.mark.parametrize(
    "path", ["/%00", "/\x00", "//", "/a//", "/d/a/b/c/d/e", "/" + "x" * 5000, "/ä/ö", "/a/%0d%0a/x"]
)
def test_a_path_of_any_shape_is_a_page(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status in {200, 404}


def test_headers_may_come_in_any_case(visitor: Visitor) -> None:
    answer = visitor.send("POST", "/apply", "a=b", headers={"Content-Type": FORM + "; charset=UTF-8"})
    assert answer.status == 422


def test_what_breaks_is_a_page_with_the_request_id_and_leaks_nothing(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Reply:
        raise RuntimeError("secret words")

    route = next(one for one in app.ROUTES if one.rule == "/")
    monkeypatch.setitem(route.__dict__, "get", broken)
    answer = visitor.get("/")
    assert answer.status == 500
    assert "request-1" in answer.text
    assert "secret words" not in answer.body + logged(caplog)
    assert "Content-Security-Policy" in answer.headers


def test_logs_name_the_route_and_never_the_token(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    visitor.get(PATHS["/a/<application>/<token>"])
    assert "/a/<application>/<token>" in logged(caplog)
    assert TOKEN not in logged(caplog)


def test_a_service_that_is_away_is_a_page_to_try_again_with_what_was_typed(
    visitor: Visitor, world: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Journey(world).to_distributor()
    link, before = visitor.asked(case), everything()

    def away(*_: object) -> None:
        raise Unavailable("ThrottlingException")

    monkeypatch.setattr(world.applications, "behind", away)
    shown = visitor.get(link)
    assert (shown.status, shown.headers["Retry-After"]) == (503, "5")
    posted = visitor.post(link, {"answer": "declined", "note": "Too <far> away", "name": "Nora"})
    assert (posted.status, posted.headers["Retry-After"]) == (503, "5")
    assert posted.value("note") == "Too <far> away"
    assert everything() == before


def test_an_application_that_could_not_be_written_is_shown_back_whole(
    visitor: Visitor, world: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable("ThrottlingException")

    monkeypatch.setattr(world.applications, "commit", away)
    path = visitor.begin()
    answer = visitor.fill(path, form())
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "Becker IT GmbH" in answer.text
    monkeypatch.setattr(world.drafts, "keep", away)
    answer = visitor.post(f"{path}/company", form())
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert answer.value("company") == "Becker IT GmbH"
