"""Where files are dropped, and how little of everything else they can take."""

from typing import Any

from infra import screening
from infra.intake import CONCURRENCY
from local import importing
from local import screening as local_screening
from onboarding.importing.runs import REPORT
from onboarding.intake import TRIES
from onboarding.screening.lists import ACCEPTED
from tests.infra.synthesis import Assembly

DROPS = ("Imports", "Lists")


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
    (pattern,) = [each for each in rules if each["detail-type"] == ["Object Created"]]
    assert pattern["detail"]["object"] == {"key": [{"anything-but": {"suffix": REPORT}}]}
    assert bucket(either)["Properties"]["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }


def test_work_is_bounded_retried_alone_and_never_lost(either: Assembly) -> None:
    mappings = either.of_type("AWS::Lambda::EventSourceMapping").items()
    of_queues = [each for name, each in mappings if name.startswith(DROPS)]
    assert [each["FunctionResponseTypes"] for each in of_queues] == [["ReportBatchItemFailures"]] * 2
    at_once = sorted(each["ScalingConfig"]["MaximumConcurrency"] for each in of_queues)
    assert at_once == sorted([CONCURRENCY, screening.CONCURRENCY])
    assert at_once[-1] <= 10
    found = either.of_type("AWS::SQS::Queue").items()
    queues = [each for name, each in found if name.startswith(DROPS) and "RedrivePolicy" in each]
    assert [each["RedrivePolicy"]["maxReceiveCount"] for each in queues] == [TRIES, screening.TRIES]
    functions = either.functions()
    longest = max(functions[f"onboarding.{name}.handler"]["Timeout"] for name in ("intake", "screen"))
    again = [each["VisibilityTimeout"] for each in queues]
    assert min(again) > longest
    assert min(importing.PATIENCE_SECONDS, local_screening.PATIENCE_SECONDS) > max(again), "the commands wait for that"


def test_only_what_works_its_own_queue_off_part_by_part_is_let_call_itself_for_long(either: Assembly) -> None:
    loops = {name: one["RecursiveLoop"] for name, one in either.functions().items() if "RecursiveLoop" in one}
    assert loops == {"onboarding.intake.handler": "Allow", "onboarding.screen.handler": "Allow"}


def test_denied_party_lists_are_kept_and_word_of_them_goes_to_screening(either: Assembly) -> None:
    (resource,) = [
        each for id, each in either.resources.items() if each["Type"] == "AWS::S3::Bucket" and id.startswith("Lists")
    ]
    assert resource["DeletionPolicy"] == "Retain"
    assert ["ExpirationInDays" in rule for rule in resource["Properties"]["LifecycleConfiguration"]["Rules"]] == [False]
    rules = [rule["EventPattern"] for rule in either.of_type("AWS::Events::Rule").values()]
    (pattern,) = [each for each in rules if "Object Deleted" in each["detail-type"]]
    assert pattern["detail"]["object"] == {"key": [{"anything-but": {"prefix": ACCEPTED}}]}
