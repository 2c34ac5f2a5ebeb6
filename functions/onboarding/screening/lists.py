"""A denied-party list's own record, and how far everybody has been compared with the lists in force."""

from dataclasses import dataclass
from datetime import datetime

ACCEPTED = "accepted/"
"""Under this lies each list as it was read, by its content: one that cannot be read leaves the one before in force."""

PART = 250
"""Cases that are screened for one message: about one page of the stage index, seconds of work."""


@dataclass(frozen=True, kw_only=True)
class DeniedList:
    """A file that ops dropped: `etag` tells its contents apart, `number` counts what became of it.

    `accepted` is the key of what is in force of it, empty where nothing is (never was, or the file was taken away);
    `version` is that content's day and the first digits of its hash, `names` how many names it has, `left_out` how
    many of its rows have none. `problem` says why the newest content was refused.
    """

    file: str
    etag: str = ""
    number: int = 0
    at: datetime
    accepted: str = ""
    version: str = ""
    names: int = 0
    left_out: int = 0
    problem: str = ""

    @property
    def in_force(self) -> bool:
        """Whether names are compared with it."""
        return bool(self.accepted)


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Everybody who is alive, compared with the lists of one `edition`: a checkpoint (`stage`, `place`) and counts.

    `place` is where to go on within the stage; `failed` are cases on which we broke: the log names them.
    """

    id: str
    edition: str
    begun: datetime
    stage: str
    place: str = ""
    screened: int = 0
    hits: int = 0
    failed: int = 0
    ended: datetime | None = None
