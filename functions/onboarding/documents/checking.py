"""Checking a PDF that somebody holds: does it carry our seal, over all of it, and has nothing been changed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from onboarding.documents.certificate import ours
from onboarding.domain.errors import Unavailable

if TYPE_CHECKING:
    from onboarding.ports.agreements import Documents


class State(StrEnum):
    """What a file turned out to be."""

    UNREADABLE = "unreadable"
    UNSEALED = "unsealed"
    FOREIGN = "foreign"
    CHANGED = "changed"
    SEALED = "sealed"


@dataclass(frozen=True)
class Finding:
    """What was found; `number` and `sealed` are what our own seal says, and empty for anything else."""

    state: State
    number: str = ""
    sealed: datetime | None = None


def check(pdf: bytes, documents: "Documents") -> Finding:
    """Looks at one file, in memory. Raises Unavailable where the certificates cannot be read; nothing else."""
    if not pdf.startswith(b"%PDF-"):
        return Finding(State.UNREADABLE)
    try:
        found = PdfFileReader(BytesIO(pdf), strict=True).embedded_signatures
        return _newest(found, documents) if found else Finding(State.UNSEALED)
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - a stranger's bytes: whatever they break, they are not a document of ours
        # Our seal may be in it all the same, but nothing can be said for a file that is out of joint.
        return Finding(State.CHANGED if b"/ByteRange" in pdf else State.UNREADABLE)


def _newest(found: Sequence[EmbeddedPdfSignature], documents: "Documents") -> Finding:
    """What the last signature says: nothing may come after ours, not even another one."""
    *before, last = found
    if ours(last.signer_cert, documents):
        return _seal(last)
    return Finding(State.CHANGED if any(ours(one.signer_cert, documents) for one in before) else State.FOREIGN)


def _seal(signature: EmbeddedPdfSignature) -> Finding:
    certificate = signature.signer_cert
    trusting = ValidationContext(trust_roots=[certificate], allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=trusting)
    # `valid` says that the signature fits its own attributes, `intact` that these fit the file, `coverage` how
    # much of the file that is. One flipped byte turns `intact` alone.
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not (status.valid and status.intact and whole):
        return Finding(State.CHANGED)
    return Finding(State.SEALED, str(signature.sig_object.get("/Reason", "")), signature.self_reported_timestamp)
