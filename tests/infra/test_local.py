"""What the local cloud lacks of the real thing, completely."""

from typing import Any

from infra.local import API_ID, API_ID_TAG, LEFT_OUT
from tests.infra.synthesis import AWS, LOCAL, Assembly, Synth


def test_the_local_cloud_leaves_out_exactly_this(aws: Assembly, local: Assembly) -> None:
    assert _kinds(aws) - _kinds(local) == {
        "AWS::ApiGatewayV2::ApiMapping",
        "AWS::ApiGatewayV2::DomainName",
        "AWS::CertificateManager::Certificate",
        "AWS::CloudWatch::CompositeAlarm",
        "AWS::Events::Archive",
        "AWS::Logs::QueryDefinition",
        "AWS::SES::ConfigurationSet",
        "AWS::SES::ConfigurationSetEventDestination",
        "AWS::SES::EmailIdentity",
        "AWS::SES::ReceiptRule",
        "AWS::SES::ReceiptRuleSet",
        "AWS::SNS::Subscription",
    }
    assert _kinds(local) <= _kinds(aws)


def test_whatever_is_left_out_says_why(aws: Assembly, local: Assembly) -> None:
    assert set(LEFT_OUT) == _kinds(aws) - _kinds(local)
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())


def test_it_is_left_out_even_where_it_is_asked_for(synth: Synth, local: Assembly) -> None:
    assert synth({**AWS, **LOCAL}).resources.keys() == local.resources.keys()


def test_everything_else_is_there_as_often(aws: Assembly, local: Assembly) -> None:
    for kind in _kinds(local):
        assert len(local.of_type(kind)) == len(aws.of_type(kind)), kind


def test_only_the_local_clock_can_be_moved(aws: Assembly, local: Assembly) -> None:
    for function in local.functions().values():
        assert function["Environment"]["Variables"]["CLOCK_FILE"] == "/somewhere/clock"
    assert "CLOCK_FILE" not in str(aws.templates)


def test_the_local_address_is_pinned(aws: Assembly, local: Assembly) -> None:
    assert local.only("AWS::ApiGatewayV2::Api")["Tags"] == {API_ID_TAG: API_ID}
    assert API_ID_TAG not in str(aws.templates)
    assert len(bytes.fromhex(API_ID)) == 4


def test_functions_differ_in_their_environment_only(aws: Assembly, local: Assembly) -> None:
    for handler, function in local.functions().items():
        assert _without_environment(function) == _without_environment(aws.functions()[handler])


def _kinds(assembly: Assembly) -> set[str]:
    return {resource["Type"] for resource in assembly.resources.values()}


def _without_environment(function: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in function.items() if name != "Environment"}
