"""Dropbox Sign's API: what is sent has the provider's shape, and what it refuses comes in our own words, once."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.dropbox_sign import API_KEY, StandIn
from local.sign_requests import OPEN, Refusal
from onboarding.adapters import dropbox_sign_http
from onboarding.adapters.dropbox_sign import DropboxSign
from onboarding.adapters.secrets import Secret
from onboarding.domain.errors import Gone, RateLimited, Rejected, Unavailable
from onboarding.domain.ids import ApplicationId, DecisionId
from onboarding.domain.people import Person
from onboarding.ports.provider import Asking, Standing
from tests.support.provider import KnownSecret
from tests.support.samples import ANN, ID

DECISION = DecisionId("agreement-3")
DUE = datetime(2026, 12, 1, 9, 20, tzinfo=UTC)
ASKING = Asking(
    application=ID,
    decision=DECISION,
    signer=ANN,
    subject="Sign",
    message="Please",
    file_name="agreement.txt",
    file="Vertrag für Äpfel".encode(),
    expires=DUE,
    test=True,
)


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    server = StandIn(0, deliver=bool)
    thread = threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def provider(stand_in: StandIn) -> DropboxSign:
    return DropboxSign(KnownSecret(api_key=API_KEY), stand_in.address)


def refusing(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    def refuse(id: str) -> Any:
        raise Refusal(status, "the_name", "a message that quotes somebody")

    monkeypatch.setattr(stand_in.requests, "get", refuse)


def test_what_is_asked_arrives_whole_and_is_found_again(provider: DropboxSign, stand_in: StandIn) -> None:
    found = provider.ask(ASKING)
    asked = stand_in.requests.get(found.id)
    assert (asked.content(), asked.file_name) == (ASKING.file, "agreement.txt")
    assert (asked.name, asked.email, asked.title) == (ANN.name, ANN.email, "Sign")
    assert asked.expires is not None
    assert timedelta(0) < datetime.fromtimestamp(asked.expires, UTC) - DUE <= timedelta(hours=2)
    assert asked.expires % 3600 == 0
    assert provider.asked(ID, DECISION) == [provider.read(found.id)] == [found]
    assert provider.asked(ID, DecisionId("agreement-4")) == []
    assert provider.asked(ApplicationId("01KC0M2Q8M9V5X3T7R1N4B6Z8E"), DECISION) == []
    assert (found.standing, found.signer) == (Standing.WAITING, ANN)


def test_more_time_another_signer_and_a_withdrawal(provider: DropboxSign, stand_in: StandIn) -> None:
    found = provider.ask(ASKING)
    provider.extend(found, DUE + timedelta(days=9))
    later = provider.read(found.id).expires
    assert later is not None
    assert later > DUE + timedelta(days=9)
    other = provider.hand_on(found, Person("Bo", "bo@becker-it.example"))
    assert other.signer == Person("Bo", "bo@becker-it.example")
    assert other.signature != found.signature
    provider.cancel(found.id)
    provider.cancel(found.id)
    with pytest.raises(Gone):
        provider.read(found.id)


def test_a_second_reminder_within_the_hour_is_no_error(provider: DropboxSign, stand_in: StandIn) -> None:
    found = provider.ask(ASKING)
    provider.remind(found.id, ANN)
    provider.remind(found.id, ANN)
    assert len(stand_in.requests.get(found.id).reminded) == 1


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("signed", Standing.SIGNED),
        ("declined", Standing.DECLINED),
        ("expired", Standing.EXPIRED),
        ("error_invalid_email", Standing.FAILED),
        ("on_hold", Standing.WAITING),
        ("a_word_of_next_year", Standing.WAITING),
    ],
)
def test_every_status_has_a_meaning_and_an_unknown_one_waits(
    provider: DropboxSign, stand_in: StandIn, status: str, standing: Standing
) -> None:
    found = provider.ask(ASKING)
    stand_in.requests.get(found.id).status = status
    assert provider.read(found.id).standing is standing
    stand_in.requests.get(found.id).status = OPEN


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Rejected),
        (401, Unavailable),
        (402, Unavailable),
        (403, Unavailable),
        (404, Gone),
        (409, Unavailable),
        (410, Gone),
        (422, Rejected),
        (429, RateLimited),
        (500, Unavailable),
        (503, Unavailable),
    ],
)
def test_every_refusal_is_translated_once_and_quotes_nobody(
    provider: DropboxSign, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, status: int, error: type[Exception]
) -> None:
    refusing(stand_in, monkeypatch, status)
    with pytest.raises(error) as raised:
        provider.read("x")
    assert type(raised.value) is error
    assert "the_name" in str(raised.value)
    assert "quotes" not in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"{}", b'{"signature_request": {"signatures": []}}'])
def test_an_answer_that_cannot_be_read_is_tried_again_later(
    provider: DropboxSign, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(provider._http, "_call", lambda *_: content)
    with pytest.raises(Unavailable):
        provider.read("x")


def test_a_rate_limit_says_how_long_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    wait = dropbox_sign_http._seconds_to_wait
    assert wait({"X-Ratelimit-Reset": "1090"}) == 90
    assert wait({"Retry-After": "7"}) == 7
    assert wait({"X-Ratelimit-Reset": "soon"}) == wait({}) == 0


def test_a_provider_that_hangs_costs_one_timeout_and_then_none_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dropbox_sign_http, "_TIMEOUT", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        provider = DropboxSign(KnownSecret(api_key="k"), f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(Unavailable, match="did not answer"):
            provider.read("x")
        began = time.monotonic()
        with pytest.raises(Unavailable, match="a moment ago"):
            provider.read("x")
        assert time.monotonic() - began < 0.1


def test_a_signed_file_of_absurd_size_is_refused(
    provider: DropboxSign, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = provider.ask(ASKING)
    stand_in.sign(found.id)
    assert provider.file(found.id).startswith(b"%PDF")
    monkeypatch.setattr(dropbox_sign_http, "MOST_BYTES", 10)
    with pytest.raises(Rejected):
        provider.file(found.id)


def test_the_secret_is_read_once_in_a_while_and_never_shown() -> None:
    with mock_aws():
        client = boto3.client("secretsmanager")
        client.create_secret(Name="sign", SecretString='{"api_key": "first", "client_id": ""}')
        secret = Secret("sign")
        assert secret.value("api_key") == "first"
        client.put_secret_value(SecretId="sign", SecretString='{"api_key": "second"}')
        assert secret.value("api_key") == "first"
        secret._until = 0.0
        assert secret.value("api_key") == "second"
        assert "second" not in repr(secret)
        with pytest.raises(Unavailable, match="no client_id"):
            secret.value("client_id")
        client.put_secret_value(SecretId="sign", SecretString="not json")
        with pytest.raises(Unavailable):
            secret.value("api_key")
