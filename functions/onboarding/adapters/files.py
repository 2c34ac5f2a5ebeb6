"""The imports bucket: ranged, streamed reads of exactly the file that was dropped, and reports in pieces."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from onboarding.adapters.botocore_errors import code_of, translated
from onboarding.adapters.clients import client
from onboarding.domain.errors import NotFound
from onboarding.importing.runs import Dropped

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

CHUNK = 256 * 1024
MULTIPART = 8 * 1024 * 1024
"""Bytes of one part of a large report; S3 wants at least 5 MB."""

_GONE = {"NoSuchKey", "404", "NotFound", "PreconditionFailed", "412"}


class S3Files:
    """The port `Files` on S3."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    @cached_property
    def _client(self) -> "S3Client":
        return client("s3")

    def found(self, key: str) -> Dropped:
        """One HeadObject."""
        try:
            head = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if code_of(error) in _GONE:
                raise NotFound(key) from error
            with translated():
                raise
        return Dropped(key=key, etag=head["ETag"].strip('"'), size=head["ContentLength"])

    def read(self, file: Dropped, start: int, end: int | None = None) -> Iterator[bytes]:
        """One GetObject with a range, for the content that was dropped and no other."""
        if start >= (file.size if end is None else end):
            return
        bytes_ = f"bytes={start}-{'' if end is None else end - 1}"
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=file.key, Range=bytes_, IfMatch=file.etag)
        except ClientError as error:
            if code_of(error) in _GONE:
                raise NotFound(file.key) from error
            with translated():
                raise
        with translated():
            yield from answer["Body"].iter_chunks(CHUNK)

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """One PutObject for a small file, a multipart upload for a large one."""
        parts = _parts(pieces)
        first = next(parts, b"")
        second = next(parts, None)
        with translated():
            if second is None:
                self._client.put_object(Bucket=self._bucket, Key=key, Body=first, ContentType="text/csv; charset=utf-8")
            else:
                self._upload(key, first, second, parts)

    def _upload(self, key: str, first: bytes, second: bytes, rest: Iterator[bytes]) -> None:
        begun = self._client.create_multipart_upload(
            Bucket=self._bucket, Key=key, ContentType="text/csv; charset=utf-8"
        )
        where = {"Bucket": self._bucket, "Key": key, "UploadId": begun["UploadId"]}
        done: list[CompletedPartTypeDef] = []

        def upload(number: int, body: bytes) -> None:
            answer = self._client.upload_part(
                Bucket=self._bucket, Key=key, UploadId=begun["UploadId"], PartNumber=number, Body=body
            )
            done.append({"ETag": answer["ETag"], "PartNumber": number})

        try:
            upload(1, first)
            upload(2, second)
            for number, body in enumerate(rest, start=3):
                upload(number, body)
            self._client.complete_multipart_upload(
                Bucket=self._bucket, Key=key, UploadId=begun["UploadId"], MultipartUpload={"Parts": done}
            )
        except BaseException:
            self._client.abort_multipart_upload(Bucket=where["Bucket"], Key=key, UploadId=where["UploadId"])
            raise


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= MULTIPART:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
