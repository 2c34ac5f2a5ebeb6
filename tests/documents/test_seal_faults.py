"""Whatever fails while an agreement is signed and sealed ends in one sealed document and one outcome.

The real documents and the real seal, on AWS in memory behind the fault door; others' tools look at the result in
test_seal.py.
"""

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from infra import fonts
from local.faults.door import Fault, What
from onboarding import clock
from onboarding.adapters.seal import PadesSeal
from onboarding.adapters.seal_key import KmsKey
from onboarding.adapters.signatures import BuiltInSignatures
from onboarding.documents import pages
from onboarding.documents.checking import State, check
from onboarding.domain.application import Application
from onboarding.domain.decision import Kind
from onboarding.domain.errors import Unavailable
from onboarding.steps import seal_agreement
from tests.soak.journeys import JOURNEYS, KEY
from tests.soak.outcome import violations
from tests.soak.people import opened
from tests.soak.scenes import Asked, brought_to, filled
from tests.soak.town import Town, town
from tests.support.world import TestKey

pytestmark = pytest.mark.slow

ORDINARY, BY_A_PERSON = JOURNEYS[0], next(one for one in JOURNEYS if one.name == "sealing by a person")
MOST_CALLS = 20
RETRY = {"answer": "retry", "reason": "It is back.", "name": "Olga Ops"}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A town with real documents, a real seal, and a key in KMS that really signs; each document is printed once."""
    key, printed, print_ = TestKey(), {}, pages._compiled

    def once(source: Path, inputs: dict[str, str], folder: Path, at: datetime) -> bytes:
        shown = source.with_name("shown.pdf")
        words = (str(inputs), at, shown.read_bytes() if shown.exists() else b"")
        if words not in printed:
            printed[words] = print_(source, inputs, folder, at)
        return printed[words]

    monkeypatch.setattr(pages, "_compiled", once)

    def kms(operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {"PublicKey": key.public} if operation == "GetPublicKey" else {"Signature": key.sign(asked["Message"])}

    with town() as found:
        found.aws._kms = kms  # type: ignore[method-assign]
        world = found.world
        signatures = BuiltInSignatures(world.documents, world.applications, fonts.folder())
        seal = PadesSeal(KmsKey("key-of-a-test"), world.documents, world.program.vendor.name)
        world.__dict__.update(signatures=signatures, seal=seal)
        try:
            yield found
        finally:
            del found.aws.__dict__["_kms"]
            found.renew()


def signed(here: Town, asked: Asked) -> None:
    """The signer's answer is taken; nothing has followed from it yet."""
    assert here.send("POST", asked.path, filled(here, asked))[0] == 303


def to_the_end(here: Town, *, ops: bool = False) -> Application:
    """Time passes until it is sealed; ops try again where they are asked."""
    here.settle()
    for _ in range(8):
        if here.application(KEY).agreement is not None:
            break
        if ops and here.application(KEY).held:
            here.door.begin()
            hold = here.application(KEY).decision
            event = {"action": "decide", "application": KEY, "decision": hold}
            version = here.application(KEY).version
            here.press({**event, "version": version, "widgetContext": {"forms": {"all": RETRY}}})
            here.settle()
            continue
        here.pass_by()
    return here.application(KEY)


def assert_one_document_and_one_outcome(here: Town) -> None:
    """What must hold in the end, read past the door."""
    agreement = here.application(KEY).agreement
    assert agreement is not None, here.application(KEY).place
    (key,) = [key for key in here.aws.objects if key.startswith("sealed/")]
    document = here.aws.objects[key]
    assert (agreement.key, agreement.sha256) == (key, hashlib.sha256(document).hexdigest())
    here.door.begin()
    assert check(document, here.world.documents).state is State.SEALED
    assert [item["action"] for item in here.items("EVENT")].count("agreement sealed") == 1
    here.settle()
    here.pass_by()
    told = [mail.to for mail in map(opened, here.aws.sent) if mail.subject.startswith("Agreement signed")]
    assert len(told) == len(set(told)) == 1
    assert not violations(here), violations(here)


@pytest.mark.parametrize(
    ("service", "operation"),
    [("kms", "GetPublicKey"), ("kms", "Sign"), ("s3", "GetObject"), ("s3", "PutObject"), ("dynamodb", "Transact*")],
)
@pytest.mark.parametrize("what", [What.THROTTLE, What.LOST, What.DIE_BEFORE, What.DIE_AFTER, What.TWICE])
def test_every_call_of_the_sealing_may_fail_in_every_way(here: Town, service: str, operation: str, what: What) -> None:
    asked = brought_to(here, ORDINARY, Kind.AGREEMENT)
    back = here.remembered()
    for call in range(1, MOST_CALLS):
        back()
        signed(here, asked)
        here.door.begin([Fault(what=what, service=service, operation=operation, call=call)])
        to_the_end(here)
        fired = bool(here.door.fired)
        assert_one_document_and_one_outcome(here)
        if not fired:
            break
    assert 1 < call < MOST_CALLS - 1, "every call was met, and there was one"


@pytest.mark.parametrize("what", [What.THROTTLE, What.ERROR, What.TIMEOUT])
@pytest.mark.parametrize("service", ["kms", "s3"])
def test_a_service_that_is_away_for_long_leads_to_ops_who_try_again(here: Town, service: str, what: What) -> None:
    signed(here, brought_to(here, ORDINARY, Kind.AGREEMENT))
    here.door.begin([Fault(what=what, service=service, times=10_000)])
    here.settle()
    here.pass_by(hours=24)
    assert here.application(KEY).held
    assert [key for key in here.aws.objects if key.startswith("sealed/")] == []
    to_the_end(here, ops=True)
    assert_one_document_and_one_outcome(here)


@pytest.mark.parametrize("losses", [1, 2, 3])
def test_a_write_that_is_lost_without_a_word_is_seen_and_done_again(
    here: Town, losses: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(here, brought_to(here, ORDINARY, Kind.AGREEMENT))
    keep = here.world.documents.keep
    lost: list[str] = []

    def losing(key: str, content: bytes, kind: str = "application/pdf") -> bytes:
        if key.startswith("sealed/") and len(lost) < losses:
            lost.append(key)
            return content
        return keep(key, content, kind)

    monkeypatch.setattr(here.world.documents, "keep", losing)
    to_the_end(here)
    assert len(lost) == losses
    assert_one_document_and_one_outcome(here)


def at_once(acts: list[Any]) -> None:
    """All of these at the same moment; who loses may raise."""
    ready = Barrier(len(acts))

    def do(act: Any) -> None:
        ready.wait()
        with suppress(Unavailable):
            act()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(do, acts))


def test_eight_seals_at_once_are_one(here: Town) -> None:
    asked = brought_to(here, ORDINARY, Kind.AGREEMENT)
    back = here.remembered()
    for _ in range(6):
        back()
        signed(here, asked)
        at_once([partial(seal_agreement.run, here.world, {"id": KEY})] * 8)
        to_the_end(here)
        assert_one_document_and_one_outcome(here)


def test_the_countersigner_and_the_clock_at_once_leave_one_answer_and_one_document(here: Town) -> None:
    asked = brought_to(here, BY_A_PERSON, Kind.COUNTERSIGNATURE)
    back, won = here.remembered(), set()
    for _ in range(12):
        back()
        here.world.clock.move(days=6)
        fields = filled(here, asked)
        at_once([partial(here.knock, asked.path, fields), lambda: clock.run(here.world, here.world.clock.now())])
        here.settle()
        told = [one["details"] for one in here.items("EVENT") if one["details"].get("decision") == asked.decision]
        (outcome,) = [one["outcome"] for one in told if "outcome" in one]
        won.add(outcome)
        if outcome == "signed":
            to_the_end(here)
            assert_one_document_and_one_outcome(here)
        else:
            assert here.application(KEY).held, "a missed date is a person's business"
    assert won <= {"signed", "expired"}
