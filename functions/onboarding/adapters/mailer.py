"""Mail by SES: finished MIME through `SendRawEmail`, which keeps every header as it is."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from onboarding.adapters.botocore_errors import translated, words_of
from onboarding.adapters.clients import client
from onboarding.domain.errors import RateLimited, Rejected, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient

_NOT_NOW = {
    *("Throttling", "ThrottlingException", "TooManyRequestsException", "LimitExceededException"),
    *("AccountSendingPausedException", "ConfigurationSetSendingPausedException"),
    "MailFromDomainNotVerifiedException",
}
"""Nobody's mail is taken at the moment: too many, or a state of the account that its owner ends."""

_UNVERIFIED = "not verified"
"""How SES says, in a MessageRejected, that it does not know an address yet (SES guide, “Email sending errors”)."""

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
        """One SendRawEmail; above the account's rate or its day's quota, SES throttles, and we stop for a while.

        So we do until the sender is verified. In the sandbox SES asks that of each recipient, too: then that one's mail
        waits, and nobody else's.
        """
        try:
            with translated():
                self._client.send_raw_email(Source=sender, Destinations=[to], RawMessage={"Data": raw}, **self._options)
        except Unavailable as error:
            if str(error) in _NOT_NOW:
                raise RateLimited(str(error)) from error
            raise
        except Rejected as refused:
            said = words_of(refused.__cause__).casefold()
            if _UNVERIFIED not in said:
                raise
            kind = Unavailable if to.casefold() in said and sender.casefold() not in said else RateLimited
            raise kind("an address is not verified") from refused
