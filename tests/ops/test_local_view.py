"""The local ops view: the console's stand-in calls what the dashboard holds, as the console does."""

import json
import re
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from local.addresses import HOST
from local.ops_curves import COLOURS
from local.ops_dashboard import Dashboard, Json, parse
from local.ops_markdown import markdown
from local.ops_metrics import Key, read
from local.ops_view import OpsServer

ARN = "arn:aws:lambda:us-east-1:000000000000:function:ops"
BODY = json.dumps(
    {
        "widgets": [
            {
                "type": "custom",
                "x": 0,
                "y": 0,
                "width": 14,
                "height": 14,
                "properties": {"title": "Who <waits>?", "endpoint": ARN, "params": {"view": "waiting"}},
            },
            {"type": "text", "properties": {"markdown": "# Hello <b>\nsee **there**"}},
            {
                "type": "metric",
                "properties": {
                    "title": "Do they end well?",
                    "metrics": [
                        ["AWS/States", "ExecutionsFailed", "Arn", "x", {"label": "failed"}],
                        ["Ours", "Hung", "service", "s", {"label": "hang", "stat": "Maximum"}],
                        ["Ours", "Sent", "service", "s", {"label": "sent", "stat": "Sum"}],
                    ],
                },
            },
        ]
    }
)


LINES = (
    '{"_aws":{"CloudWatchMetrics":[{"Namespace":"Ours","Dimensions":[["service"]],"Metrics":[{"Name":"Hung"}]}]},'
    '"service":"s","Hung":[1.0]}',
    "START RequestId: x",
    '{"_aws": not json',
    '{"_aws":{"CloudWatchMetrics":[{"Namespace":"Ours","Dimensions":[["service"]],"Metrics":[{"Name":"Hung"},'
    '{"Name":"Sent"}]}]},"service":"s","Hung":[3.0],"Sent":[4.0,3.0]}',
)
COUNTED: dict[Key, list[float]] = {}
for _key, _value in read(LINES):
    COUNTED.setdefault(_key, []).append(_value)


class Functions:
    """Lambda in memory: what was invoked, and what it answers."""

    def __init__(self) -> None:
        self.invoked: list[tuple[str, Json]] = []
        self.answer: Any = "<p>3 wait</p>"

    def invoke(self, endpoint: str, event: Json) -> Any:
        self.invoked.append((endpoint, event))
        return self.answer


@pytest.fixture
def functions() -> Functions:
    return Functions()


@pytest.fixture
def port(functions: Functions) -> Iterator[int]:
    server = OpsServer(0, dashboard=_dashboard, invoke=functions.invoke, measured=lambda: COUNTED)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def _dashboard() -> Dashboard:
    return parse("PartnerOnboarding", BODY)


def ask(port: int, path: str, body: object = None, **headers: str) -> tuple[int, str]:
    connection = HTTPConnection(HOST, port, timeout=5)
    sent = {"Host": f"localhost:{port}", "Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    content = None if body is None else json.dumps(body)
    connection.request("GET" if body is None else "POST", path, body=content, headers=sent)
    response = connection.getresponse()
    return response.status, response.read().decode()


def test_the_page_shows_the_dashboards_own_widgets_with_what_our_functions_have_counted(port: int) -> None:
    status, page = ask(port, "/")
    assert status == 200
    assert "Who &lt;waits&gt;?" in page
    assert 'data-widget="0"' in page
    assert "Hello &lt;b&gt;</h2>" in page
    assert "see <strong>there</strong>" in page
    assert "Do they end well?" in page
    assert ">failed</li>" in page, "what nobody has counted has no figure"
    assert ">hang: <b>3</b></li>" in page
    assert ">sent: <b>7</b></li>" in page


def test_a_curve_goes_through_every_value_that_was_counted(port: int) -> None:
    curves = re.findall(r'<polyline [^>]*stroke="(#\w+)"[^>]*points="([^"]+)"', ask(port, "/")[1])
    points = {colour: [float(point.partition(",")[2]) for point in path.split()] for colour, path in curves}
    assert points == {COLOURS[1]: [43.5, 16.5], COLOURS[2]: [3.0, 16.5]}, "1 and 3, 4 and 3, on a scale up to 4"


def test_a_widget_is_drawn_by_its_function_with_the_consoles_event(port: int, functions: Functions) -> None:
    asked = {
        "widget": 0,
        "payload": {"view": "task", "page": 2},
        "forms": {"name": "Olga"},
        "theme": "dark",
        "width": 700,
        "height": 500,
    }
    status, answer = ask(port, "/call", asked)
    assert (status, json.loads(answer)) == (200, {"html": "<p>3 wait</p>"})
    [(endpoint, event)] = functions.invoked
    assert endpoint == ARN
    assert (event["view"], event["page"]) == ("task", 2)
    context = event["widgetContext"]
    assert context["dashboardName"] == "PartnerOnboarding"
    assert context["accountId"] == "000000000000"
    assert context["theme"] == "dark"
    assert context["forms"] == {"all": {"name": "Olga"}}
    assert context["params"] == {"view": "waiting"}
    assert (context["width"], context["height"]) == (700, 500)
    assert {"timeRange", "timezone", "locale", "domain", "widgetId", "period"} <= set(context)


def test_documentation_is_asked_for_as_the_console_does(port: int, functions: Functions) -> None:
    functions.answer = "## Widgets\n\n| a | b |\n|---|---|\n| `c` | d |\n"
    _, answer = ask(port, "/call", {"widget": 0, "payload": {"describe": True}})
    assert functions.invoked == [(ARN, {"describe": True})]
    assert "<table><tr><td>a</td><td>b</td></tr><tr><td><code>c</code></td>" in json.loads(answer)["html"]


@pytest.mark.parametrize(
    "asked",
    [
        {"widget": 0, "payload": {}, "endpoint": "arn:aws:lambda:us-east-1:000000000000:function:relay"},
        {"widget": 2, "payload": {}},
        {"widget": 7, "payload": {}},
        {"widget": 0, "payload": "text"},
        {},
    ],
)
def test_nothing_but_the_dashboards_functions_can_be_called(
    port: int, functions: Functions, asked: dict[str, object]
) -> None:
    status, _ = ask(port, "/call", asked)
    assert status == 403
    assert functions.invoked == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
)
def test_another_sites_page_cannot_act_for_ops(port: int, functions: Functions, headers: dict[str, str]) -> None:
    status, _ = ask(port, "/call", {"widget": 0, "payload": {}}, **headers)
    assert status == 403
    assert functions.invoked == []


def test_text_that_looks_like_markup_stays_text() -> None:
    assert markdown("<script>alert(1)</script> `<i>`") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; <code>&lt;i&gt;</code></p>"
    )
