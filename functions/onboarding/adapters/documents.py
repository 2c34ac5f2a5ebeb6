"""Documents in S3: written once under a key that nobody writes again, downloaded by links that live some minutes."""

import re
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import ClientError

from onboarding.adapters.botocore_errors import code_of, translated
from onboarding.adapters.clients import client
from onboarding.domain.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MINUTES = 5
"""How long a link downloads."""

EVIDENCE = ("sealed/", "certificates/")
"""What is locked, where the bucket locks; all else goes by itself some time after it was prepared."""

_REGIONAL = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
"""Links name the bucket's own region. Unless asked, they name S3's global address, which newer regions never
answer, and the others not before a new bucket is known there (https://github.com/boto/boto3/issues/3015)."""

_THERE = {"PreconditionFailed", "412"}
_NOT_THERE = {"NoSuchKey", "404"}


class S3Documents:
    """The port `Documents` on a bucket."""

    def __init__(self, bucket: str, lock: timedelta = timedelta()) -> None:
        self._bucket, self._lock = bucket, lock

    @cached_property
    def _client(self) -> "S3Client":
        return client("s3", config=_REGIONAL)

    def keep(self, key: str, content: bytes, kind: str = "application/pdf") -> bytes:
        """One conditional PutObject; whoever comes second is given what the first has stored."""
        try:
            with translated():
                try:
                    self._client.put_object(
                        Bucket=self._bucket,
                        Key=key,
                        Body=content,
                        ContentType=kind,
                        IfNoneMatch="*",
                        **self._locked(key),
                    )
                except ClientError as error:
                    if code_of(error) in _THERE:
                        raise _AlreadyThere from error
                    raise
        except _AlreadyThere:
            return self.read(key)
        return content

    def _locked(self, key: str) -> "dict[str, Any]":
        """Governance: nobody deletes it by mistake, and a court can still have it deleted."""
        if not self._lock or not key.startswith(EVIDENCE):
            return {}
        return {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": datetime.now(UTC) + self._lock}

    def read(self, key: str) -> bytes:
        """One GetObject."""
        with translated():
            try:
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) in _NOT_THERE:
                    raise NotFound(key) from error
                raise

    def address(self, key: str, name: str) -> str:
        """A presigned GetObject; the file name is given in both forms that browsers know."""
        plain = re.sub(r"[^A-Za-z0-9._-]", "-", name)
        with translated():
            return self._client.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": key,
                    "ResponseContentType": "application/pdf",
                    "ResponseContentDisposition": (
                        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
                    ),
                },
                ExpiresIn=MINUTES * 60,
            )


class _AlreadyThere(Exception):
    """The key is taken."""
