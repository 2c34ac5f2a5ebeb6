"""For every function a first call that it really gets, and what AWS answers to it, from a recording."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from unittest import mock

import boto3

from bench.journey import Journey, answer, apply, event, play
from bench.recording import Call
from bench.rehearsal import REGION, Invocation, Rehearsal, rehearsal
from infra.functions import SPECS
from onboarding.adapters.workflow import StepFunctions
from onboarding.domain.ids import ApplicationId
from tests.support.samples import NORTH

WIDGET = {"widgetContext": {"theme": "light", "forms": {"all": {}}, "params": {"view": "tasks"}}}


@dataclass(frozen=True)
class FirstCall:
    """An event, and what AWS answers meanwhile."""

    event: Mapping[str, Any]
    calls: tuple[Call, ...]


def first_calls() -> dict[str, FirstCall]:
    """By function's name; each begins as a fresh process would, with nothing remembered."""
    found: dict[str, FirstCall] = {}
    with rehearsal() as cloud:
        case = play(cloud, Journey())
        _remember(found, cloud.invocations)
        _by_themselves(cloud, case)
        _remember(found, cloud.invocations)
    with rehearsal() as cloud:
        # Too small to pass by itself: a reviewer is asked; nobody answers in time: ops hold it.
        apply(cloud, 1, people="1", services=[], website="")
        answer(cloud, "^Confirm", {"answer": "confirmed", "name": "Ann Becker"})
        _remember(found, cloud.invocations)
    assert set(found) == {spec.name for spec in SPECS}, {spec.name for spec in SPECS} - set(found)
    return found


def _remember(found: dict[str, FirstCall], invocations: Iterable[Invocation]) -> None:
    for one in invocations:
        if _typical(one):
            found.setdefault(one.function, FirstCall(one.event, tuple(one.calls)))


def _typical(one: Invocation) -> bool:
    """A page is the one behind a mail's link; a relay's work is to send a mail."""
    if one.function == "web":
        return one.event["rawPath"].startswith("/d/") and "body" not in one.event
    if one.function == "relay":
        return all(record["dynamodb"]["NewImage"]["kind"]["S"] == "MESSAGE" for record in one.event["Records"])
    return True


def _by_themselves(cloud: Rehearsal, case: str) -> None:
    """What a journey without an obstacle does not call."""
    cloud.invoke("clock", {})
    cloud.invoke("ops", WIDGET)
    cloud.invoke("ops_act", WIDGET)
    cloud.invoke("intake", {"Records": []})
    cloud.invoke("screen", {"Records": []})
    cloud.invoke("inbound", {"Records": [{"ses": _INFECTED}]})
    cloud.invoke(
        "mail_trouble", {"detail": _bounced(case, cloud.world.applications.messages(ApplicationId(case))[0].id)}
    )
    cloud.invoke("verify", event("GET", "/verify"))
    # A distributor without a system of its own: what is told goes over TLS, which nothing here answers.
    cloud.invoke("tell_distributor", {"Records": [{"messageId": "m1", "body": json.dumps(_REACHED)}]})
    for step in ("ask_business_development", "ask_countersigner", "hold_for_ops"):
        cloud.invoke(step, {"id": case, "outcome": "failed", "error": "none"})
    role = f"arn:aws:iam::123456789012:role/{REGION}"
    client = boto3.client("stepfunctions")
    made = client.create_state_machine(name="partner-onboarding", definition=_NOTHING, roleArn=role)
    with mock.patch.dict(cloud.world.__dict__, workflow=StepFunctions(made["stateMachineArn"])):
        cloud.invoke("reconcile", {})


def _bounced(case: str, message: str) -> Mapping[str, Any]:
    bounce = {"bounceType": "Permanent", "bounceSubType": "General"}
    return {"eventType": "Bounce", "bounce": bounce, "mail": {"tags": {"application": [case], "message": [message]}}}


_REACHED = {"detail-type": "Stage reached", "detail": {"distributor": NORTH.id}}
_INFECTED = {"mail": {"messageId": "m1"}, "receipt": {"virusVerdict": {"status": "FAIL"}}}
_NOTHING = '{"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}'
