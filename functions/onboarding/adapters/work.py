"""The imports queue: pointers into files, ten in one request."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import batched
from typing import TYPE_CHECKING

from onboarding.adapters.botocore_errors import translated
from onboarding.adapters.clients import client
from onboarding.domain.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

AT_ONCE = 10


class SqsWork:
    """The port `Work` on SQS."""

    def __init__(self, queue_url: str) -> None:
        self._url = queue_url

    @cached_property
    def _client(self) -> "SQSClient":
        return client("sqs")

    def send(self, messages: Sequence[Mapping[str, str | int]]) -> None:
        """One request for ten messages; raises Unavailable if any was not taken."""
        for some in batched(messages, AT_ONCE, strict=False):
            with translated():
                answer = self._client.send_message_batch(
                    QueueUrl=self._url,
                    Entries=[{"Id": str(at), "MessageBody": json.dumps(one)} for at, one in enumerate(some)],
                )
            if answer.get("Failed"):
                raise Unavailable("the queue did not take every message")
