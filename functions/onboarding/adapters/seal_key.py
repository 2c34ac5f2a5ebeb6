"""The key of the vendor's seal, which never leaves KMS: its public half, and signatures that KMS makes with it."""

from functools import cached_property
from typing import TYPE_CHECKING

from onboarding.adapters.botocore_errors import translated
from onboarding.adapters.clients import client

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient


class KmsKey:
    """An RSA_3072 key for SIGN_VERIFY."""

    def __init__(self, key: str) -> None:
        self._key = key

    @cached_property
    def _client(self) -> "KMSClient":
        return client("kms")

    @cached_property
    def public(self) -> bytes:
        """SubjectPublicKeyInfo (DER)."""
        with translated():
            return self._client.get_public_key(KeyId=self._key)["PublicKey"]

    def sign(self, digest: bytes) -> bytes:
        """PKCS #1 v1.5 over a SHA-256 digest; raises Unavailable where KMS is throttled or away."""
        with translated():
            return self._client.sign(
                KeyId=self._key,
                Message=digest,
                MessageType="DIGEST",
                SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256",
            )["Signature"]
