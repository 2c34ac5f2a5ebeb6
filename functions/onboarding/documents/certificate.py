"""The seal's certificate: made once for a key, signed by that key itself, and kept beside the documents."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from asn1crypto import keys, x509

from onboarding.domain.errors import NotFound

if TYPE_CHECKING:
    from onboarding.ports.agreements import Documents

LIFE = timedelta(days=3650)
SIGNATURE_BYTES = 384
"""What an RSA key of 3072 bits signs with."""


class Key(Protocol):
    """A key of which only the public half is known."""

    @property
    def public(self) -> bytes:
        """SubjectPublicKeyInfo (DER)."""

    def sign(self, digest: bytes) -> bytes:
        """PKCS #1 v1.5 over a SHA-256 digest."""


def stored_at(public: bytes) -> str:
    """Where a key's certificate is kept, by the key's own fingerprint."""
    return f"certificates/{hashlib.sha256(public).hexdigest()}.cer"


def certificate_of(key: Key, documents: "Documents", vendor: str) -> x509.Certificate:
    """The certificate of this key; where none is kept yet, one is made, and of two at once the first one stays."""
    at = stored_at(key.public)
    try:
        found = documents.read(at)
    except NotFound:
        found = documents.keep(at, make(key, vendor, datetime.now(UTC)).dump(), "application/pkix-cert")
    return x509.Certificate.load(found)


def ours(certificate: x509.Certificate, documents: "Documents") -> bool:
    """Whether a certificate is, byte for byte, one that is kept here: also those of keys that have been retired."""
    try:
        return bool(documents.read(stored_at(certificate.public_key.dump())) == certificate.dump())
    except NotFound:
        return False


def make(key: Key, vendor: str, now: datetime) -> x509.Certificate:
    """A self-signed X.509 v3 certificate for signing documents, valid ten years from the hour in which it is made."""
    begins = now.replace(minute=0, second=0, microsecond=0)
    public = keys.PublicKeyInfo.load(key.public)
    name = x509.Name.build({"common_name": f"{vendor} partner agreements", "organization_name": vendor})
    fingerprint = hashlib.sha256(key.public).digest()
    content: Mapping[str, Any] = {
        "version": "v3",
        "serial_number": int.from_bytes(fingerprint[:16]) >> 1,
        "signature": {"algorithm": "sha256_rsa"},
        "issuer": name,
        "validity": {
            "not_before": x509.Time({"utc_time": begins}),
            "not_after": x509.Time({"utc_time": begins + LIFE}),
        },
        "subject": name,
        "subject_public_key_info": public,
        "extensions": [
            _extension("basic_constraints", {"ca": False}, critical=True),
            _extension("key_usage", {"digital_signature", "non_repudiation"}, critical=True),
            _extension("key_identifier", public.sha1),
            _extension("authority_key_identifier", {"key_identifier": public.sha1}),
        ],
    }
    unsigned = x509.TbsCertificate(content)
    return x509.Certificate(
        {
            "tbs_certificate": unsigned,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature_value": key.sign(hashlib.sha256(unsigned.dump()).digest()),
        }
    )


def _extension(name: str, value: Any, *, critical: bool = False) -> dict[str, Any]:
    return {"extn_id": name, "critical": critical, "extn_value": value}
