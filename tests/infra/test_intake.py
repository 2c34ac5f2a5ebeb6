"""Where files are dropped, and how little of everything else they can take."""

from typing import Any

from infra.intake import CONCURRENCY
from onboarding.importing.runs import REPORT
from onboarding.intake import TRIES
from tests.infra.synthesis import Assembly


def bucket(assembly: Assembly) -> dict[str, Any]:
    (resource,) = [
        each
        for id, each in assembly.resources.items()
        if each["Type"] == "AWS::S3::Bucket" and id.startswith("Imports")
    ]
    return resource


def test_the_bucket_is_kept_encrypted_and_nobodys_but_ours(either: Assembly) -> None:
    resource = bucket(either)
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
    made = resource["Properties"]
    assert set(made["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = made["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    (statement,) = either.named("AWS::S3::BucketPolicy", "Imports")["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_files_and_their_reports_do_not_stay_for_ever(either: Assembly) -> None:
    (rule,) = bucket(either)["Properties"]["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 90
    assert rule["Status"] == "Enabled"


def test_a_report_does_not_begin_an_import(either: Assembly) -> None:
    rules = [rule["EventPattern"] for rule in either.of_type("AWS::Events::Rule").values()]
    (pattern,) = [each for each in rules if each["source"] == ["aws.s3"]]
    assert pattern["detail"]["object"] == {"key": [{"anything-but": {"suffix": REPORT}}]}
    assert bucket(either)["Properties"]["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }


def test_work_is_bounded_retried_alone_and_never_lost(either: Assembly) -> None:
    mappings = either.of_type("AWS::Lambda::EventSourceMapping").values()
    (mapping,) = [each for each in mappings if "FilterCriteria" not in each]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": CONCURRENCY}
    assert CONCURRENCY <= 10
    (queue,) = [each for each in either.of_type("AWS::SQS::Queue").values() if "RedrivePolicy" in each]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == TRIES
    intake = either.functions()["onboarding.intake.handler"]
    assert queue["VisibilityTimeout"] > intake["Timeout"]
