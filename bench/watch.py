"""What the running local cloud works and holds, watched while something else goes on."""

import subprocess
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType

from local.addresses import STATE

EVERY_SECONDS = 1.0


@dataclass(frozen=True)
class Process:
    """One process of this machine: resident size in MB, processor time in seconds."""

    id: int
    parent: int
    megabytes: float
    seconds: float
    command: str


class Watch:
    """While it is entered: `most` is the largest resident size, in MB, of any process of one function.

    After it, `work` is the processor time, in seconds, that the engine and all its functions took.
    """

    def __init__(self, function: str) -> None:
        self.most = self.work = 0.0
        self._mark = f"PartnerOnboarding-{function}"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look_again_and_again, daemon=True)

    def __enter__(self) -> "Watch":
        self.work = -_worked(ours())
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self.work += _worked(ours())

    def _look_again_and_again(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self.most = max(self.most, *(one.megabytes for one in ours() if self._mark in one.command), 0.0)


def ours() -> list[Process]:
    """The launcher of this local cloud and everything that it has started."""
    found = processes()
    family = {int((STATE / "run.pid").read_text(encoding="ascii"))}
    while more := {one.id for one in found if one.parent in family} - family:
        family |= more
    return [one for one in found if one.id in family]


def processes() -> list[Process]:
    """Every process of this machine."""
    command = ["ps", "-Ao", "pid=,ppid=,rss=,time=,args="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [_process(line) for line in listed.splitlines()]


def _process(line: str) -> Process:
    id, parent, kilobytes, time, *words = line.split()
    return Process(int(id), int(parent), int(kilobytes) / 1024, seconds(time), " ".join(words))


def seconds(time: str) -> float:
    """Processor time as `ps` writes it: `[[days-]hours:]minutes:seconds`, on some systems with hundredths."""
    days, _, rest = time.rpartition("-")
    total = 0.0
    for part in rest.split(":"):
        total = total * 60 + float(part)
    return total + 86_400 * int(days or 0)


def _worked(found: Iterable[Process]) -> float:
    return sum(one.seconds for one in found)
