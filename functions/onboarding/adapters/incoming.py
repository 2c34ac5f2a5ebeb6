"""Incoming mail in S3: SES stores each under its own id before it calls us."""

import re
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from onboarding.adapters.botocore_errors import code_of, translated
from onboarding.adapters.clients import client
from onboarding.domain.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "incoming/"
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_NOT_THERE = {"NoSuchKey", "404"}


class S3Incoming:
    """The port `Incoming` on a bucket."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    @cached_property
    def _client(self) -> "S3Client":
        return client("s3")

    def read(self, id: str) -> bytes:
        """One GetObject."""
        if not _ID.fullmatch(id):
            raise NotFound(id)
        with translated():
            try:
                return self._client.get_object(Bucket=self._bucket, Key=f"{PREFIX}{id}")["Body"].read()
            except ClientError as error:
                if code_of(error) in _NOT_THERE:
                    raise NotFound(id) from error
                raise
