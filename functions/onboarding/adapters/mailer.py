"""Mail by SES: finished MIME through `SendRawEmail`, which keeps every header as it is."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from onboarding.adapters.botocore_errors import translated
from onboarding.adapters.clients import client
from onboarding.domain.errors import RateLimited, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient

_TOO_FAST = {"Throttling", "ThrottlingException", "TooManyRequestsException", "LimitExceededException"}

_ONCE = Config(retries={"total_max_attempts": 1})
"""SES knows no key by which it would see a repeated request: where its answer is lost, an event may still tell of the
mail, and only after a claimed message's lease the clock sends it once more."""


class SesMailer:
    """The port `Mailer` on SES's first API (the second loses headers on the local engine).

    By the configuration set, where there is one, SES tells what becomes of a mail.
    """

    def __init__(self, configuration_set: str = "") -> None:
        self._options: dict[str, Any] = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    @cached_property
    def _client(self) -> "SESClient":
        return client("ses", _ONCE)

    def send(self, raw: bytes, sender: str, to: str) -> None:
        """One SendRawEmail; above the account's rate or its day's quota, SES throttles, and we stop for a while."""
        try:
            with translated():
                self._client.send_raw_email(Source=sender, Destinations=[to], RawMessage={"Data": raw}, **self._options)
        except Unavailable as error:
            if str(error) in _TOO_FAST:
                raise RateLimited(str(error)) from error
            raise
