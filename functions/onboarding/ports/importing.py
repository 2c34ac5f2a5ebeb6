"""Files that ops drop, what is still to be done for them, and how far each is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from onboarding.importing.runs import Claim, Dropped, Result, Run


class Files(Protocol):
    """The bucket into which ops drop files, and in which reports lie beside them."""

    def found(self, key: str) -> Dropped:
        """The file as it is now; raises NotFound."""

    def read(self, file: Dropped, start: int, end: int | None = None) -> Iterator[bytes]:
        """Its bytes from `start`, up to `end` where that is given, in pieces; raises NotFound once it is another."""

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """Writes a whole file from pieces, of which only a few are in memory at a time."""


class Work(Protocol):
    """What is still to be done for imports, or for a screening: pointers into files, never what is in them."""

    def send(self, messages: Sequence[Mapping[str, str | int]]) -> None:
        """Puts these on the list; each is done at least once, in any order."""


class Imports(Protocol):
    """How far each import is, and what became of each row."""

    def begin(self, run: Run) -> bool:
        """Writes a new import; False if it has begun already."""

    def run(self, id: str) -> Run:
        """One import, read consistently; raises NotFound."""

    def runs(self) -> Iterator[Run]:
        """All imports, oldest first; eventually consistent."""

    def advance(self, before: Run, after: Run) -> None:
        """Writes how far the file has been read; raises Conflict if somebody else has read on."""

    def record(self, run: Run, part: int, results: Sequence[Result], at: datetime) -> bool:
        """Writes what became of some rows and counts them, once; False if it has been done before."""

    def results(self, run: Run) -> Iterator[Result]:
        """What became of every row, in the order of the file."""

    def end(self, run: Run) -> None:
        """Writes how an import ended; for a dry run also that its content has been checked."""

    def checked(self, content: str) -> bool:
        """Whether a file of this content has been through a dry run."""

    def secret(self) -> bytes:
        """What ids of imported partners are made with: 32 random bytes, drawn once for all imports there will be."""

    def claim(self, scope: str, claims: Sequence[Claim], at: datetime) -> Mapping[str, Claim]:
        """Claims identities, each for one owner; gives who has each of them now."""
