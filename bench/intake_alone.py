"""The intake in a process of its own, so that what it holds in memory is its own; table and queue are in another."""

import json
import multiprocessing
import resource
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onboarding import intake
from onboarding.adapters.imports import DynamoImports
from onboarding.adapters.items import Item
from onboarding.adapters.table import Put, Table, Update
from onboarding.domain.errors import Conflict, NotFound
from onboarding.importing.runs import REPORT, Dropped, What
from onboarding.settings import Settings
from onboarding.world import World
from tests.support.memory import MemoryTable

CHUNK = 256 * 1024
"""Bytes that a read hands over at once, as from S3."""

PAGE = 500
"""Items of one page: with results of fifty rows each, about as much as DynamoDB's megabyte."""

DONE = "done"
type Message = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Took:
    """How long it took, the processor time of all, and the largest resident size of a process of the intake, in MB."""

    seconds: float
    work: float
    megabytes: float


def whole_import(files: Sequence[Path]) -> Took:
    """Each file as a dry run and a commit, every row of which makes something."""
    return _through([(where, file) for file in files for where in ("check", "commit")], What.CREATED)


def dry_run(megabytes: int) -> Took:
    """A dry run of a file of customer accounts of that size; their partners are not there, and each row says so."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "accounts.csv"
        _write(file, megabytes * 1_000_000)
        return _through([("check", file)], What.REFUSED)


def _write(file: Path, size: int) -> None:
    """Rows as wide as real exports have them."""
    with file.open("w", encoding="utf-8") as out:
        out.write("Partner;Account ID;Customer;Admin;Admin e-mail;Street;Remarks\n")
        number = 0
        while out.tell() < size:
            number += 1
            line = f"P-{number};A-{number};Customer {number} & Söhne GmbH;Admin {number};admin@c{number}.example;"
            out.write(
                f"{line}Lange Straße {number};{'as agreed on the telephone, see the order; ' * 5!r}\n".replace("'", '"')
            )


def _through(drops: Sequence[tuple[str, Path]], expected: What) -> Took:
    """Plays table and queue for an intake that works in a process of its own until nothing is left to do.

    Every row must come to what is expected.
    """
    with TemporaryDirectory() as bucket:
        ours, theirs = multiprocessing.Pipe()
        child = multiprocessing.get_context("spawn").Process(target=_work, args=(theirs, bucket))
        child.start()
        ours.recv()  # it has started
        began, work, table = time.monotonic(), time.process_time(), MemoryTable()
        try:
            for where, file in drops:
                key = f"{where}/{file.name}"
                (Path(bucket) / where).mkdir(exist_ok=True)
                (Path(bucket) / key).write_bytes(file.read_bytes())
                _serve(ours, table, key)
            seconds, work = time.monotonic() - began, time.process_time() - work
            for run in DynamoImports(table).runs():
                assert run.counts == {expected.value: run.rows}, run
            ours.send(None)
            its_work, megabytes = ours.recv()
            return Took(seconds=seconds, work=work + its_work, megabytes=megabytes)
        finally:
            child.join(10)
            child.kill()


def _serve(pipe: Connection, table: MemoryTable, key: str) -> None:
    """Word of a file, and then whatever the intake asks for, until its queue is empty."""
    outside = Outside(table)
    outside.send([{"detail-type": "Object Created", "detail": {"object": {"key": key, "sequencer": key}}}])
    while outside.queue:
        pipe.send(outside.queue.popleft())
        while (asked := pipe.recv()) != DONE:
            name, given = asked
            try:
                pipe.send((getattr(outside, name, None) or getattr(table, name))(*given))
            except Conflict as conflict:
                pipe.send(conflict)


@dataclass
class Outside:
    """What the intake asks for besides plain calls to the table: places on the queue, and queries page by page."""

    table: MemoryTable
    queue: deque[Message] = field(default_factory=deque)
    found: dict[int, Iterator[Item]] = field(default_factory=dict)

    def send(self, messages: Sequence[Message]) -> None:
        """Puts these on the queue."""
        self.queue.extend(messages)

    def query(self, condition: str, values: Mapping[str, Any], index: str | None) -> int:
        """The number under which pages of it can be had."""
        self.found[len(self.found)] = self.table.query(condition, values, index)
        return len(self.found) - 1

    def page(self, number: int) -> list[Item]:
        """Some more of what was found; nothing at the end."""
        return list(islice(self.found[number], PAGE))


def _work(pipe: Connection, bucket: str) -> None:
    """The intake's process: one message after the other, then its processor time and its largest size in MB."""
    world = World(Settings(table="outside"))
    outside = {"_table": OutsideTable(pipe), "work": OutsideWork(pipe), "list_work": Nowhere()}
    world.__dict__.update(outside, files=Folder(Path(bucket)))
    intake.logger.setLevel("WARNING")
    began = time.process_time()
    pipe.send(DONE)
    while (message := pipe.recv()) is not None:
        intake.take(world, message)
        pipe.send(DONE)
    pipe.send((time.process_time() - began, largest()))


def largest() -> float:
    """The largest resident size that this process had, in MB.

    On Linux `getrusage` also counts the process from which this one was made (`man getrusage`, ru_maxrss is kept by
    an exec), so the kernel's own high-water mark is read there.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


class OutsideTable(Table):
    """The table, in the other process."""

    def __init__(self, pipe: Connection) -> None:
        super().__init__("outside")
        self._pipe = pipe

    def get(self, keys: Sequence[Mapping[str, str]]) -> list[Item | None]:
        """The items under these keys."""
        found: list[Item | None] = self._ask("get", keys)
        return found

    def write(self, writes: Sequence[Put | Update]) -> None:
        """All of these or none."""
        self._ask("write", writes)

    def put(self, put: Put) -> None:
        """One item."""
        self._ask("put", put)

    def update(self, update: Update) -> Item:
        """One update; gives the item as it is then."""
        found: Item = self._ask("update", update)
        return found

    def query(self, condition: str, values: Mapping[str, Any], index: str | None = None) -> Iterator[Item]:
        """The items of a partition, page by page."""
        number = self._ask("query", condition, values, index)
        while page := self._ask("page", number):
            yield from page

    def _ask(self, name: str, *given: Any) -> Any:
        self._pipe.send((name, given))
        found = self._pipe.recv()
        if isinstance(found, Conflict):
            raise found
        return found


@dataclass(frozen=True)
class OutsideWork:
    """The port `Work`, in the other process."""

    pipe: Connection

    def send(self, messages: Sequence[Mapping[str, str | int]]) -> None:
        """Puts these on the list."""
        self.pipe.send(("send", [[dict(one) for one in messages]]))
        self.pipe.recv()


class Nowhere:
    """The port `Work` where nobody works on it: screening is another function's."""

    def send(self, messages: Sequence[Mapping[str, str | int]]) -> None:
        """Forgets these."""


@dataclass(frozen=True)
class Folder:
    """The port `Files` in a folder of this machine."""

    folder: Path

    def found(self, key: str) -> Dropped:
        """The file as it is now."""
        file = self.folder / key
        if not file.is_file():
            raise NotFound(key)
        with file.open("rb") as opened:
            start = opened.read(CHUNK)
        return Dropped(key=key, etag=sha256(start).hexdigest(), size=file.stat().st_size)

    def read(self, file: Dropped, start: int, end: int | None = None) -> Iterator[bytes]:
        """Its bytes in pieces."""
        with (self.folder / file.key).open("rb") as opened:
            opened.seek(start)
            left = (file.size if end is None else end) - start
            while left > 0 and (piece := opened.read(min(CHUNK, left))):
                left -= len(piece)
                yield piece

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """Writes a report from pieces."""
        assert key.endswith(REPORT)
        with (self.folder / key).open("wb") as opened:
            opened.writelines(pieces)


if __name__ == "__main__":
    print(json.dumps(asdict(whole_import([Path(file) for file in sys.argv[1:]]))))
