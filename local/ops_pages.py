"""The ops view's pages: the dashboard's grid, and one execution, on AWS a page of another console."""

import json
from collections.abc import Sequence
from html import escape

from local.ops_curves import drawn, lines_of
from local.ops_dashboard import Dashboard, Widget
from local.ops_markdown import markdown
from local.ops_metrics import Measured

NO_METRICS = "As far as our functions have counted; the local cloud counts nothing by itself."

type Seen = tuple[str, str]
"""A state of an execution, and when it was entered."""


def dashboard_page(dashboard: Dashboard, values: Measured) -> str:
    """Every widget at its place; the page's script fills those that functions draw."""
    parts = "".join(_framed(widget, values) for widget in dashboard.widgets)
    return _page(dashboard.name, f'<main class="grid">{parts}</main>')


def _framed(widget: Widget, values: Measured) -> str:
    place = f"--x:{widget.x + 1};--y:{widget.y + 1};--w:{widget.width};--h:{widget.height}"
    attributes = f'class="widget" style="{place}"'
    if widget.kind == "text":
        text = markdown(str(widget.properties.get("markdown", "")))
        return f'<section {attributes}><div class="content">{text}</div></section>'
    head = f"<h2>{escape(widget.title)}</h2>"
    if widget.kind == "custom":
        parameters = json.dumps(widget.properties.get("params", {}))
        attributes += f' data-widget="{widget.number}" data-params="{escape(parameters)}"'
        describe = '<button class="describe" title="What this widget shows">About</button>'
        head = f"<header>{head}{describe}</header>"
        return f'<section {attributes}>{head}<div class="content">…</div></section>'
    counted = _counted(widget, values)
    return f'<section {attributes}><header>{head}</header><div class="content">{counted}</div></section>'


def _counted(widget: Widget, values: Measured) -> str:
    """What a metric or alarm widget shows: its curves, and in words the figures that are known."""
    lines = lines_of(widget.properties.get("metrics", []), values)
    alarms = "".join(f"<li>{escape(str(arn).rpartition(':')[2])}</li>" for arn in widget.properties.get("alarms", []))
    figures = "".join(
        f'<li style="--line:{line.colour}">{escape(line.label)}{f": <b>{line.now}</b>" if line.now else ""}</li>'
        for line in lines
    )
    legend = f'<ul class="quiet legend">{figures}</ul>' if lines else f'<ul class="quiet">{alarms}</ul>'
    return f'{drawn(lines)}{legend}<p class="quiet">{NO_METRICS}</p>'


def execution_page(name: str, status: str, seen: Sequence[Seen]) -> str:
    """One execution: the states that it has entered, newest last."""
    rows = "".join(f"<tr><td>{escape(state)}</td><td>{escape(at)}</td></tr>" for state, at in seen)
    table = f"<table><thead><tr><th>State</th><th>Entered</th></tr></thead><tbody>{rows}</tbody></table>"
    body = f'<p>{escape(status.capitalize())}. <span class="quiet">{escape(name)}</span></p>{table}'
    return _page("Execution", f'<main><section class="widget"><div class="content">{body}</div></section></main>')


def problem_page(title: str, text: str) -> str:
    """Something that is not there, in a sentence."""
    return _page(title, f'<main><section class="widget"><div class="content">{escape(text)}</div></section></main>')


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        '<link rel="stylesheet" href="/ops_view.css"><script src="/ops_view.js" defer></script></head>'
        f'<body><header class="top"><a href="/">Local ops view</a><h1>{escape(title)}</h1>'
        '<span class="note">stands in for the CloudWatch console</span>'
        '<button id="theme">Dark</button><button id="refresh">Refresh</button></header>'
        f'{body}<dialog id="popup"></dialog></body></html>'
    )
