"""What a stranger may try at the public door: guess a link, borrow a browser, lead away, or send too much of something.

Bodies that are too large or no forms are in test_doors.py, limits by source and mailbox in test_limits.py, answers that
tell nothing in tests/soak/hostile.py. Slow bodies never come this far: API Gateway hands a request over whole.
"""

import ast
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from onboarding.domain.languages import SPOKEN, of_browser
from onboarding.domain.link import is_token, new_token
from onboarding.web import app
from tests.support.journey import Journey
from tests.support.table import everything
from tests.support.world import BASE, Home
from tests.web.visitor import FORM, Visitor

WEB = Path(app.__file__).parent
GATEWAY_HEADERS = 10_240
"""Bytes of all headers of a request that API Gateway passes on at most."""

ELSEWHERE = "evil.example"


def near(token: str) -> list[str]:
    """Tokens like the right one: each character changed, a part of it, more than it, in other writings."""
    changed = [f"{token[:at]}{'A' if one != 'A' else 'B'}{token[at + 1 :]}" for at, one in enumerate(token)]
    parts = [token[:-1], token[1:], f"{token}A", f"{token}=", f"{token}%00", f" {token}", f"{token}\n", token * 2]
    return [*changed, *parts, token.swapcase(), token[::-1], "%" + token[1:], "*", "", "0" * 43, "null"]


@pytest.mark.parametrize("door", ["decision", "page", "form"])
def test_what_is_nearly_a_link_is_none_and_all_guesses_get_the_same_page(
    visitor: Visitor, world: Home, door: str
) -> None:
    case = Journey(world).to_distributor()
    paths = {
        "decision": visitor.asked(case),
        "page": visitor.page_of(case),
        "form": visitor.begin(),
    }
    right, _, token = paths[door].rpartition("/")
    assert is_token(token)
    before = everything()
    guesses = [visitor.get(f"{right}/{guess}") for guess in near(token) if guess]
    posted = [visitor.post(f"{right}/{guess}", {"answer": "accepted", "name": "Eve"}) for guess in near(token) if guess]
    assert {one.status for one in guesses} == {404}
    assert len({one.body for one in guesses}) == 1
    assert {one.status for one in posted} <= {404, 405}
    assert everything() == before


@pytest.mark.parametrize("path", ["/", "/notices", "/mails"])  # the form has a new key each time
def test_a_language_that_is_none_is_no_question_to_anything(visitor: Visitor, path: str) -> None:
    # wapiti takes the page of a language, and the one without, for two answers of a database.
    plain = visitor.get(path)
    for end in ("' AND 34=34 AND '86'='86", "' AND 34=35 AND '86'='86", '" OR 1=1 --', "%27", "${7*7}", "../de"):
        answer = visitor.get(f"{path}?{urlencode({'lang': f'de{end}'})}")
        assert (answer.status, answer.body) == (plain.status, plain.body)
        assert "Set-Cookie" not in answer.headers


def test_tokens_are_of_256_bits_and_never_alike() -> None:
    tokens = [new_token() for _ in range(2_000)]
    assert len(set(tokens)) == 2_000
    assert all(map(is_token, tokens))
    for place in range(42):
        assert len({token[place] for token in tokens}) == 64, "each character is any of 64"


def test_no_page_acts_for_whoever_a_cookie_names() -> None:
    # A form that another site sends along with a person's cookies can do nothing: all power is in the address. One page
    # reads a cookie, to refuse a connection that another browser began (test_connecting.py); languages are harmless.
    readers = {
        file.name
        for file in WEB.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "cookies"
    }
    assert readers == {"connected.py"}


def test_a_form_that_another_site_sends_is_worth_nothing_without_the_link(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_distributor()
    link = visitor.asked(case)
    before = everything()
    headers = {
        "cookie": f"connect={new_token()}; language=de; session={link}",
        "origin": f"https://{ELSEWHERE}",
        "referer": f"{BASE}{link}",
        "content-type": FORM,
    }
    for path in (f"/d/{case.id}/{case.waits_for()}/", f"/d/{case.id}/{case.waits_for()}", f"/a/{case.id}", "/queue"):
        assert visitor.send("POST", path, "answer=accepted&name=Eve", headers=headers).status >= 400
    assert everything() == before


@pytest.mark.parametrize(
    "path",
    [
        f"//{ELSEWHERE}",
        f"//{ELSEWHERE}/%2f..",
        f"/\\{ELSEWHERE}",
        f"/https://{ELSEWHERE}/",
        f"/apply/?next=https://{ELSEWHERE}",
        f"/?lang=de&to=//{ELSEWHERE}",
        f"/connected?code=x&state={'x' * 43}&redirect_uri=https://{ELSEWHERE}",
        f"/mails?return=//{ELSEWHERE}",
    ],
)
def test_no_address_and_no_host_leads_to_another_site(visitor: Visitor, path: str) -> None:
    headers = {"host": ELSEWHERE, "x-forwarded-host": ELSEWHERE, "x-forwarded-proto": "gopher", "forwarded": ELSEWHERE}
    for method in ("GET", "POST"):
        form = {"content-type": FORM} if method == "POST" else {}
        answer = visitor.send(method, path, f"next=//{ELSEWHERE}&track=new", headers={**headers, **form})
        assert answer.status < 500
        assert answer.headers.get("Location", f"{BASE}/").startswith(f"{BASE}/")
        assert f'href="https://{ELSEWHERE}' not in answer.body
        assert f'href="//{ELSEWHERE}' not in answer.body
        assert f'action="//{ELSEWHERE}' not in answer.body


@pytest.mark.parametrize(
    "header",
    [
        {"cookie": "language=" + "x" * GATEWAY_HEADERS},
        {"cookie": "a=b; " * (GATEWAY_HEADERS // 5)},
        {"cookie": "=;" * (GATEWAY_HEADERS // 2)},
        {"accept-language": "de," * (GATEWAY_HEADERS // 3)},
        {"accept-language": "de;q=0." + "9" * GATEWAY_HEADERS},
        {"accept-language": "-" * GATEWAY_HEADERS},
        {"accept-language": " " * GATEWAY_HEADERS + "x"},
        {"accept-encoding": "gzip," * (GATEWAY_HEADERS // 5)},
        {"user-agent": "x" * GATEWAY_HEADERS},
        {f"x-{number}": "y" for number in range(1_000)},
    ],
    ids=lambda header: f"{next(iter(header))}-{len(str(header))}-{str(header)[-5:-2]}",
)
def test_headers_as_large_as_they_come_are_answered_at_once_and_are_not_shown(
    visitor: Visitor, header: dict[str, str]
) -> None:
    plain = visitor.get("/apply")
    began = time.process_time()
    answer = visitor.send("GET", "/apply", headers=header)
    assert time.process_time() - began < 1
    assert answer.status == 200
    assert len(answer.body) < len(plain.body) + 2_000, "another language, and nothing of the header"
    assert all(len(value) < 1_000 for value in answer.headers.values())


def test_reading_a_browser_s_languages_takes_time_in_step_with_their_number() -> None:
    def seconds(count: int) -> float:
        began = time.process_time()
        for _ in range(20):
            of_browser("xx-YY;q=0.5," * count, tuple(SPOKEN))
        return time.process_time() - began

    seconds(10)
    assert seconds(800) < 40 * max(seconds(80), 0.0005)


def test_what_a_browser_says_of_itself_is_kept_in_evidence_only_and_short(visitor: Visitor, world: Home) -> None:
    case = Journey(world).to_signer()
    link = visitor.asked(case)
    fields = {"answer": "signed", "name": "Chef Becker", "title": "Owner", "authority": "yes", "consent": "yes"}
    body = urlencode({**fields, "sha256": str(visitor.get(link).value("sha256"))})
    long = {"user-agent": "x" * GATEWAY_HEADERS, "content-type": FORM}
    assert visitor.send("POST", link, body, headers=long).status == 303
    assert "x" * 300 in str(everything())
    assert "x" * 301 not in str(everything())
