"""Promise 21, the other way round: schemathesis reads the description of the public door and knocks at all of it."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings

from infra import openapi
from onboarding.web import app
from tests.soak.town import town

type Start = Callable[[str, list[tuple[str, str]]], object]


def wsgi(environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
    """The handler as a WSGI application: a request becomes API Gateway's event, its answer a response."""
    if environ["PATH_INFO"] == "/openapi.json":
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(openapi.document()).encode()]
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    http = {"method": environ["REQUEST_METHOD"], "path": path, "sourceIp": "192.0.2.7"}
    names = (name for name in environ if name.startswith("HTTP_"))
    headers = {name.removeprefix("HTTP_").replace("_", "-").lower(): environ[name] for name in names}
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    event = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": environ.get("QUERY_STRING", ""),
        "headers": {**headers, "content-type": environ.get("CONTENT_TYPE", ""), "accept-encoding": ""},
        "requestContext": {"stage": "$default", "http": http},
        "isBase64Encoded": True,
        "body": base64.b64encode(body).decode(),
    }
    answer = app.handler(event, SimpleNamespace(aws_request_id="request-1"))
    status = answer["statusCode"]
    start(f"{status} {HTTPStatus(status).phrase}", [(name, str(value)) for name, value in answer["headers"].items()])
    return [answer["body"].encode()]


def check(examples: int) -> str:
    """That many requests at each operation: none breaks it, and every answer is one that is described."""
    knocks = operations = 0
    with town():
        schema = schemathesis.openapi.from_wsgi("/openapi.json", wsgi)
        for found in schema.get_all_operations():
            operation: Any = found.ok()  # type: ignore[union-attr] # a description that is wrong raises here
            operations += 1

            @seed(operations)
            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy())
            def knock(case: Any) -> None:
                nonlocal knocks
                knocks += 1
                response = case.call()
                case.validate_response(
                    response,
                    checks=(schemathesis.checks.not_a_server_error, schemathesis.checks.status_code_conformance),
                )

            knock()
    return f"{knocks} requests at {operations} described operations: 0 answers of 5xx, 0 undescribed"
