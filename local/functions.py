"""Invokes the deployed Lambda functions that nothing but time invokes on AWS."""

import json

import boto3
from botocore.config import Config

from local.addresses import read_outputs

# A pass of the clock over a long jump sends many mails; asking twice would only make it compete with itself.
PATIENT = Config(read_timeout=300, retries={"total_max_attempts": 1})


class FunctionFailed(Exception):
    """A function raised; the message carries what the engine reported."""


def invoke(output: str, event: dict[str, object] | None = None) -> object:
    """Invoke the function that the named stack output names, and return its answer; raises FunctionFailed."""
    answer = boto3.client("lambda", config=PATIENT).invoke(
        FunctionName=read_outputs()[output], Payload=json.dumps(event or {}).encode()
    )
    payload = answer["Payload"].read()
    if answer.get("FunctionError"):
        raise FunctionFailed(f"{output.removesuffix('FunctionName').lower()} failed: {payload.decode()[:2000]}")
    return json.loads(payload or b"null")


def summary(answer: object) -> str:
    """What a function reported, in one readable line without what is nothing."""
    if not isinstance(answer, dict):
        return "nothing to do" if not answer else str(answer)
    told = [f"{str(name).replace('_', ' ')} {value}" for name, value in answer.items() if value]
    return ", ".join(told) or "nothing to do"
