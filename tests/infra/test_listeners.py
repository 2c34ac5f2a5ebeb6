"""Other systems: what is on the bus, who may put it there, and how long a distributor's own system is waited for."""

from datetime import timedelta
from typing import Any

from infra.functions import TELL_DISTRIBUTOR
from infra.webhooks import AGAIN, TRIES
from tests.infra.synthesis import Assembly, every_value

DAY = timedelta(days=1)


def test_a_year_of_events_can_be_replayed(aws: Assembly) -> None:
    archive = aws.only("AWS::Events::Archive")
    assert archive["RetentionDays"] == 365
    assert archive["EventPattern"] == {"source": ["partner-onboarding"]}


def test_only_the_relay_and_the_clock_may_put_events_on_the_bus(either: Assembly) -> None:
    roles = {
        function["Role"]["Fn::GetAtt"][0]: function["Handler"].split(".")[1] for function in either.functions().values()
    }
    may = {roles[role] for role, statement in either.statements() if statement["Action"] == "events:PutEvents"}
    assert may == {"relay", "clock"}


def test_a_distributors_system_is_waited_for_a_day_and_then_it_is_kept_and_rings(aws: Assembly) -> None:
    queue: dict[str, Any] = next(
        each for name, each in aws.of_type("AWS::SQS::Queue").items() if name.startswith("WebhooksQueue")
    )
    assert queue["RedrivePolicy"]["maxReceiveCount"] * timedelta(seconds=queue["VisibilityTimeout"]) >= DAY
    assert timedelta(seconds=AGAIN.to_seconds()) * TRIES == DAY
    assert queue["VisibilityTimeout"] > TELL_DISTRIBUTOR.timeout
    (alarm,) = [
        each for name, each in aws.of_type("AWS::CloudWatch::Alarm").items() if name.startswith("AlarmsWebhookGaveUp")
    ]
    failures = {value for value in every_value(alarm["Dimensions"]) if isinstance(value, str)}
    assert any(value.startswith("WebhooksFailures") for value in failures)


def test_nobody_types_the_key_that_webhooks_are_signed_with(either: Assembly) -> None:
    (secret,) = [
        each for name, each in either.of_type("AWS::SecretsManager::Secret").items() if name.startswith("WebhooksKey")
    ]
    assert secret["GenerateSecretString"]["PasswordLength"] == 64
    assert "SecretString" not in secret
