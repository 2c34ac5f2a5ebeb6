"""What the product leans on in the local engine's HTTP API and CloudFormation, fact by fact.

As in test_engine_workflows.py: a test is named after its fact and says what in the product rests on it.
"""

import base64
import http.client
import json
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.local import API_ID_TAG, LEFT_OUT
from local.addresses import HOST
from tests.support.engine import Engine

pytestmark = pytest.mark.house

# Answers with the event itself, two cookies and a place to go on; breaks where it is asked to.
MIRROR = """
import json
def handler(event, context):
    if event["rawPath"].endswith("/break"):
        raise RuntimeError("secret words")
    told = {name: event.get(name) for name in ("body", "isBase64Encoded", "headers", "rawPath", "rawQueryString")}
    told["has cookies"] = "cookies" in event
    told["context"] = event["requestContext"]
    headers = {"Location": "https://elsewhere.example/", "Content-Type": "text/plain; charset=utf-8"}
    status = 303 if event["rawPath"].endswith("/on") else 200
    return {"statusCode": status, "headers": headers, "cookies": ["a=1; HttpOnly", "b=2"], "body": json.dumps(told)}
"""
API = "0ddba115"
FORM = "application/x-www-form-urlencoded"

# What stands in LEFT_OUT because the engine does not know it; the others are left out for what they need of the world.
UNKNOWN = {
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::Events::Archive",
    "AWS::Logs::QueryDefinition",
    "AWS::SES::ReceiptRule",
    "AWS::SES::ReceiptRuleSet",
}
# What the stacks do without on AWS too, so that both are alike, with what stands in their place.
AVOIDED = {
    "AWS::Events::Connection": "a function of ours posts to listeners (infra/webhooks.py)",
    "AWS::IAM::RolePolicy": "policies stand in their roles (infra/permissions.py)",
    "AWS::StepFunctions::StateMachineAlias": "executions keep the definition that they began with",
    "AWS::StepFunctions::StateMachineVersion": "the same (docs/operating.md)",
    "AWS::WAFv2::WebACLAssociation": "a firewall stands before CloudFront (infra/front.py)",
}


@pytest.fixture(scope="module")
def api(engine: Engine) -> str:
    """An API that leads everything to one function, with its id by the tag."""
    made = engine.client("apigatewayv2")
    id = made.create_api(Name="fact", ProtocolType="HTTP", Tags={API_ID_TAG: API})["ApiId"]
    target = made.create_integration(
        ApiId=id,
        IntegrationType="AWS_PROXY",
        IntegrationUri=engine.function(MIRROR),
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    made.create_route(ApiId=id, RouteKey="$default", Target=f"integrations/{target}")
    made.create_stage(ApiId=id, StageName="$default", AutoDeploy=True)
    return str(id)


def ask(
    engine: Engine, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body, as they come."""
    connection = http.client.HTTPConnection(HOST, engine.ports["PORT"], timeout=30)
    connection.request(method, f"/_aws/execute-api/{API}{path}", body or None, dict(headers or {}))
    answer = connection.getresponse()
    return answer.status, answer.getheaders(), answer.read()


def told(engine: Engine, *request: Any, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(engine, *request, **more)[2])
    return found


def test_a_tag_says_the_id_of_an_api(api: str) -> None:
    """The address in every local mail stays good over restarts and deployments (infra/local.py)."""
    assert api == API


def test_an_event_has_its_cookies_in_a_header_and_no_list_of_them(engine: Engine, api: str) -> None:
    """AWS has a list and no header. The web reads both (web/request.py)."""
    event = told(engine, "GET", "/apply", headers={"Cookie": "a=1; b=2"})
    assert event["has cookies"] is False
    assert {name.lower(): value for name, value in event["headers"].items()}["cookie"] == "a=1; b=2"


def test_a_form_comes_whole_with_the_source_of_whoever_sent_it(engine: Engine, api: str) -> None:
    """Every form is read so, in base64 or plain, and limits count by its source (web/request.py)."""
    sent = b"name=Gr%C3%BC%C3%9Fe&x=%00"
    event = told(engine, "POST", "/apply?track=new", body=sent, headers={"Content-Type": FORM})
    body = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"].encode()
    assert body == sent
    assert event["rawPath"] == "/apply"
    assert event["rawQueryString"] == "track=new"
    assert (event["context"]["http"]["method"], event["context"]["http"]["sourceIp"]) == ("POST", HOST)


def test_a_place_to_go_on_and_several_cookies_reach_the_browser(engine: Engine, api: str) -> None:
    """After every answer; the language's cookie beside the connection's (web/responses.py)."""
    status, headers, _ = ask(engine, "POST", "/on", b"a=b", {"Content-Type": FORM})
    found = [(name.lower(), value) for name, value in headers]
    assert status == 303
    assert ("location", "https://elsewhere.example/") in found
    assert [value for name, value in found if name == "set-cookie"] == ["a=1; HttpOnly", "b=2"]


def test_a_crash_is_answered_by_502_with_its_message(engine: Engine, api: str) -> None:
    """AWS says 500 and nothing of it. So the web catches everything and answers with a page of its own (web/app.py)."""
    status, _, body = ask(engine, "GET", "/break")
    assert status == 502
    assert b"secret words" in body


@pytest.mark.parametrize("kind", sorted({*UNKNOWN, *AVOIDED}))
def test_cloudformation_does_not_know_this_kind(engine: Engine, kind: str) -> None:
    """What the local stacks leave out for this reason (infra/local.py), or all of them do without."""
    with pytest.raises(ClientError, match=f"Unrecognized resource types: .*{kind}"):
        validate(engine, kind)


@pytest.mark.parametrize("kind", sorted(LEFT_OUT.keys() - UNKNOWN))
def test_cloudformation_knows_this_kind_that_is_left_out_for_what_it_needs_of_the_world(
    engine: Engine, kind: str
) -> None:
    """A domain, its certificate, or a real person's mailbox (infra/local.py)."""
    assert validate(engine, kind) == 200


def test_what_is_unknown_is_left_out() -> None:
    assert LEFT_OUT.keys() >= UNKNOWN


def validate(engine: Engine, kind: str) -> int:
    """The status of the answer; raises ClientError where it is no."""
    template = json.dumps({"Resources": {"It": {"Type": kind}}})
    answer = engine.client("cloudformation").validate_template(TemplateBody=template)
    return int(answer["ResponseMetadata"]["HTTPStatusCode"])
