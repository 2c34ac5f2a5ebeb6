"""Events for distributors' own systems: signed by the published rules, sent over TLS only, and never led elsewhere."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest

from onboarding import tell_distributor
from onboarding.adapters.secrets import Secret
from onboarding.adapters.webhooks import SignedWebhooks, key_of, may_be_told, shown, signature
from onboarding.domain.distribution import Distributor
from onboarding.domain.errors import Unavailable
from onboarding.domain.ids import DistributorId
from onboarding.domain.stage_change import StageChange, published
from tests.support.journey import Journey, home, stream
from tests.support.listening import system
from tests.support.samples import NORTH

MASTER = "a-secret-that-nobody-ever-typed"


class Known(Secret):
    """The secret, without Secrets Manager."""

    def __init__(self) -> None:
        super().__init__("webhooks")

    def value(self, name: str) -> str:
        assert name == "key"
        return MASTER


def north(webhook: str) -> Distributor:
    return Distributor(**{**vars(NORTH), "webhook": webhook})


def test_the_signature_is_that_of_the_published_example() -> None:
    # Standard Webhooks, spec/standard-webhooks.md: the key is what stands behind "whsec_", in base64.
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == expected


def test_a_distributors_system_hears_of_its_partners_and_can_check_who_says_so() -> None:
    with system() as (address, taken), home(north(address)) as world:
        world.__dict__["webhooks"] = SignedWebhooks(Known())
        Journey(world).to_active()
        stream(world)
        events = [event_of(change) for change in world.listeners.told if change.distributor]
        assert [tell_distributor.tell(world, event) for event in events] == [True] * len(events)
        stages = [json.loads(body)["data"]["stage"] for _, body in taken]
        assert stages == ["agreement", "seal", "customers", "activation", "active"]
        for headers, body in taken:
            stamp = int(headers["webhook-timestamp"])
            assert abs(time.time() - stamp) < 60
            key = base64.b64decode(shown(key_of(MASTER, DistributorId("north"))).removeprefix("whsec_"))
            signed = f"{headers['webhook-id']}.{stamp}.".encode() + body
            ours = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
            assert headers["webhook-signature"] == f"v1,{ours}"


def event_of(change: StageChange) -> dict[str, Any]:
    return {"detail-type": "Stage changed", "detail": json.loads(json.dumps(published(change)))}


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
def test_what_is_not_taken_is_tried_again(status: int) -> None:
    with system(status, Location="https://elsewhere.example/") as (address, taken):
        with pytest.raises(Unavailable, match=str(status)):
            SignedWebhooks(Known()).deliver(DistributorId("north"), address, "case-1", b"{}")
        assert len(taken) == 1, "a redirect is not followed"


def test_a_system_that_is_gone_is_tried_again() -> None:
    with system() as (address, _):
        pass
    with pytest.raises(Unavailable, match="did not answer"):
        SignedWebhooks(Known()).deliver(DistributorId("north"), address, "case-1", b"{}")


def test_a_distributor_without_a_system_of_its_own_is_passed_over() -> None:
    with home() as world:
        Journey(world).to_active()
        stream(world)
        assert not any(tell_distributor.tell(world, event_of(c)) for c in world.listeners.told if c.distributor)


def test_one_distributors_key_signs_nothing_for_another() -> None:
    assert key_of(MASTER, DistributorId("north")) != key_of(MASTER, DistributorId("south"))


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://hooks.example/partners", True),
        ("http://127.0.0.1:8080/", True),
        ("http://hooks.example/partners", False),
        ("ftp://hooks.example/", False),
        ("https://", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("https://[", False),
    ],
)
def test_events_go_over_tls_or_stay_on_this_machine(address: str, allowed: bool) -> None:
    assert may_be_told(address) is allowed
