"""Clients of the AWS services that we use, by botocore, which is what boto3 is made of.

`import boto3` also loads what makes resources, transfers and documentation: measured, a third of the time in which
boto3 has its first client (bench/cold_start.py). Every cold start would pay for that, and nothing of ours uses it.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

from botocore.config import Config
from botocore.session import Session, get_session

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ses import SESClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient


@cache
def session() -> Session:
    """The process's own."""
    return get_session()


@overload
def client(service: Literal["dynamodb"], config: Config | None = None) -> "DynamoDBClient": ...
@overload
def client(service: Literal["events"], config: Config | None = None) -> "EventBridgeClient": ...
@overload
def client(service: Literal["kms"], config: Config | None = None) -> "KMSClient": ...
@overload
def client(service: Literal["s3"], config: Config | None = None) -> "S3Client": ...
@overload
def client(service: Literal["secretsmanager"], config: Config | None = None) -> "SecretsManagerClient": ...
@overload
def client(service: Literal["ses"], config: Config | None = None) -> "SESClient": ...
@overload
def client(service: Literal["sqs"], config: Config | None = None) -> "SQSClient": ...
@overload
def client(service: Literal["stepfunctions"], config: Config | None = None) -> "SFNClient": ...
def client(service: str, config: Config | None = None) -> Any:
    """A new client, as `boto3.client` makes it; whoever asks for it keeps it."""
    return session().create_client(service, config=config)
