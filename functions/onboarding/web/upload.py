"""One uploaded file: a bounded multipart form, read in memory and never stored."""

import base64
import binascii
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from onboarding.speaking import say
from onboarding.web.request import Unacceptable

MOST_BYTES = 3 * 1024 * 1024
"""A sealed agreement has a tenth of it; with base64 it stays below what a Lambda function can be sent."""


def uploaded(event: Mapping[str, Any], field: str) -> bytes:
    """The file in this field, empty where none was chosen; raises Unacceptable for what is no such form."""
    headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    kind, body = headers.get("content-type", ""), str(event.get("body") or "")
    if len(body) > MOST_BYTES * 4 // 3 + 4096:
        raise _too_large()
    if kind.partition(";")[0].strip().lower() != "multipart/form-data":
        raise Unacceptable(
            415, say("This is not a file"), say("This address takes a PDF through the form that it shows.")
        )
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode("latin-1")
        message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode("ascii") + b"\r\n\r\n" + raw)
        parts = list(message.iter_parts()) if message.is_multipart() else []
        for part in parts:
            if part.get_param("name", header="content-disposition") == field:
                content = part.get_payload(decode=True)
                file = content if isinstance(content, bytes) else b""
                if len(file) > MOST_BYTES:
                    raise _too_large()
                return file
    except (binascii.Error, ValueError, LookupError, KeyError):
        raise _garbled() from None
    raise _garbled()


def _too_large() -> Unacceptable:
    return Unacceptable(
        413, say("That file is too large"), say("A sealed agreement is far smaller than 3 MB. It was not read.")
    )


def _garbled() -> Unacceptable:
    return Unacceptable(
        400, say("The file could not be read"), say("Something on the way garbled it. Please send it again.")
    )
