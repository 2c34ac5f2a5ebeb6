"""A world whose program has agreements signed outside, with the stand-in for Dropbox Sign behind a real port."""

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
import urllib3

from local.dropbox_sign import API_KEY, CALLBACK, StandIn
from local.sign_events import RECEIVED
from local.sign_requests import Asked
from onboarding.adapters.dropbox_sign import DropboxSign
from onboarding.adapters.secrets import Secret
from onboarding.domain.decision import Decision
from onboarding.domain.program import DROPBOX_SIGN
from onboarding.web import app
from tests.support.journey import Journey, home, stream
from tests.support.world import Home


class KnownSecret(Secret):
    """A secret whose values are known to the test."""

    def __init__(self, **values: str) -> None:
        super().__init__("known")
        self._known = values

    def _read(self) -> Mapping[str, str]:
        return self._known


def post_event(body: bytes, kind: str) -> dict[str, Any]:
    """A callback as API Gateway hands it to the function: base64, and the content type as it came."""
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": CALLBACK,
        "rawQueryString": "",
        "headers": {"content-type": kind, "user-agent": "HelloSign API", "accept-encoding": "gzip"},
        "requestContext": {
            "stage": "$default",
            "requestId": "gateway-1",
            "http": {"method": "POST", "path": CALLBACK, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.9"},
        },
        "isBase64Encoded": True,
        "body": base64.b64encode(body).decode(),
    }
    answer: dict[str, Any] = app.handler(event, SimpleNamespace(aws_request_id="request-1"))
    return answer


def multipart(content: str) -> tuple[bytes, str]:
    """A body with the field `json`, and its content type."""
    return urllib3.encode_multipart_formdata({"json": content})


def deliver(event: Mapping[str, Any]) -> bool:
    """One event through the web function's door."""
    answer = post_event(*multipart(json.dumps(event)))
    return answer["statusCode"] == 200 and str(answer["body"]).encode() == RECEIVED


@dataclass
class Outside:
    """The world, the provider, and one case."""

    world: Home
    provider: StandIn

    def signer_asked(self, **changes: Any) -> Journey:
        """A case whose signer is asked, up to what the stream makes of it."""
        journey = Journey(self.world, **changes).to_signer()
        stream(self.world)
        return journey

    def asked(self, journey: Journey) -> Asked:
        """The one request for this case that is not cancelled."""
        (found,) = self.all_of(journey)
        return found

    def all_of(self, journey: Journey) -> list[Asked]:
        """Every request for this case that is not cancelled."""
        known = self.provider.requests.search("")
        return [one for one in known if one.metadata.get("application") == journey.id]

    def settle(self) -> None:
        """All events have come, and the stream has told the relay."""
        self.provider.events.drained()
        stream(self.world)

    def decided(self, journey: Journey, number: str = "agreement-3") -> Decision:
        """The agreement's decision as the table has it."""
        agreements = [one for one in self.world.applications.decisions(journey.id) if one.kind.value == "agreement"]
        return agreements[-1]


@contextmanager
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """The world and the provider; events reach the web function at once, unless the test breaks something."""
    with home() as world:
        provider = StandIn(0, deliver=deliver)
        thread = threading.Thread(target=provider.serve_forever, daemon=True, kwargs={"poll_interval": 0.01})
        thread.start()
        world.__dict__.update(
            program=replace(world.program, signature_provider=DROPBOX_SIGN, signature_test_mode=True),
            settings=replace(world.settings, dropbox_sign_secret="known", dropbox_sign_url=provider.address),
            provider=DropboxSign(KnownSecret(api_key=API_KEY), provider.address),
        )
        monkeypatch.setattr(app, "world", lambda: world)
        try:
            yield Outside(world, provider)
            provider.events.drained()
        finally:
            provider.shutdown()
            provider.server_close()
            thread.join()
