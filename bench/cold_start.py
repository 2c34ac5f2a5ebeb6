"""Cold starts as deployed: the real asset, unzipped as the platform does it, import and first call in a fresh process.

`python -m bench.cold_start`. A figure is processor time (user and system) of the whole process. Each start is between
two of the floor and is held against these alone: a machine may be twice as fast a minute later. The round in the middle
counts; what is clear after some rounds is not started again.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import asset, cold_child, rivals
from bench.first_calls import first_calls
from bench.measures import Line, table
from bench.recording import Call
from bench.rehearsal import ENVIRONMENT
from bench.replay import Replay, replay
from bench.start import counts
from infra import bundle
from infra.functions import SPECS, STEPS, Spec

LEAST_ROUNDS, MOST_ROUNDS, MOST_SECONDS = 3, 9, 150.0

CLEAR = 0.85
"""What stays below this part of its limit, but for one round at most, is not started again."""

STEPS_AT_MOST, WEB_AT_MOST = 1.3, 1.9
DOCUMENTS_AT_MOST = 4.0
"""What renders and seals documents has libraries ten times the size; nobody waits for it on a page."""

OTHERS_AT_MOST = 1.9
HOW = "python -m bench.cold_start: processor time, beside the floor just before and after, the middle of some rounds"
FLOOR = "floor"


@dataclass(frozen=True)
class Start:
    """A process to start: its command, what it reads, and what AWS answers it."""

    name: str
    command: Sequence[str]
    event: str = ""
    calls: Sequence[Call] = ()

    @property
    def services(self) -> frozenset[str]:
        """What of AWS it calls."""
        return frozenset(call.service for call in self.calls)


@dataclass(frozen=True)
class Pair:
    """Milliseconds of one start, and of the floor just before and just after it, on average."""

    ours: float
    floor: float

    @property
    def ratio(self) -> float:
        """Ours by the floor."""
        return self.ours / self.floor


def measure() -> Iterator[Line]:
    """One line a function, and those for what is counted in all of them."""
    with tempfile.TemporaryDirectory() as folder, replay() as aws:
        floor, *starts = _starts(Path(folder))
        pairs, told = in_turns(floor, starts, lambda start: started(start, aws))
    for name, goal, limit in _goals():
        pair = middle(pairs[name])
        yield Line(
            measure=f"cold start: {name}",
            goal=goal,
            how=HOW,
            unit="ms",
            ours=pair.ours,
            floor=pair.floor,
            limit=limit,
        )
    yield from counts(told, {one.name: one.services for one in starts})


def in_turns(
    floor: Start, starts: Sequence[Start], start: Callable[[Start], tuple[float, str]]
) -> tuple[Mapping[str, Sequence[Pair]], Mapping[str, str]]:
    """Each start between two of the floor, for some rounds: its pairs, and what it said last, by its name."""
    limits = {name: limit for name, _, limit in _goals()}
    pairs, told = defaultdict[str, list[Pair]](list), dict[str, str]()
    began = time.monotonic()
    before, _ = start(floor)
    for number in range(1, MOST_ROUNDS + 1):
        for one in starts:
            took, told[one.name] = start(one)
            after, _ = start(floor)
            pairs[one.name].append(Pair(took, (before + after) / 2))
            before = after
        if number >= LEAST_ROUNDS:
            starts = [one for one in starts if not _clear(pairs[one.name], limits[one.name])]
            if time.monotonic() > began + MOST_SECONDS:
                break
    return pairs, told


def middle(pairs: Sequence[Pair]) -> Pair:
    """The one whose ratio is in the middle; of two, the greater."""
    return sorted(pairs, key=lambda pair: pair.ratio)[len(pairs) // 2]


def _clear(pairs: Sequence[Pair], limit: float) -> bool:
    """Whether one more round would say the same: the middle one is far below the limit, and so are most."""
    ratios = sorted(pair.ratio for pair in pairs)
    return ratios[-2] <= CLEAR * limit


def _goals() -> Iterator[tuple[str, str, float]]:
    yield "bare interpreter", "for comparison", 1.0
    yield "usual handler", "for comparison", float("inf")
    for spec in SPECS:
        most = _most(spec)
        yield spec.name, f"at most {most} x", most


def _most(spec: Spec) -> float:
    if spec in STEPS:
        return DOCUMENTS_AT_MOST if spec.bundle is bundle.DOCUMENTS else STEPS_AT_MOST
    return WEB_AT_MOST if spec.name == "web" else OTHERS_AT_MOST


def _starts(folder: Path) -> Iterator[Start]:
    runtime = asset.runtime(folder / "runtime")
    yield Start(FLOOR, _python("-c", f"import sys; sys.path.append({str(runtime)!r}); {rivals.FLOOR}"))
    yield Start("bare interpreter", _python("-c", "pass"))
    usual = rivals.ordinary_bundle(folder / "usual")
    event = json.dumps(rivals.EVENT)
    yield Start("usual handler", child(usual, runtime, rivals.HANDLER), event, [rivals.CALL])
    roots = {kind: _unpacked(kind, folder) for kind in (bundle.PLAIN, bundle.SCREENING, bundle.DOCUMENTS)}
    calls = first_calls()
    for spec in SPECS:
        first = calls[spec.name]
        yield Start(spec.name, child(roots[spec.bundle], runtime, spec.handler), json.dumps(first.event), first.calls)


def _unpacked(kind: bundle.Kind, folder: Path) -> Path:
    built = bundle.build(bundle.HOST, kind).directory
    archive = asset.zipped(built, folder / f"{kind.name}.zip", zipfile.ZIP_STORED)
    return asset.unpacked(archive, folder / kind.name)


def _python(*arguments: str) -> list[str]:
    # -B: Lambda's file system is read-only, so no bytecode is left for the next start.
    return [sys.executable, "-I", "-S", "-B", *arguments]


def child(root: Path, runtime: Path, handler: str) -> list[str]:
    """The command that starts a handler from this root as Lambda does, and has it say what was loaded."""
    return _python(cold_child.__file__, str(root), str(runtime), handler)


def started(start: Start, aws: Replay) -> tuple[float, str]:
    """Processor time (ms) of one such process, from its start to its end, and what it said.

    Raises AssertionError where it failed.
    """
    aws.load(start.calls)
    process = subprocess.Popen(
        start.command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=_environment(aws.address),
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(start.event.encode())
    process.stdin.close()
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    assert process.returncode == 0, f"{start.name}: {told.decode()}"
    return (used.ru_utime + used.ru_stime) * 1000, told.decode()


def _environment(address: str) -> Mapping[str, str]:
    """As a function's, with AWS on loopback."""
    return {
        **ENVIRONMENT,
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "AWS_ENDPOINT_URL": address,
        "NO_PROXY": "127.0.0.1",
        "SEAL_KEY": "any",
    }


if __name__ == "__main__":
    print(table(measure()))
