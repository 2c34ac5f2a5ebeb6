"""What ops see and are told."""

import inspect
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from infra.alarms import longest_wait
from infra.bundle import ROOT, SOURCE
from infra.factory import SERVICE
from infra.ops import DASHBOARD
from infra.queries import FOLDER, QUERIES
from infra.ringing import RINGS
from onboarding import census, clock, reconcile, screen
from onboarding.census import NAMESPACE
from onboarding.ops import widgets
from tests.infra.synthesis import Assembly, Synth, every_value
from tests.support.samples import PROGRAM

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
    (NAMESPACE, "Hung"),
    (NAMESPACE, "QuestionsOverdue"),
    ("AWS/SES", "Reputation.BounceRate"),
    (NAMESPACE, "Hits"),
    (NAMESPACE, "ListsRefused"),
}


def test_what_is_counted_is_looked_for_where_it_is_written(
    aws: Assembly, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", SERVICE)
    census.publish(census.Census(), PROGRAM)
    census.sent()
    written = {_identity(json.loads(line)) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line}
    shown = {
        (metric[1], tuple(sorted(zip(metric[2:-1:2], metric[3:-1:2], strict=True))))
        for widget in _widgets(aws)
        for metric in widget["properties"].get("metrics", [])
        if metric[0] == NAMESPACE and ("service", SERVICE) in zip(metric[2:-1:2], metric[3:-1:2], strict=True)
    }
    counted = {one for one in shown if one[0] != "AnswerHours"}
    assert counted <= written
    assert {name for name, _ in shown} >= {"Waiting", "Overdue", "OldestWait", "AccountsAtRisk", "Hung", "AnswerHours"}


def _identity(line: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    (described,) = line["_aws"]["CloudWatchMetrics"]
    (names,) = described["Dimensions"]
    return described["Metrics"][0]["Name"], tuple(sorted((name, line[name]) for name in names))


def _widgets(assembly: Assembly) -> list[dict[str, Any]]:
    parts = assembly.only("AWS::CloudWatch::Dashboard")["DashboardBody"]["Fn::Join"][1]
    text = "".join(part if isinstance(part, str) else "~" for part in parts)
    return list(json.loads(text)["widgets"])


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


def test_every_alarm_says_what_is_wrong_and_names_its_runbook(either: Assembly) -> None:
    for alarm in either.of_type("AWS::CloudWatch::Alarm").values():
        said, _, runbook = alarm["AlarmDescription"].partition(" Runbook: ")
        assert said.count(". ") >= 1, said
        assert (ROOT / runbook).is_file(), runbook


def test_every_alarm_rings_by_one_ring_and_only_rings_tell_anybody(aws: Assembly) -> None:
    (topic,) = aws.of_type("AWS::SNS::Topic")
    assert all("AlarmActions" not in alarm for alarm in aws.of_type("AWS::CloudWatch::Alarm").values())
    assert all(
        ring["AlarmActions"] == [{"Ref": topic}] for ring in aws.of_type("AWS::CloudWatch::CompositeAlarm").values()
    )
    leaves = {name for ring in RINGS for name in ring.alarms}
    assert leaves == {name.removeprefix("Alarms")[:-8] for name in aws.of_type("AWS::CloudWatch::Alarm")}


CAUSES = {
    "the table is away": (
        {"PagesFail", "ClockError", "RelayError", "ReconcileError", "DueNotDone"},
        "EverythingStands",
    ),
    "the clock's schedule is off": ({"ClockStopped", "StageTooOld", "CasesHang"}, "TimeStands"),
    "a bug in the clock": ({"ClockError", "CasesHang"}, "TimeStands"),
    "the mail service is away": ({"DueNotDone", "StreamBehind"}, "MessagesLate"),
    "a poison record": ({"RelayError", "RelayGaveUp", "StreamBehind"}, "MessagesLate"),
    "a bug in a step": ({"ExecutionFailed", "CasesHang", "StageTooOld"}, "JourneysStand"),
    "a bug in the web function": ({"PagesFail"}, "VisitorsSeeErrors"),
    "ops are on holiday": ({"QuestionUnanswered", "DeadlineMissed"}, "OpsMustAct"),
    "a stale list of addresses": ({"MailsBounce"}, "MailInTrouble"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_one_cause_rings_once(aws: Assembly, cause: str) -> None:
    on, expected = CAUSES[cause]
    assert _ringing(aws, on) == {expected}


def _ringing(assembly: Assembly, on: set[str]) -> set[str]:
    """The composite alarms that are on, worked out from their rules as CloudWatch does."""
    state: dict[str, bool] = {}
    for name in assembly.of_type("AWS::CloudWatch::Alarm"):
        state[name] = name.removeprefix("Alarms")[:-8] in on
    rings = {name: _rule(ring) for name, ring in assembly.of_type("AWS::CloudWatch::CompositeAlarm").items()}
    while set(rings) - set(state):
        for name, rule in rings.items():
            needed = set(re.findall(r"~(\w+)~", rule))
            if name not in state and needed <= set(state):
                words = re.sub(r'ALARM\("?~(\w+)~"?\)', lambda found: str(state[found[1]]), rule)
                state[name] = eval(words.replace("AND", "and").replace("NOT", "not").replace("OR", "or"))  # noqa: S307
    return {name.removeprefix("Alarms")[:-8] for name in rings if state[name]}


def _rule(ring: dict[str, Any]) -> str:
    parts = ring["AlarmRule"]["Fn::Join"][1]
    return "".join(part if isinstance(part, str) else f"~{part['Fn::GetAtt'][0]}~" for part in parts)


def test_alarms_are_told_in_chat_where_a_channel_is_given(synth: Synth) -> None:
    chat = synth({"sender": "o@vendor.example", "slackWorkspace": "T012345678", "slackChannel": "C0123456789"})
    told = chat.only("AWS::Chatbot::SlackChannelConfiguration")
    assert told["SlackChannelId"] == "C0123456789"
    assert "CloudWatchReadOnlyAccess" in json.dumps(told["GuardrailPolicies"])


def test_one_failure_is_enough_and_silence_is_well_except_the_clocks(
    alarms: dict[tuple[str, ...], dict[str, Any]],
) -> None:
    for name, alarm in alarms.items():
        stopped = name == ("AWS/Lambda", "Invocations", "clock")
        assert alarm["TreatMissingData"] == ("breaching" if stopped else "notBreaching"), name
        assert alarm["EvaluationPeriods"] == (2 if name == (NAMESPACE, "Hung") else 1)
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
    shown = _widgets(either)
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


def test_saved_queries_look_for_words_that_our_code_writes(aws: Assembly) -> None:
    sources = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    for query in QUERIES:
        for text in query.filters:
            for word in re.findall(r'"([a-z ]{9,})"', text):
                assert f'"{word}"' in sources, word
    saved = aws.of_type("AWS::Logs::QueryDefinition").values()
    assert {one["Name"] for one in saved} == {f"{FOLDER}/{query.question}" for query in QUERIES}
    groups = len(aws.of_type("AWS::Lambda::Function"))
    assert all(len(one["LogGroupNames"]) == groups for one in saved)
