"""Documents in S3 and the key in KMS, on moto: written once, translated errors, links that say what they download."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from moto import mock_aws

from onboarding.adapters.documents import S3Documents
from onboarding.adapters.seal_key import KmsKey
from onboarding.domain.errors import NotFound, Unavailable

BUCKET = "documents-of-a-test"


@pytest.fixture
def documents() -> Iterator[S3Documents]:
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        yield S3Documents(BUCKET)


def test_whoever_comes_second_gets_what_the_first_has_stored(documents: S3Documents) -> None:
    assert documents.keep("sealed/1.pdf", b"first") == b"first"
    assert documents.keep("sealed/1.pdf", b"second") == b"first"
    assert documents.read("sealed/1.pdf") == b"first"


@pytest.mark.parametrize(
    ("key", "locked"), [("sealed/1.pdf", True), ("certificates/a.cer", True), ("prepared/1.pdf", False)]
)
def test_evidence_is_locked_and_what_was_only_prepared_is_not(key: str, locked: bool) -> None:
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
        S3Documents(BUCKET, timedelta(days=3650)).keep(key, b"content")
        found = boto3.client("s3").head_object(Bucket=BUCKET, Key=key)
    assert (found.get("ObjectLockMode") == "GOVERNANCE") is locked
    if locked:
        assert found["ObjectLockRetainUntilDate"] - datetime.now(UTC) > timedelta(days=3649)


def test_what_is_not_there_is_not_found(documents: S3Documents) -> None:
    with pytest.raises(NotFound):
        documents.read("sealed/none.pdf")


def test_a_link_downloads_under_a_name_in_any_script_and_lives_five_minutes(documents: S3Documents) -> None:
    url = documents.address("sealed/1.pdf", 'Vertrag "Größe" 株式会社.pdf')
    assert "X-Amz-Expires=300" in url
    assert "attachment" in url
    assert "%0D" not in url
    assert "%0A" not in url


@pytest.mark.parametrize("region", ["eu-central-1", "eu-south-2", "ap-southeast-4"])
def test_a_link_leads_to_the_bucket_s_own_region(region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        monkeypatch.setenv("AWS_DEFAULT_REGION", region)
        link = urlsplit(S3Documents(BUCKET).address("sealed/1.pdf", "agreement.pdf"))
    assert link.hostname == f"{BUCKET}.s3.{region}.amazonaws.com"


def test_a_link_of_the_local_cloud_leads_to_its_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    with mock_aws():
        link = urlsplit(S3Documents(BUCKET).address("sealed/1.pdf", "agreement.pdf"))
    assert (link.netloc, link.path) == ("127.0.0.1:4566", f"/{BUCKET}/sealed/1.pdf")


@pytest.mark.parametrize("code", ["SlowDown", "InternalError", "ServiceUnavailable"])
def test_s3_away_is_unavailable(documents: S3Documents, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise ClientError({"Error": {"Code": code}}, "PutObject")

    monkeypatch.setattr(documents._client, "put_object", away)
    monkeypatch.setattr(documents._client, "get_object", away)
    with pytest.raises(Unavailable):
        documents.keep("k", b"c")
    with pytest.raises(Unavailable):
        documents.read("k")


def test_kms_signs_and_only_the_public_half_is_ever_seen() -> None:
    with mock_aws():
        made = boto3.client("kms").create_key(KeySpec="RSA_3072", KeyUsage="SIGN_VERIFY")
        key = KmsKey(made["KeyMetadata"]["KeyId"])
        signature = key.sign(hashlib.sha256(b"content").digest())
        public = serialization.load_der_public_key(key.public)
    assert isinstance(public, rsa.RSAPublicKey)
    assert public.key_size == 3072
    # That it is a signature over the digest, moto cannot show: it hashes once more. The whole journeys do.
    assert len(signature) == 384


@pytest.mark.parametrize("code", ["ThrottlingException", "KMSInternalException", "DependencyTimeoutException"])
def test_kms_throttled_or_away_is_unavailable(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise ClientError({"Error": {"Code": code}}, "Sign")

    with mock_aws():
        key = KmsKey("any")
        monkeypatch.setattr(key._client, "sign", away)
        with pytest.raises(Unavailable):
            key.sign(b"0" * 32)
