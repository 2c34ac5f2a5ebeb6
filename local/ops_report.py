"""The report of an import, read from the engine: what the S3 console would let ops download."""

from pathlib import PurePosixPath

import boto3

from local.addresses import read_outputs
from local.ops_dashboard import NotAllowed
from onboarding.importing.runs import REPORT


def report(key: str) -> tuple[str, bytes]:
    """The name to save it under, and what is in it; raises NotAllowed for what is no report."""
    if not key.endswith(REPORT):
        raise NotAllowed("this is no report of an import")
    answer = boto3.client("s3").get_object(Bucket=read_outputs()["ImportsBucketName"], Key=key)
    return PurePosixPath(key).name, answer["Body"].read()
