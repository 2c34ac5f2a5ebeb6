"""What the rules refuse, each with the words that a person may be shown."""


class Refused(Exception):
    """A rule said no; nothing was changed. `field` names the form field that it belongs to, if any."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class AlreadyDecided(Refused):
    """Somebody, or the clock, decided first; the page explains who and when."""


class Moved(Refused):
    """The application has gone on and no longer waits for this."""


class Conflict(Exception):
    """Another change was written in between; read again and decide again.

    `failed` are the places in the transaction of the writes whose condition did not hold; it is empty where another
    transaction was merely at work on the same items.
    """

    def __init__(self, message: str = "", failed: frozenset[int] = frozenset()) -> None:
        super().__init__(message)
        self.failed = failed


class NotFound(Exception):
    """No such application, decision or link."""


class Unavailable(Exception):
    """A service did not answer or was throttled; trying again later is right."""


class RateLimited(Unavailable):
    """A service wants fewer requests; `seconds` is how long it asks us to wait (0 where it does not say)."""

    def __init__(self, message: str, seconds: int = 0) -> None:
        super().__init__(message)
        self.seconds = seconds


class Gone(Exception):
    """What a service had for us is not there (any more): cancelled, expired, deleted, or never made."""


class Rejected(Exception):
    """A service will never accept this request (a malformed or suppressed address, say); trying again is useless."""


class Disconnected(Exception):
    """A provider does not answer for this connection any more, and never will; the message is for people."""


class LastAdmin(Exception):
    """A team would be left without an admin, so nothing was changed."""


class ProgramError(ValueError):
    """program.toml is wrong; the message names the key."""
