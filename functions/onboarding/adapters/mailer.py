"""Mail by SES: finished MIME through `SendRawEmail`, which keeps every header as it is."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from onboarding.adapters.botocore_errors import translated
from onboarding.adapters.clients import client

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient


class SesMailer:
    """The port `Mailer` on SES's first API (the second loses headers on the local engine).

    By the configuration set, where there is one, SES tells what becomes of a mail.
    """

    def __init__(self, configuration_set: str = "") -> None:
        self._options: dict[str, Any] = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    @cached_property
    def _client(self) -> "SESClient":
        return client("ses")

    def send(self, raw: bytes, sender: str, to: str) -> None:
        """One SendRawEmail."""
        with translated():
            self._client.send_raw_email(Source=sender, Destinations=[to], RawMessage={"Data": raw}, **self._options)
