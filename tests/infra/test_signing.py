"""A provider outside: its key is a secret that a person writes, and nothing of it is in any environment."""

import json

import pytest

from infra.functions import SPECS
from infra.signing import CALLBACK
from local import dropbox_sign
from onboarding.web import app
from tests.infra.synthesis import Assembly, every_value


def test_without_a_provider_there_is_no_secret_and_no_trace_of_one(either: Assembly) -> None:
    assert not [name for name in either.of_type("AWS::SecretsManager::Secret") if name.startswith("Signing")]
    assert not any(
        "DROPBOX_SIGN" in name
        for function in either.functions().values()
        for name in function["Environment"]["Variables"]
    )


def test_cdk_nag_has_no_finding_without_a_reason_with_a_provider_either(outside: Assembly) -> None:
    report = json.loads((outside.directory / "validation-report.json").read_text())
    assert report["pluginReports"] == []


def test_the_secret_is_kept_and_starts_without_a_key(outside: Assembly) -> None:
    (secret,) = [
        one
        for name, one in outside.resources.items()
        if one["Type"] == "AWS::SecretsManager::Secret" and name.startswith("Signing")
    ]
    assert secret["DeletionPolicy"] == "Retain"
    assert secret["Properties"]["SecretString"] == '{"api_key":"","client_id":""}'


def test_a_person_is_told_where_the_key_goes_and_where_events_come(outside: Assembly) -> None:
    outputs = outside.templates["PartnerOnboarding"]["Outputs"]
    assert outputs["DropboxSignCallback"]["Value"].endswith(CALLBACK)
    assert "DropboxSignSecret" in outputs


def test_the_providers_address_is_set_nowhere_but_locally(outside: Assembly) -> None:
    assert not [value for value in every_value(dict(outside.templates)) if value == "DROPBOX_SIGN_URL"]
    assert all("DROPBOX_SIGN_URL" not in one["Environment"]["Variables"] for one in outside.functions().values())
    assert len(outside.functions()) == len(SPECS)


def test_the_callback_is_a_route_that_exists() -> None:
    assert CALLBACK == dropbox_sign.CALLBACK
    assert CALLBACK in {route.rule for route in app.ROUTES}


@pytest.mark.parametrize("kind", ["AWS::Lambda::Function", "AWS::IAM::Role"])
def test_nothing_else_comes_with_it(outside: Assembly, aws: Assembly, kind: str) -> None:
    assert set(outside.of_type(kind)) == set(aws.of_type(kind))
