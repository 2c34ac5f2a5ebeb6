"""The deployed dashboard as the console knows it: its widgets, and how the console calls their functions."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from local.addresses import REGION, read_outputs

DAY = 86_400_000  # milliseconds
PATIENT = Config(read_timeout=60, retries={"total_max_attempts": 1})

type Json = Mapping[str, Any]
type Invoke = Callable[[str, Json], Any]
"""Invokes a function by ARN with an event and gives its answer; raises WidgetFailed."""


class WidgetFailed(Exception):
    """A widget's function raised; the message is what the console would show."""


class NotAllowed(Exception):
    """Something else than a function of this dashboard was to be called."""


@dataclass(frozen=True)
class Widget:
    """One part of the dashboard, on a grid of 24 columns. `number` is its place in the definition."""

    number: int
    kind: str
    x: int
    y: int
    width: int
    height: int
    properties: Json

    @property
    def title(self) -> str:
        """Its title, or an empty string."""
        return str(self.properties.get("title", ""))

    @property
    def endpoint(self) -> str:
        """The ARN of the function that draws it, for a custom widget."""
        return str(self.properties.get("endpoint", "")) if self.kind == "custom" else ""


@dataclass(frozen=True)
class Dashboard:
    """A dashboard's definition."""

    name: str
    widgets: Sequence[Widget]
    acts: str = ""

    @property
    def endpoints(self) -> frozenset[str]:
        """All that may be invoked from it: what draws, and what acts for those who may (here: whoever is in front)."""
        found = {widget.endpoint for widget in self.widgets} | {self.acts}
        return frozenset(found - {""})


def deployed() -> Dashboard:
    """The dashboard that the stack's output names, by GetDashboard; raises NotRunning, ClientError."""
    outputs = read_outputs()
    name = outputs["DashboardName"]
    body = boto3.client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"]
    return parse(name, body, outputs["ActingFunctionArn"])


def parse(name: str, body: str, acts: str = "") -> Dashboard:
    """A dashboard from its body, CloudWatch's JSON; `acts` is the function that its buttons call besides."""
    found = json.loads(body).get("widgets", [])
    return Dashboard(name, [_widget(number, entry) for number, entry in enumerate(found)], acts)


def _widget(number: int, entry: Json) -> Widget:
    return Widget(
        number,
        str(entry["type"]),
        x=int(entry.get("x", 0)),
        y=int(entry.get("y", 0)),
        width=int(entry.get("width", 6)),
        height=int(entry.get("height", 6)),
        properties=entry.get("properties", {}),
    )


def invoke(endpoint: str, event: Json) -> Any:
    """The function's answer; raises WidgetFailed with what it reported."""
    client = boto3.client("lambda", config=PATIENT)
    answer = client.invoke(FunctionName=endpoint, Payload=json.dumps(event).encode())
    told = json.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError"):
        raise WidgetFailed(str(told.get("errorMessage", told) if isinstance(told, dict) else told))
    return told


def call(dashboard: Dashboard, invoke: Invoke, asked: Json) -> Any:
    """What a function answers to what the page asks: `widget`, `endpoint`, `payload`, `forms`, `theme`, size.

    Raises NotAllowed for anything that the dashboard does not hold, and WidgetFailed.
    """
    number, payload = asked.get("widget"), asked.get("payload")
    custom = {widget.number: widget for widget in dashboard.widgets if widget.endpoint}
    widget = custom.get(number) if isinstance(number, int) else None
    if widget is None or not isinstance(payload, dict):
        raise NotAllowed("the dashboard has no such widget")
    endpoint = str(asked.get("endpoint") or widget.endpoint)
    if endpoint not in dashboard.endpoints:
        raise NotAllowed("only the functions of this dashboard can be called here")
    return invoke(endpoint, event(dashboard, widget, payload, asked))


def event(dashboard: Dashboard, widget: Widget, payload: Json, asked: Json) -> Json:
    """The console's own event: the parameters at the top, and `widgetContext` beside them."""
    if payload.get("describe") is True:
        return {"describe": True}
    now = int(time.time() * 1000)
    typed = asked.get("forms")
    context = {
        "dashboardName": dashboard.name,
        "widgetId": f"widget-{widget.number + 1}",
        "domain": f"https://{REGION}.console.aws.amazon.com",
        "accountId": widget.endpoint.split(":")[4],
        "locale": "en",
        "timezone": {"label": "UTC", "offsetISO": "+00:00", "offsetInMinutes": 0},
        "period": 300,
        "isAutoPeriod": True,
        "timeRange": {"mode": "relative", "start": now - 7 * DAY, "end": now, "relativeStart": 7 * DAY},
        "theme": "dark" if asked.get("theme") == "dark" else "light",
        "linkCharts": True,
        "title": widget.title,
        "forms": {"all": typed if isinstance(typed, dict) else {}},
        "params": widget.properties.get("params", {}),
        "width": asked.get("width", 0),
        "height": asked.get("height", 0),
    }
    return {**payload, "widgetContext": context}
