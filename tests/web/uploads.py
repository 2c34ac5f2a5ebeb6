"""The page for checking agreements, as a browser would call it; `verify.world` is the test's to replace."""

import base64
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from onboarding.documents.certificate import certificate_of
from onboarding.documents.signer import KeySigner
from onboarding.web import verify
from tests.support.world import Shelf, TestKey
from tests.web.visitor import Answer, received

EDGE = "edge-of-parts"


def ask(
    method: str,
    query: str = "",
    body: bytes = b"",
    kind: str = f"multipart/form-data; boundary={EDGE}",
    accepts: str = "",
) -> Answer:
    """One request to `/verify`; `accepts` is what the browser says of languages."""
    event: dict[str, Any] = {
        "rawPath": "/verify",
        "rawQueryString": query,
        "headers": {"content-type": kind, "accept-encoding": "gzip", "accept-language": accepts},
        "requestContext": {"http": {"method": method, "path": "/verify", "sourceIp": "192.0.2.7"}},
        "isBase64Encoded": True,
        "body": base64.b64encode(body).decode(),
    }
    return received(verify.handler(event, SimpleNamespace(aws_request_id="request-1")))


def upload(content: bytes, field: str = "document", accepts: str = "") -> Answer:
    """What the page says of a file."""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{field}"; filename="a.pdf"\r\n'
    head += "Content-Type: application/pdf\r\n\r\n"
    return ask("POST", body=head.encode() + content + f"\r\n--{EDGE}--\r\n".encode(), accepts=accepts)


class _Rude(signers.PdfSigner):
    """Signs what its author has closed."""

    def _enforce_certification_constraints(self, reader: object) -> None:
        """Nothing holds it back."""


def sealed_by_another(pdf: bytes) -> bytes:
    """The same file with a seal that somebody else has put on it, in our name, beside one that may be there."""
    key = TestKey(whose="somebody else")
    about = signers.PdfSignatureMetadata(field_name="Theirs", md_algorithm="sha256", name="Harbourlight")
    signer = _Rude(about, signer=KeySigner(key, certificate_of(key, Shelf(), "Harbourlight")))
    sealed: BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return sealed.getvalue()
