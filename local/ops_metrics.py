"""The metrics that our functions write into their logs, read back from there: the engine itself extracts none."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import boto3

from local.addresses import read_outputs

WRITERS = ("ClockFunctionName", "ReconcileFunctionName", "RelayFunctionName", "MailTroubleFunctionName")

type Key = tuple[str, str, frozenset[tuple[str, str]]]
"""Namespace, name, and dimensions with their values."""
type Measured = Mapping[Key, list[float]]
"""Values, oldest first."""


def measured() -> Measured:
    """What the running local cloud's functions have counted so far."""
    client, logs = boto3.client("lambda"), boto3.client("logs")
    found: defaultdict[Key, list[float]] = defaultdict(list)
    for output in WRITERS:
        name = read_outputs()[output]
        config = client.get_function_configuration(FunctionName=name)
        group = config.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{name}"
        try:
            events = logs.filter_log_events(logGroupName=group)["events"]
        except logs.exceptions.ResourceNotFoundException:
            continue
        for key, value in read(event["message"] for event in events):
            found[key].append(value)
    return found


def read(lines: Iterable[str]) -> Iterator[tuple[Key, float]]:
    """The values in log lines of CloudWatch's embedded metric format; other lines say nothing."""
    for line in lines:
        try:
            told = json.loads(line) if '"_aws"' in line else {}
        except ValueError:
            continue
        for one in told.get("_aws", {}).get("CloudWatchMetrics", []):
            for names in one["Dimensions"]:
                dimensions = frozenset((name, str(told[name])) for name in names)
                for metric in one["Metrics"]:
                    value = told[metric["Name"]]
                    values = value if isinstance(value, list) else [value]
                    yield from (((one["Namespace"], metric["Name"], dimensions), float(each)) for each in values)


def shown(metric: list[Any], values: Measured) -> str:
    """What one line of a graph's definition amounts to now, or an empty string where nothing is known of it."""
    options: dict[str, Any] = metric[-1] if isinstance(metric[-1], dict) else {}
    found = series(metric, values)
    if not found:
        return ""
    value = sum(found) if options.get("stat") == "Sum" else _nearest(found, options.get("stat", ""))
    return f"{value:,.1f}".removesuffix(".0")


def series(metric: list[Any], values: Measured) -> list[float]:
    """The values of one line of a graph's definition, oldest first; empty where nothing is known of it."""
    names = [part for part in metric if isinstance(part, str)]
    pairs = frozenset(zip(names[2::2], names[3::2], strict=False))
    return values.get((names[0], names[1], pairs), []) if len(names) > 1 else []


def _nearest(found: list[float], statistic: str) -> float:
    """A percentile of all values, or else the latest one: what a graph's right end shows."""
    if not statistic.startswith("p"):
        return found[-1]
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, int(len(ordered) * float(statistic[1:]) / 100))]
