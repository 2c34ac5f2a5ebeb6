"""The curves of a metric widget, as far as our functions have counted: one line a metric, oldest value left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from local.ops_metrics import Measured, series, shown

WIDTH, HEIGHT, MARGIN = 240.0, 60.0, 3.0
COLOURS = ("#0972d3", "#e07941", "#1d8102", "#8456ce", "#c33d69", "#67a353", "#3184c2", "#962249")
"""Told apart on both themes; a ninth line begins again."""


@dataclass(frozen=True)
class Line:
    """One metric of a widget: what it is called, what it amounts to now, and its values."""

    label: str
    now: str
    values: Sequence[float]
    colour: str


def lines_of(metrics: Sequence[list[Any]], values: Measured) -> list[Line]:
    """What a widget's definition shows; metrics that only feed an expression are left out."""
    found: list[Line] = []
    for metric in metrics:
        options: dict[str, Any] = metric[-1] if isinstance(metric[-1], dict) else {}
        names = [part for part in metric if isinstance(part, str)]
        if options.get("visible", True):
            label = str(options.get("label") or " ".join(names[1:2]) or options.get("expression", ""))
            colour = COLOURS[len(found) % len(COLOURS)]
            found.append(Line(label, shown(metric, values), series(metric, values), colour))
    return found


def drawn(lines: Sequence[Line]) -> str:
    """An SVG of all lines that have two values or more, on one scale from nothing to the largest; else nothing."""
    curves = [line for line in lines if len(line.values) > 1]
    if not curves:
        return ""
    top = max(1.0, *(max(line.values) for line in curves))
    paths = "".join(
        f'<polyline fill="none" stroke="{line.colour}" stroke-width="1.5" points="{_points(line.values, top)}"/>'
        for line in curves
    )
    # Decoration: the same figures stand in the list below it.
    return f'<svg class="curves" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-hidden="true">{paths}</svg>'


def _points(values: Sequence[float], top: float) -> str:
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    room = HEIGHT - 2 * MARGIN
    return " ".join(
        f"{MARGIN + at * step:.1f},{HEIGHT - MARGIN - room * value / top:.1f}" for at, value in enumerate(values)
    )
