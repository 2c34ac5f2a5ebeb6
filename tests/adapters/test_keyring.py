"""Refresh tokens in KMS: sealed for one account, and readable for no other."""

from collections.abc import Iterator
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from onboarding.adapters.keyring import KmsKeyring
from onboarding.domain.account import Account
from onboarding.domain.errors import Disconnected
from onboarding.domain.ids import AccountId
from onboarding.domain.people import Person
from tests.support.samples import ID

ACCOUNT = Account(id=AccountId("1"), application=ID, customer="C", nominee=Person("N", "n@c.example"))


@pytest.fixture
def keyring() -> Iterator[KmsKeyring]:
    with mock_aws():
        yield KmsKeyring(boto3.client("kms").create_key()["KeyMetadata"]["Arn"])


def test_a_sealed_token_opens_for_its_account_and_shows_nothing(keyring: KmsKeyring) -> None:
    sealed = keyring.seal("refresh-token", ACCOUNT)
    assert "refresh" not in sealed
    assert keyring.open(sealed, ACCOUNT) == "refresh-token"


def test_it_opens_for_no_other_account(keyring: KmsKeyring) -> None:
    sealed = keyring.seal("refresh-token", ACCOUNT)
    with pytest.raises(Disconnected):
        keyring.open(sealed, replace(ACCOUNT, id=AccountId("2")))


def test_a_damaged_one_must_be_made_again(keyring: KmsKeyring) -> None:
    for damaged in ("not base64 at all", keyring.seal("token", ACCOUNT)[:-8] + "AAAAAAA="):
        with pytest.raises(Disconnected):
            keyring.open(damaged, ACCOUNT)
