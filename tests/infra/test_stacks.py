"""What both deployments are made of."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra import bundle
from infra.functions import SPECS
from infra.relay import CALLS_FOR_RELAY
from infra.settings import SettingsError
from infra.web import ACCESS_LOG
from tests.infra.synthesis import AWS, LOCAL, Assembly, Synth, every_value
from tests.support.samples import PROGRAM_FILE
from tests.support.table import schema

OUTPUTS = {
    "ApiUrl",
    "StateMachineArn",
    "TableName",
    "OpsFunctionName",
    "ActingFunctionName",
    "ActingFunctionArn",
    "ViewPolicy",
    "ActPolicy",
    "ClockFunctionName",
    "ReconcileFunctionName",
    "ImportsBucketName",
    "DashboardName",
}


def test_data_is_a_stack_of_its_own_and_everything_else_the_other(either: Assembly) -> None:
    assert set(either.templates) == {"PartnerOnboardingData", "PartnerOnboarding"}
    kinds = {resource["Type"] for resource in either.templates["PartnerOnboardingData"]["Resources"].values()}
    assert kinds == {
        "AWS::DynamoDB::Table",
        "AWS::KMS::Alias",
        "AWS::KMS::Key",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
    }


def test_the_table_is_the_one_that_the_adapters_are_tested_on(either: Assembly) -> None:
    table, expected = either.only("AWS::DynamoDB::Table"), schema()
    expected.pop("TableName")
    by_name = lambda item: item["AttributeName"]  # noqa: E731 - a key for two sorts
    assert sorted(table["AttributeDefinitions"], key=by_name) == sorted(
        expected.pop("AttributeDefinitions"), key=by_name
    )
    assert {name: table[name] for name in expected} == expected


def test_the_table_survives_mistakes(either: Assembly) -> None:
    for resource in either.templates["PartnerOnboardingData"]["Resources"].values():
        if resource["Type"] in {"AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket"}:
            assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
    table = either.only("AWS::DynamoDB::Table")
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_table_streams_new_images_and_drops_what_has_expired(either: Assembly) -> None:
    table = either.only("AWS::DynamoDB::Table")
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


def test_every_function_of_the_list_is_deployed_and_no_other(either: Assembly) -> None:
    assert set(either.functions()) == {spec.handler for spec in SPECS}


def test_documents_are_encrypted_versioned_closed_to_the_public_and_read_over_tls_only(either: Assembly) -> None:
    bucket = either.named("AWS::S3::Bucket", "Documents")
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    statements = either.named("AWS::S3::BucketPolicy", "Documents")["PolicyDocument"]["Statement"]
    refused = [one["Condition"] for one in statements if one["Effect"] == "Deny"]
    assert {"Bool": {"aws:SecureTransport": "false"}} in refused


def test_on_aws_no_document_can_be_deleted_for_ten_years(aws: Assembly) -> None:
    bucket = aws.named("AWS::S3::Bucket", "Documents")
    assert bucket["ObjectLockEnabled"] is True
    assert aws.functions()["onboarding.steps.seal_agreement.handler"]["Environment"]["Variables"]["LOCK_DAYS"] == "3650"
    (goes,) = bucket["LifecycleConfiguration"]["Rules"]
    assert (goes["Prefix"], goes["ExpirationInDays"]) == ("prepared/", 400), "what was only prepared is not locked"


def test_the_seals_key_signs_and_does_nothing_else(either: Assembly) -> None:
    key = either.named("AWS::KMS::Key", "SealKey")
    assert (key["KeySpec"], key["KeyUsage"]) == ("RSA_3072", "SIGN_VERIFY")


def test_only_functions_that_need_them_carry_the_larger_libraries(either: Assembly) -> None:
    of = {kind: {spec.handler.split(".")[-2] for spec in SPECS if spec.bundle is kind} for kind in bundle.KINDS}
    assert of[bundle.DOCUMENTS] == {"ask_signer", "seal_agreement", "verify"}
    assert of[bundle.SCREENING] == {"assess_readiness", "activate", "screen"}
    code = {name.split(".")[-2]: json.dumps(one["Code"], sort_keys=True) for name, one in either.functions().items()}
    for kind in bundle.KINDS:
        assert len({code[name] for name in of[kind]}) == 1


def test_every_function_runs_on_the_one_python(either: Assembly) -> None:
    functions = either.functions().values()
    assert {function["Runtime"] for function in functions} == {"python3.13"}
    assert {tuple(function["Architectures"]) for function in functions} == {("arm64",)}


def test_every_function_traces_and_knows_the_table(either: Assembly) -> None:
    for function in either.functions().values():
        assert function["TracingConfig"] == {"Mode": "Active"}
        assert {"TABLE", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL"} <= set(function["Environment"]["Variables"])


def test_every_log_is_kept_for_a_stated_time(either: Assembly) -> None:
    groups = either.of_type("AWS::Logs::LogGroup")
    assert len(groups) == len(SPECS) + 2  # the journey's and the door's
    assert {group.get("RetentionInDays") for group in groups.values()} == {90}
    assert all("LoggingConfig" in function for function in either.functions().values())


def test_the_access_log_has_neither_paths_nor_addresses(either: Assembly) -> None:
    stage = either.only("AWS::ApiGatewayV2::Stage")
    assert json.loads(stage["AccessLogSettings"]["Format"]) == ACCESS_LOG
    for leak in ("path", "identity", "authorizer", "routeKey"):
        assert leak not in stage["AccessLogSettings"]["Format"]


def test_one_route_takes_everything_but_what_is_checked_and_there_is_a_limit(either: Assembly) -> None:
    routes = {one["RouteKey"] for one in either.of_type("AWS::ApiGatewayV2::Route").values()}
    assert routes == {"$default", "ANY /verify"}
    limits = either.only("AWS::ApiGatewayV2::Stage")["DefaultRouteSettings"]
    assert limits["ThrottlingRateLimit"] > 0
    assert limits["ThrottlingBurstLimit"] > 0


def test_the_journey_logs_that_it_moved_and_never_with_what(either: Assembly) -> None:
    machine = either.only("AWS::StepFunctions::StateMachine")
    assert machine.get("StateMachineType", "STANDARD") == "STANDARD"
    assert machine["LoggingConfiguration"]["Level"] == "ALL"
    assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False
    assert machine["TracingConfiguration"] == {"Enabled": True}


def test_the_stream_calls_the_relay_only_for_what_it_is_for(either: Assembly) -> None:
    mappings = either.of_type("AWS::Lambda::EventSourceMapping").values()
    (mapping,) = [each for each in mappings if "FilterCriteria" in each]
    patterns = [json.loads(each["Pattern"]) for each in mapping["FilterCriteria"]["Filters"]]
    assert patterns == list(CALLS_FOR_RELAY)
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] < 10
    assert "OnFailure" in mapping["DestinationConfig"]


def test_clock_and_reconciler_are_called_by_the_minute(either: Assembly) -> None:
    schedules = either.of_type("AWS::Scheduler::Schedule").values()
    assert {(each["ScheduleExpression"], each["Target"]["Input"]) for each in schedules} == {
        ("rate(5 minutes)", "{}"),
        ("rate(60 minutes)", "{}"),
    }


def test_the_reconciler_hears_of_every_bad_end_of_this_machine(either: Assembly) -> None:
    patterns = [rule["EventPattern"] for rule in either.of_type("AWS::Events::Rule").values()]
    (pattern,) = [each for each in patterns if each["source"] == ["aws.states"]]
    (machine,) = either.of_type("AWS::StepFunctions::StateMachine")
    assert pattern["detail"] == {
        "status": ["FAILED", "TIMED_OUT", "ABORTED"],
        "stateMachineArn": [{"Ref": machine}],
    }
    assert pattern["source"] == ["aws.states"]


def test_the_outputs_that_scripts_read_are_there(either: Assembly) -> None:
    assert set(either.templates["PartnerOnboarding"]["Outputs"]) >= OUTPUTS


def test_no_secret_and_no_account_is_written_into_a_template(either: Assembly) -> None:
    for value in every_value(dict(either.templates)):
        assert not (isinstance(value, str) and value.isdigit() and len(value) == 12)


def test_synthesizing_twice_gives_the_same(synth: Synth, aws: Assembly) -> None:
    assert synth(AWS).templates == aws.templates


def test_synthesizing_asks_aws_nothing(synth: Synth, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    manifest: Any = json.loads((synth(LOCAL).directory / "manifest.json").read_text())
    assert manifest.get("missing", []) == []
    accounts = {artifact.get("environment") for artifact in manifest["artifacts"].values()}
    assert accounts <= {None, "aws://unknown-account/unknown-region"}


def test_a_deployment_without_a_sender_is_refused_with_the_way_out(
    synth: Synth,
) -> None:
    with pytest.raises(SettingsError, match="domainName"):
        synth({})


RESTORED = {
    "tableName": "PartnerOnboardingRestored",
    "tableStream": "arn:aws:dynamodb:eu-west-1:000000000000:table/PartnerOnboardingRestored/stream/1",
}


@pytest.mark.parametrize("context", [{**AWS, **RESTORED}, {"sender": "onboarding@vendor.example"}])
def test_no_deployment_takes_away_what_the_one_before_may_still_use_of_the_data(
    synth: Synth, aws: Assembly, context: dict[str, str]
) -> None:
    other, data = synth(context), "PartnerOnboardingData"
    assert other.templates[data]["Outputs"] == aws.templates[data]["Outputs"], "CloudFormation refuses to delete one"
    if "tableName" in context:
        names = {one["Environment"]["Variables"]["TABLE"] for one in other.functions().values()}
        assert names == {context["tableName"]}


def test_a_verified_sender_is_enough_without_a_domain(synth: Synth) -> None:
    plain = synth({"sender": "onboarding@vendor.example"})
    assert plain.of_type("AWS::SES::EmailIdentity") == plain.of_type("AWS::ApiGatewayV2::DomainName") == {}
    relay = plain.functions()["onboarding.relay.handler"]
    assert relay["Environment"]["Variables"]["SENDER"] == "onboarding@vendor.example"


def test_an_issued_certificate_is_used_where_one_is_named(
    synth: Synth,
) -> None:
    arn = "arn:aws:acm:eu-west-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
    assembly = synth({**AWS, "certificateArn": arn})
    assert assembly.of_type("AWS::CertificateManager::Certificate") == {}
    (configuration,) = assembly.only("AWS::ApiGatewayV2::DomainName")["DomainNameConfigurations"]
    assert configuration["CertificateArn"] == arn


def test_the_key_of_connections_turns_every_year_and_opens_only_for_a_named_account(either: Assembly) -> None:
    assert either.named("AWS::KMS::Key", "Grants")["EnableKeyRotation"] is True
    uses = [one for _, one in either.statements() if one["Action"] in ("kms:Decrypt", "kms:Encrypt")]
    assert sorted(statement["Action"] for statement in uses) == ["kms:Decrypt"] * 3 + ["kms:Encrypt"]
    for statement in uses:
        assert statement["Condition"] == {"Null": {"kms:EncryptionContext:account": "false"}}


def test_a_program_that_asks_for_proof_is_not_deployed_without_a_provider(synth: Synth, tmp_path: Path) -> None:
    strict = tmp_path / "program.toml"
    strict.write_text(PROGRAM_FILE.read_text().replace('level = "attested"', 'level = "verified"'))
    with pytest.raises(SettingsError, match="teamAppKey"):
        synth({**AWS, "program": str(strict)})
    web = synth({**AWS, "program": str(strict), "teamAppKey": "a1b2"}).functions()["onboarding.web.app.handler"]
    variables = web["Environment"]["Variables"]
    assert variables["DIRECTORY_KEY"] == "a1b2"
    assert variables["DIRECTORY_API"] == "https://api.dropboxapi.com"
