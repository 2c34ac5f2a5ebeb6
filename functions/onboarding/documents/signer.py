"""pyHanko's signer over a key that is elsewhere; imported only by what seals."""

import asyncio
import hashlib
from datetime import datetime
from typing import Any

from asn1crypto import x509
from pyhanko.sign.signers import PdfSigner, Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from onboarding.documents.certificate import SIGNATURE_BYTES, Key


class KeySigner(Signer):
    """Hashes here, signs there."""

    def __init__(self, key: Key, certificate: x509.Certificate) -> None:
        super().__init__(signing_cert=certificate, cert_registry=SimpleCertificateStore())
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature; a dry run only asks for its length."""
        if digest_algorithm != "sha256":
            raise ValueError(f"the seal's key signs SHA-256 digests, not {digest_algorithm}")
        if dry_run:
            return bytes(SIGNATURE_BYTES)
        return await asyncio.to_thread(self._key.sign, hashlib.sha256(data).digest())


def dated(at: datetime) -> type[PdfSigner]:
    """A signer that states this time, and not that of the machine it runs on."""

    class Dated(PdfSigner):
        """See above."""

        def init_signing_session(self, *arguments: Any, **named: Any) -> Any:
            """A session with the stated time."""
            session = super().init_signing_session(*arguments, **named)
            session.system_time = at
            return session

    return Dated
