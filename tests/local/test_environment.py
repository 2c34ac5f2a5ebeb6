"""Nothing local ever meets a real account."""

import os
from collections.abc import Callable

import boto3
import pytest

from local.addresses import Addresses, chosen_ports
from local.environment import for_children, for_engine, use_endpoint

PORTS = chosen_ports({})
ADDRESSES = Addresses.on(PORTS)
REAL = {
    "AWS_PROFILE": "production",
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real",
    "AWS_ENDPOINT_URL_LAMBDA": "https://lambda.example",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "CDK_DEFAULT_ACCOUNT": "123456789012",
}


@pytest.fixture
def real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("real_account")
@pytest.mark.parametrize("environment", [for_children, for_engine])
def test_a_real_account_of_the_callers_reaches_no_child(
    environment: Callable[[Addresses, dict[str, int]], dict[str, str]],
) -> None:
    variables = environment(ADDRESSES, PORTS)
    assert not set(REAL.values()) & set(variables.values())
    assert variables["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert variables["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


@pytest.mark.usefixtures("real_account")
def test_clients_of_a_local_script_talk_to_the_engine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    use_endpoint(ADDRESSES.aws)
    session = boto3.Session()
    assert session.client("lambda").meta.endpoint_url == "http://127.0.0.1:4566"
    credentials = session.get_credentials()
    assert credentials
    assert (credentials.access_key, session.region_name) == ("test", "us-east-1")
