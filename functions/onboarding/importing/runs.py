"""An import's own records: the file, how far it is, and what became of each row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from onboarding.importing.dialects import Dialect

PART = 50
"""Rows in one message: one ranged read of the file for fifty rows; what is delivered twice repeats fifty no-ops."""

COMMIT = "commit/"
"""Where a file is dropped to be committed; anywhere else it is a dry run."""

REPORT = ".report.csv"
"""What is put behind a file's name for its report."""


class State(StrEnum):
    """How far an import is."""

    READING = "reading"
    WORKING = "working"
    DONE = "done"
    REFUSED = "refused"


class What(StrEnum):
    """What became of a row, or in a dry run would become of it."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    FAILED = "failed"


NEEDS_A_LOOK = frozenset({What.DUPLICATE, What.REFUSED, What.FAILED})
"""Rows from which nothing came, and which a person should look at."""


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A file in the bucket: its key, the ETag that tells contents apart, and its size in bytes."""

    key: str
    etag: str
    size: int

    @property
    def content(self) -> str:
        """What two files of the same content share."""
        return f"{self.etag}-{self.size}"


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one row: `about` is whom it names, `case` the application that it led to, if any."""

    row: int
    what: What
    about: str = ""
    case: str = ""
    why: str = ""


@dataclass(frozen=True)
class Claim:
    """That one owner alone has an identity; `row` is where it says so."""

    identity: str
    owner: str
    row: int


@dataclass(frozen=True, kw_only=True)
class Run:
    """One import: a checkpoint (`offset`, `row` and `parts` of what has been read and sent), and counts.

    `parts_done` and `rows_done` are of what has been worked through, `counts` by outcome. `problem` says why nothing
    could be read, `note` what whoever dropped the file should know.
    """

    id: str
    file: Dropped
    commit: bool
    started: datetime
    state: State = State.READING
    dialect: Dialect | None = None
    offset: int = 0
    row: int = 0
    parts: int = 0
    rows: int = 0
    parts_done: int = 0
    rows_done: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""
    note: str = ""
    ended: datetime | None = None

    @property
    def report(self) -> str:
        """The report's key: beside the file."""
        return self.file.key + REPORT

    @property
    def scope(self) -> str:
        """Within what its rows must be alone: a dry run by itself, a commit among all commits."""
        return "commit" if self.commit else self.id

    @property
    def complete(self) -> bool:
        """Whether every row has been worked through."""
        return self.state is State.WORKING and self.parts_done == self.parts

    @property
    def percent(self) -> int:
        """How much is done: of the file while it is read, then of its rows; 100 at the end only."""
        done, whole = (self.offset, self.file.size) if self.state is State.READING else (self.rows_done, self.rows)
        return 100 if self.state is State.DONE else min(99, done * 100 // max(1, whole))

    @property
    def failed(self) -> int:
        """Rows that a person should look at."""
        return sum(self.counts.get(what.value, 0) for what in NEEDS_A_LOOK)
