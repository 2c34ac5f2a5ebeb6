"""Refresh tokens, sealed with a KMS key and bound to the account that they are for."""

import base64
import binascii
from functools import cached_property
from typing import TYPE_CHECKING

from onboarding.adapters.botocore_errors import translated
from onboarding.adapters.clients import client
from onboarding.domain.account import Account
from onboarding.domain.errors import Disconnected, Unavailable
from onboarding.domain.marking import N_

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_NOT_OURS = {"InvalidCiphertextException", "IncorrectKeyException"}


class KmsKeyring:
    """One KMS key; a token that was sealed for one account opens for no other."""

    def __init__(self, key: str) -> None:
        self._key = key

    @cached_property
    def _client(self) -> "KMSClient":
        return client("kms")

    def seal(self, token: str, account: Account) -> str:
        """One Encrypt; base64."""
        with translated():
            sealed = self._client.encrypt(
                KeyId=self._key, Plaintext=token.encode(), EncryptionContext=_context(account)
            )
        return base64.b64encode(sealed["CiphertextBlob"]).decode()

    def open(self, sealed: str, account: Account) -> str:
        """One Decrypt; raises Disconnected where it was sealed for another account, or is damaged."""
        try:
            blob = base64.b64decode(sealed, validate=True)
            with translated():
                opened = self._client.decrypt(KeyId=self._key, CiphertextBlob=blob, EncryptionContext=_context(account))
        except binascii.Error:
            raise Disconnected(_DAMAGED) from None
        except Unavailable as error:
            if str(error) in _NOT_OURS:
                raise Disconnected(_DAMAGED) from None
            raise
        return opened["Plaintext"].decode()


_DAMAGED = N_("The stored connection cannot be read, so it must be made again.")


def _context(account: Account) -> dict[str, str]:
    return {"application": account.application, "account": account.id}
