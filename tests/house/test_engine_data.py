"""What the product leans on in the local engine's DynamoDB, SQS, SES, S3, events and schedules, fact by fact.

As in test_engine_workflows.py: a test is named after its fact and says what in the product rests on it.
"""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from local.story import until
from tests.support.engine import ROLE, Engine, Letterbox, keys

pytestmark = pytest.mark.house

# Tells a queue what it was called with.
ECHO = """
import boto3, json, os
queue = boto3.client("sqs")
def handler(event, context):
    queue.send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps(event))
"""
# Fails for the messages that say so.
PARTLY = """
def handler(event, context):
    return {"batchItemFailures": [{"itemIdentifier": r["messageId"]} for r in event["Records"] if "bad" in r["body"]]}
"""


@pytest.fixture(scope="module", autouse=True)
def scheduled(engine: Engine) -> str:
    """The queue that a schedule calls. It begins with the first of these tests: the engine looks every ten seconds."""
    url, _ = engine.queue()
    target = {"Arn": engine.function(ECHO, QUEUE=url), "RoleArn": ROLE, "Input": '{"by": "schedule"}'}
    engine.client("scheduler").create_schedule(
        Name=f"fact-{uuid4().hex[:8]}",
        ScheduleExpression=f"at({datetime.now(UTC):%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target=target,
    )
    return url


def heard(engine: Engine, pattern: Mapping[str, Any], *items: Mapping[str, Any]) -> list[str]:
    """The keys of the written items that a function hears of which listens by this pattern, in the order of writing."""
    table, (url, _) = engine.table(stream=True), engine.queue()
    engine.client("lambda").create_event_source_mapping(
        FunctionName=engine.function(ECHO, QUEUE=url),
        EventSourceArn=engine.dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"],
        StartingPosition="TRIM_HORIZON",
        BatchSize=1,
        FilterCriteria={"Filters": [{"Pattern": json.dumps(one)} for one in (pattern, LAST_OF_ALL)]},
    )
    for number, item in enumerate([*items, {"last": {"S": "yes"}}]):
        engine.dynamodb.put_item(TableName=table, Item={**keys(str(number)), **item})
    found: list[str] = []
    deadline = time.monotonic() + 20
    while str(len(items)) not in found and time.monotonic() < deadline:
        events = [event for event in engine.messages(url) if event]
        found += [record["dynamodb"]["Keys"]["PK"]["S"] for event in events for record in event["Records"]]
    assert str(len(items)) in found, "the last write is heard of, and writes are heard of in order"
    return [key for key in found if key != str(len(items))]


LAST_OF_ALL = {"dynamodb": {"NewImage": {"last": {"S": ["yes"]}}}}


def test_a_stream_s_filter_matches_where_an_attribute_exists(engine: Engine) -> None:
    """The relay hears of a decision that has an outcome and a token (CALLS_FOR_RELAY in infra/relay.py)."""
    pattern = {"dynamodb": {"NewImage": {"task_token": {"S": [{"exists": True}]}}}}
    assert heard(engine, pattern, {"task_token": {"S": "t"}}, {"other": {"S": "t"}}) == ["0"]


def test_a_stream_s_filter_never_matches_where_an_attribute_is_missing(engine: Engine) -> None:
    """AWS matches it. So the relay does not ask that `woken` be absent, but that the clock still has the decision."""
    pattern = {"dynamodb": {"NewImage": {"woken": {"BOOL": [{"exists": False}]}}}}
    assert heard(engine, pattern, {"other": {"S": "t"}}, {"woken": {"BOOL": True}}) == []


def test_a_cancelled_transaction_says_of_each_of_its_parts_why(engine: Engine) -> None:
    """The table's adapter tells a lost race from other refusals by these codes (adapters/botocore_errors.py)."""
    table = engine.table()
    engine.dynamodb.put_item(TableName=table, Item=keys("there"))
    new = {"ConditionExpression": "attribute_not_exists(PK)"}
    puts = [{"Put": {"TableName": table, "Item": keys(key), **new}} for key in ("free", "there", "other")]
    with pytest.raises(ClientError) as cancelled:
        engine.dynamodb.transact_write_items(TransactItems=puts)
    response: Any = cancelled.value.response
    assert response["Error"]["Code"] == "TransactionCanceledException"
    assert [one["Code"] for one in response["CancellationReasons"]] == ["None", "ConditionalCheckFailed", "None"]
    assert engine.item(table, "free") == {}


def test_of_a_batch_only_the_messages_that_failed_come_again_and_then_go_to_the_queue_for_failures(
    engine: Engine,
) -> None:
    """Files of imports and lists, and webhooks, are worked off so (infra/drops.py, infra/webhooks.py)."""
    failures, arn = engine.queue()
    url, source = engine.queue(
        VisibilityTimeout="1", RedrivePolicy=json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    )
    engine.client("lambda").create_event_source_mapping(
        FunctionName=engine.function(PARTLY),
        EventSourceArn=source,
        BatchSize=10,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(["good", "bad", "good"])]
    engine.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
    assert engine.messages(failures, patience=20) == ["bad"]
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    left = engine.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"]
    assert [left[name] for name in counts] == ["0", "0"]


def test_a_raw_mail_of_seven_bits_arrives_whole(engine: Engine, letterbox: Letterbox) -> None:
    """Version 1's SendRawEmail: headers, both texts and attachments (adapters/mailer.py); version 2 loses them."""
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["From"], mail["To"], mail["Subject"] = "Vendor <a@partners.example>", "ann@example.com", "Grüße aus 東京"
    mail["Reply-To"], mail["List-Unsubscribe-Post"] = "case@replies.example", "List-Unsubscribe=One-Click"
    mail.set_content("Schöne Grüße\n.\nvon Ørsted\n" + "x" * 200, cte="quoted-printable")
    mail.add_alternative("<p>Schöne Grüße</p>", subtype="html", cte="quoted-printable")
    mail.add_attachment(bytes(range(256)), maintype="application", subtype="pdf", filename="a.pdf")
    ses = engine.client("ses")
    ses.verify_email_identity(EmailAddress="a@partners.example")
    ses.send_raw_email(
        Source="a@partners.example", Destinations=["ann@example.com"], RawMessage={"Data": mail.as_bytes()}
    )
    (envelope,) = until(lambda: letterbox.mails, bool, patience=10)
    assert envelope.rcpt_tos == ["ann@example.com"]
    got: Any = message_from_bytes(envelope.content or b"", policy=default)  # type: ignore[arg-type]
    assert {name: got[name] for name in mail} == {name: str(mail[name]) for name in mail}
    for part, sent in zip(got.walk(), mail.walk(), strict=True):
        same = str.splitlines if part.get_content_maintype() == "text" else bytes
        if not part.is_multipart():
            assert same(part.get_content()) == same(sent.get_content())


def test_nobody_is_told_what_became_of_a_mail(engine: Engine, letterbox: Letterbox) -> None:
    """On AWS events tell it. So local/mailbox.py has none, and tests hand them to the function (infra/local.py)."""
    url, arn = engine.queue()
    topic = engine.client("sns").create_topic(Name=f"fact-{uuid4().hex[:8]}")["TopicArn"]
    engine.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    settings, ses, name = engine.client("sesv2"), engine.client("ses"), f"fact-{uuid4().hex[:8]}"
    settings.create_configuration_set(ConfigurationSetName=name)
    destination = {"Enabled": True, "MatchingEventTypes": ["SEND", "DELIVERY", "BOUNCE"]}
    settings.create_configuration_set_event_destination(
        ConfigurationSetName=name,
        EventDestinationName="all",
        EventDestination={**destination, "SnsDestination": {"TopicArn": topic}},
    )
    ses.verify_email_identity(EmailAddress="a@partners.example")
    mail = b"From: a@partners.example\r\nTo: bounce@simulator.amazonses.com\r\nSubject: none\r\n\r\nnone\r\n"
    ses.send_raw_email(
        Source="a@partners.example", ConfigurationSetName=name, RawMessage={"Data": mail}, Destinations=["b@x.example"]
    )
    assert until(lambda: letterbox.mails, bool, patience=10)
    assert engine.messages(url, patience=1) == []


def test_an_object_that_is_made_is_an_event(engine: Engine) -> None:
    """Files of imports and lists, dropped into their bucket, are heard of so (infra/drops.py)."""
    s3, events, name, (url, arn) = (
        engine.client("s3"),
        engine.client("events"),
        f"fact-{uuid4().hex[:8]}",
        engine.queue(),
    )
    s3.create_bucket(Bucket=name)
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}})
    pattern = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": {"bucket": {"name": [name]}}}
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])
    s3.put_object(Bucket=name, Key="a file.csv", Body=b"x")
    assert [one["detail"]["object"]["key"] for one in engine.messages(url)] == ["a file.csv"]


def test_an_event_on_a_bus_reaches_who_asks_for_it_by_pattern(engine: Engine) -> None:
    """Every stage change is one, for other systems (infra/listeners.py)."""
    events, name, (url, arn) = engine.client("events"), f"fact-{uuid4().hex[:8]}", engine.queue()
    events.create_event_bus(Name=name)
    events.put_rule(Name=name, EventBusName=name, EventPattern=json.dumps({"detail": {"stage": ["active"]}}))
    events.put_targets(Rule=name, EventBusName=name, Targets=[{"Id": "queue", "Arn": arn}])
    entry = {"EventBusName": name, "Source": "partner-onboarding", "DetailType": "Stage"}
    answer = events.put_events(
        Entries=[{**entry, "Detail": json.dumps({"stage": stage})} for stage in ("seal", "active")]
    )
    assert answer["FailedEntryCount"] == 0
    assert [one["detail"] for one in engine.messages(url)] == [{"stage": "active"}]


def test_a_schedule_calls_its_function_with_its_input(engine: Engine, scheduled: str) -> None:
    """The clock and the reconciler are called so, every few minutes (infra/schedule.py)."""
    assert engine.messages(scheduled, patience=25) == [{"by": "schedule"}]
