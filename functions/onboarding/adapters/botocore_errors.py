"""Service error codes to our own errors: retryable, permanent, or a lost race; the one place that reads them."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from onboarding.domain.errors import Conflict, Rejected, Unavailable

_LOST_RACE = {
    "ConditionalCheckFailedException",
    "ConditionalCheckFailed",
    "TransactionConflict",
    "TransactionConflictException",
}
_NEVER = {"MessageRejected", "InvalidParameterValue"}


def code_of(error: ClientError) -> str:
    """The service's error code, or an empty string."""
    return str(error.response.get("Error", {}).get("Code", ""))


def words_of(error: BaseException | None) -> str:
    """What the service says beside its code; an empty string where no service has said anything."""
    return str(error.response.get("Error", {}).get("Message", "")) if isinstance(error, ClientError) else ""


@contextmanager
def translated() -> Iterator[None]:
    """Raises Conflict for a condition that failed, Rejected for what will never be taken, Unavailable for the rest.

    An error that says the request itself is wrong (validation, access) is a bug and passes as it is.
    """
    try:
        yield
    except ClientError as error:
        code = code_of(error)
        reasons = [reason.get("Code", "") for reason in error.response.get("CancellationReasons", [])]
        if code in _LOST_RACE or _LOST_RACE.intersection(reasons):
            failed = frozenset(at for at, reason in enumerate(reasons) if reason == "ConditionalCheckFailed")
            raise Conflict(code, failed) from error
        if code in _NEVER:
            raise Rejected(code) from error
        if code in {"ValidationException", "AccessDeniedException", "AccessDenied", "ResourceNotFoundException"}:
            raise
        raise Unavailable(code) from error
    except BotoCoreError as error:
        raise Unavailable(type(error).__name__) from error
