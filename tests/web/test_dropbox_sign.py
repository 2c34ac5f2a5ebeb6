"""The signature provider's door: what is authentic gets the one answer that it knows, all else learns nothing."""

import base64
import gzip
import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.dropbox_sign import API_KEY, CALLBACK
from local.sign_events import RECEIVED, payload
from onboarding.domain.stages import Outcome
from onboarding.web import dropbox_sign
from onboarding.web.request import MOST_EVENT_BYTES
from tests.support.provider import Outside, multipart, outside, post_event
from tests.support.table import everything, table
from tests.web.visitor import Visitor


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with outside(monkeypatch) as here:
        yield here


def sent(content: object) -> dict[str, Any]:
    return post_event(*multipart(content if isinstance(content, str) else json.dumps(content)))


def body(answer: dict[str, Any]) -> str:
    raw = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
    return (gzip.decompress(raw) if answer["isBase64Encoded"] else raw).decode()


def test_what_is_authentic_gets_exactly_the_answer_that_the_provider_waits_for(out: Outside) -> None:
    for kind in ("callback_test", "signature_request_sent", "an_event_of_next_year"):
        answer = sent(payload(API_KEY, kind, None, 1))
        assert answer["statusCode"] == 200
        assert answer["isBase64Encoded"] is False
        assert answer["body"].encode() == RECEIVED
        assert answer["headers"]["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '"event"',
        "{}",
        '{"event": 5}',
        '{"event": {"event_time": "1", "event_type": "callback_test"}}',
        '{"event": {"event_time": 1, "event_type": "callback_test", "event_hash": "x"}}',
        '{"event": {"event_time": "1", "event_type": "callback_test", "event_hash": "ü"}}',
        "[" * 20000,
        json.dumps(payload("another key", "signature_request_signed", None, 1)),
        json.dumps({**payload(API_KEY, "callback_test", None, 1), "event": {"event_hash": "a" * 64}}),
    ],
)
def test_what_is_not_authentic_is_refused_before_anything_is_looked_at(out: Outside, content: str) -> None:
    before, calls = everything(), list(out.provider.calls)
    answer = sent(content)
    assert answer["statusCode"] == 401
    assert RECEIVED.decode() not in body(answer)
    assert (everything(), out.provider.calls) == (before, calls)


def test_a_hash_is_good_for_its_own_time_and_kind_only(out: Outside) -> None:
    good = payload(API_KEY, "signature_request_sent", None, 1)
    for changed in ({"event_time": "2"}, {"event_type": "signature_request_signed"}):
        assert sent({"event": {**good["event"], **changed}})["statusCode"] == 401


def test_hashes_are_compared_in_constant_time(out: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    real = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append(other)
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    sent({"event": {"event_time": "1", "event_type": "x", "event_hash": "guess"}})
    assert compared == [b"guess"]


def test_an_event_costs_one_write_and_no_call_to_the_provider(out: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    journey = out.signer_asked()
    out.settle()
    made: list[str] = []

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            made.append(name)
            return real(*arguments, **named)

        return call

    for name in ("get", "put", "write", "query"):
        monkeypatch.setattr(table(), name, counted(name, getattr(table(), name)))
    called = list(out.provider.calls)
    sent(payload(API_KEY, "signature_request_signed", out.asked(journey), 1))
    # In memory an update is one write.
    assert made == ["write"]
    assert out.provider.calls == called


def test_a_body_that_is_too_large_or_no_multipart_form_is_refused(out: Outside) -> None:
    content, kind = multipart(" " * (MOST_EVENT_BYTES + 1))
    assert post_event(content, kind)["statusCode"] == 413
    assert post_event(b"{}", "application/json")["statusCode"] == 415
    assert post_event(b"no boundary", "multipart/form-data")["statusCode"] == 401
    assert post_event(b"\r\n--x\r\n\xff\xff", 'multipart/form-data; boundary="x\r\nEvil: 1"')["statusCode"] == 401


def test_nobody_finds_the_door_where_no_provider_is_connected(visitor: Visitor) -> None:
    event = json.dumps(payload(API_KEY, "callback_test", None, 1))
    assert post_event(*multipart(event))["statusCode"] == 404
    assert visitor.get(CALLBACK).status == 405


def test_while_the_secret_cannot_be_read_the_provider_is_asked_to_come_again(out: Outside) -> None:
    out.world.provider._secret._known = {}  # type: ignore[attr-defined]
    out.world.provider._secret._until = 0.0  # type: ignore[attr-defined]
    assert sent(payload(API_KEY, "callback_test", None, 1))["statusCode"] == 503


def test_only_what_may_change_a_request_has_it_read_back(out: Outside) -> None:
    journey = out.signer_asked()
    out.settle()
    before = everything()
    for kind in ("signature_request_viewed", "signature_request_sent", "signature_request_remind"):
        sent(payload(API_KEY, kind, out.asked(journey), 1))
    assert everything() == before
    sent(payload(API_KEY, min(dropbox_sign.TELLING), out.asked(journey), 1))
    assert everything() != before


def test_our_own_page_shows_the_text_takes_a_refusal_and_leaves_signing_to_the_provider(out: Outside) -> None:
    journey = out.signer_asked()
    visitor = Visitor(out.world)
    link = visitor.asked(journey)
    page = visitor.get(link)
    assert "open the mail that Dropbox Sign sent to ann@becker-it.example" in page.text
    assert "I sign this agreement" not in page.text
    fields = {"sha256": out.decided(journey).about["sha256"], "name": "Ann Becker", "note": "Too long a term"}
    signed = visitor.post(link, {**fields, "answer": "signed", "consent": "yes", "title": "Owner"})
    assert signed.status == 422
    assert out.decided(journey).open
    assert visitor.post(link, {**fields, "answer": "declined"}).status == 303
    assert out.decided(journey).outcome is Outcome.DECLINED
    journey.token("t-1", out.decided(journey).id)
    out.settle()
    assert out.all_of(journey) == []
