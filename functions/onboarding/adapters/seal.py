"""The vendor's seal as PAdES: pyHanko writes it, the key in KMS signs it."""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onboarding.ports.agreements import Documents


if TYPE_CHECKING:
    from onboarding.documents.certificate import Key


class PadesSeal:
    """The port `Seal`. `timestamp_url` names a time-stamp authority (RFC 3161); empty for none."""

    def __init__(self, key: "Key", documents: "Documents", vendor: str, timestamp_url: str = "") -> None:
        self._key, self._documents = key, documents
        self._vendor, self._timestamp_url = vendor, timestamp_url

    def seal(self, pdf: bytes, number: str, at: datetime) -> bytes:
        """Certifies the whole document: nothing may be changed or added after it. Raises Unavailable with KMS."""
        # pyHanko costs a cold start half a second, which only the sealing function should pay.
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
        from pyhanko.sign import fields, signers  # noqa: PLC0415
        from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper  # noqa: PLC0415

        from onboarding.documents.certificate import certificate_of  # noqa: PLC0415
        from onboarding.documents.signer import KeySigner, dated  # noqa: PLC0415

        certificate = certificate_of(self._key, self._documents, self._vendor)
        signer = dated(at)(
            signers.PdfSignatureMetadata(
                field_name="Seal",
                md_algorithm="sha256",
                subfilter=fields.SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=fields.MDPPerm.NO_CHANGES,
                name=self._vendor,
                reason=number,
            ),
            signer=KeySigner(self._key, certificate),
            timestamper=HTTPTimeStamper(self._timestamp_url) if self._timestamp_url else None,
        )
        sealed = BytesIO()
        signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=sealed)
        return sealed.getvalue()
