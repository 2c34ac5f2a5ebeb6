"""What ops see and are told."""

import inspect
import json
from datetime import timedelta
from typing import Any

import pytest

from infra.alarms import NAMESPACE, longest_wait
from infra.ops import DASHBOARD
from onboarding import clock, reconcile, screen
from onboarding.ops import widgets
from tests.infra.synthesis import Assembly, Synth, every_value

ALARMS = {
    ("AWS/States", "ExecutionsFailed"),
    ("AWS/States", "ExecutionsTimedOut"),
    ("AWS/Lambda", "Errors", "relay"),
    ("AWS/Lambda", "Errors", "clock"),
    ("AWS/Lambda", "Errors", "reconcile"),
    ("AWS/Lambda", "Invocations", "clock"),
    ("AWS/Lambda", "IteratorAge", "relay"),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
    ("AWS/ApiGateway", "5xx"),
    (NAMESPACE, "OldestAgeInStage"),
    (NAMESPACE, "Failed"),
    (NAMESPACE, "Missed"),
    (NAMESPACE, "Hits"),
    (NAMESPACE, "ListsRefused"),
}


@pytest.fixture(scope="session")
def alarms(aws: Assembly) -> dict[tuple[str, ...], dict[str, Any]]:
    """Every alarm's properties by namespace, metric, and function where there is one."""
    functions = {
        name: function["Handler"].split(".")[1] for name, function in aws.of_type("AWS::Lambda::Function").items()
    }
    found = {}
    for alarm in aws.of_type("AWS::CloudWatch::Alarm").values():
        whose = [
            functions[value]
            for value in every_value(alarm.get("Dimensions", []))
            if isinstance(value, str) and value in functions
        ]
        found[alarm["Namespace"], alarm["MetricName"], *whose] = alarm
    return found


def test_everything_that_must_not_wait_has_its_alarm(alarms: dict[tuple[str, ...], dict[str, Any]]) -> None:
    assert set(alarms) == ALARMS


def test_every_alarm_says_what_it_means_and_tells_somebody(either: Assembly) -> None:
    (topic,) = either.of_type("AWS::SNS::Topic")
    for alarm in either.of_type("AWS::CloudWatch::Alarm").values():
        assert alarm["AlarmDescription"].endswith(".")
        assert alarm["AlarmActions"] == [{"Ref": topic}]


def test_one_failure_is_enough_and_silence_is_well_except_the_clocks(
    alarms: dict[tuple[str, ...], dict[str, Any]],
) -> None:
    for name, alarm in alarms.items():
        stopped = name == ("AWS/Lambda", "Invocations", "clock")
        assert alarm["TreatMissingData"] == ("breaching" if stopped else "notBreaching"), name
        assert alarm["EvaluationPeriods"] == 1
    assert alarms["AWS/Lambda", "Errors", "relay"]["Threshold"] == 1
    assert alarms["AWS/Lambda", "Invocations", "clock"]["ComparisonOperator"] == "LessThanThreshold"


def test_a_stage_is_too_old_a_day_after_the_program_s_longest_wait(
    alarms: dict[tuple[str, ...], dict[str, Any]],
) -> None:
    assert longest_wait() == timedelta(days=45)
    assert alarms[NAMESPACE, "OldestAgeInStage"]["Threshold"] == timedelta(days=46).total_seconds()


def test_our_own_metrics_are_looked_for_where_they_are_written(
    alarms: dict[tuple[str, ...], dict[str, Any]],
) -> None:
    for metric, module, words in (
        ("OldestAgeInStage", reconcile, 'name="OldestAgeInStage", unit=MetricUnit.Seconds'),
        ("Failed", clock, '"failed"'),
        ("Missed", clock, '"missed"'),
        ("Hits", screen, '"Hits"'),
        ("ListsRefused", screen, '"ListsRefused"'),
    ):
        service = module.__name__.rpartition(".")[2]
        assert alarms[NAMESPACE, metric]["Dimensions"] == [{"Name": "service", "Value": service}]
        assert (module.metrics.namespace, module.metrics.service) == (NAMESPACE, service)
        assert words in inspect.getsource(module)


def test_the_dashboard_asks_questions_and_calls_the_ops_function(either: Assembly) -> None:
    dashboard = either.only("AWS::CloudWatch::Dashboard")
    assert dashboard["DashboardName"] == DASHBOARD
    parts = dashboard["DashboardBody"]["Fn::Join"][1]
    text = "".join(part if isinstance(part, str) else "~" for part in parts)
    shown = json.loads(text)["widgets"]
    assert all(each["properties"]["title"].endswith("?") for each in shown)
    views = [each["properties"]["params"]["view"] for each in shown if each["type"] == "custom"]
    assert views == ["find", "waiting", "tasks", "risk", "notices", "imports", "lists"]
    assert set(views) <= set(widgets.VIEWS)
    (ops,) = [
        name
        for name, function in either.of_type("AWS::Lambda::Function").items()
        if function["Handler"] == "onboarding.ops.widgets.handler"
    ]
    assert {"Fn::GetAtt": [ops, "Arn"]} in parts


def test_mails_to_ops_lead_to_the_dashboard(aws: Assembly, local: Assembly) -> None:
    for handler in ("onboarding.relay.handler", "onboarding.clock.handler"):
        variables = aws.functions()[handler]["Environment"]["Variables"]
        assert f"#dashboards/dashboard/{DASHBOARD}" in json.dumps(variables["CONSOLE_URL"])
        assert local.functions()[handler]["Environment"]["Variables"]["CONSOLE_URL"] == "http://127.0.0.1:8026"


def test_cloudwatch_may_publish_and_nobody_may_without_tls(either: Assembly) -> None:
    deny, publish = either.only("AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
    assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert publish["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert publish["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_alarms_are_mailed_where_an_address_is_given(aws: Assembly, synth: Synth) -> None:
    assert aws.only("AWS::SNS::Subscription")["Endpoint"] == "ops@example.com"
    assert synth({"sender": "onboarding@vendor.example"}).of_type("AWS::SNS::Subscription") == {}
