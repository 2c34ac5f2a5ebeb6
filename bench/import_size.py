"""How the import grows: the same work for ten times the rows, by time and by memory (promise P7).

`python -m bench.import_size` is the small form, which `make bench` takes: the intake in a process of its own, with the
table, the queue and the bucket in another. `python -m bench.import_size 1000 10000` is the promise itself, on the local
cloud that `make run` has started (a quarter of an hour): so many partners with five accounts each, dry run and
commit, the small file before and after the large one. `python -m bench.import_size --megabytes 100` is one dry run of
a file of that size. Only ratios are judged, no seconds; where other programs take the processors in between, the
processor time says more than the clock.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

from bench.intake_alone import Took, dry_run
from bench.measures import Line, table
from bench.watch import Watch
from local.environment import use_local_cloud
from local.importing import bring

ACCOUNTS = 5
MOST_GROWTH = 1.1
"""Ten times the rows may take ten times as long and a tenth more."""

FLAT = 1.25
"""The most memory with ten times the rows by that with the tenth: what is held of the file must not grow with it."""

SMALL, LARGE = 100, 1000
"""Partners in the two files of the small form."""


def partners(count: int, tag: str) -> str:
    """A file of partners, none like another."""
    out = io.StringIO()
    out.write("Partner ID;Company;E-mail;Country;Employees\n")
    for n in range(count):
        out.write(f"{tag}-{n};Bench {tag} {n} GmbH;mail@{tag}{n}.example;DE;{n % 9 + 1}\n")
    return out.getvalue()


def accounts(count: int, tag: str) -> str:
    """Five accounts for each of them."""
    out = io.StringIO()
    out.write("Partner;Account ID;Customer;Admin;Admin e-mail\n")
    for n in range(count):
        for a in range(ACCOUNTS):
            out.write(f"{tag}-{n};{tag}-{n}-{a};Customer {n} {a};Admin {a};admin@c{a}-{tag}{n}.example\n")
    return out.getvalue()


def files(folder: Path, count: int, tag: str) -> list[Path]:
    """Both files, in the order in which they are brought."""
    found = []
    for name, text in (("partners", partners(count, tag)), ("accounts", accounts(count, tag))):
        found.append(folder / f"{tag}-{name}.csv")
        found[-1].write_text(text, encoding="utf-8")
    return found


def on_local_cloud(count: int, tag: str) -> Took:
    """Both files through the running local cloud, each as a dry run and a commit, its progress shown as it goes."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Watch("intake") as watch:
        for file in files(Path(folder), count, tag):
            for where in ("check", "commit"):
                run = bring(file, where)
                assert run.counts == {"created": run.rows}, run
    return Took(seconds=time.monotonic() - began, work=watch.work, megabytes=watch.most)


def alone(count: int, tag: str) -> Took:
    """The same with the intake in a process of its own, which has loaded nothing of what other measures need."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.intake_alone", *map(str, files(Path(folder), count, tag))]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Took(**json.loads(done.stdout))


def lines(small: int, large: int, *, cloud: bool = False) -> Iterator[Line]:
    """The small files, the large ones, and the small ones again, which find a table that is full."""
    work, how = (on_local_cloud, f"python -m bench.import_size {small} {large}") if cloud else (alone, HOW)
    tag = f"{int(time.time()):x}"
    before, much, after = (work(count, f"{tag}{at}") for at, count in zip("abc", (small, large, small), strict=True))
    rows, size = large * (1 + ACCOUNTS) * 2, large / small
    where = "on the local cloud" if cloud else "intake alone"
    sys.stderr.write(f"  {where}: {rows:,} rows in {much.seconds:.0f} s, {rows / much.seconds:.0f} a second; ")
    sys.stderr.write(f"{small:,} partners took {before.seconds:.1f} s before and {after.seconds:.1f} s after\n")
    for what, unit, ours, floor in (
        ("time", "s", much.seconds, fmean([before.seconds, after.seconds])),
        ("processor time", "s of work", much.work, fmean([before.work, after.work])),
    ):
        yield Line(
            measure=f"import: {what} for {large:,} partners with {ACCOUNTS} accounts, {where}",
            goal=f"at most {size * MOST_GROWTH:.0f} x {small:,}",
            how=how,
            unit=unit,
            ours=ours,
            floor=floor,
            limit=size * MOST_GROWTH,
        )
    yield Line(
        measure=f"import: the intake's largest process, {large:,} partners, {where}",
        goal="flat",
        how=how,
        unit="MB",
        ours=much.megabytes,
        floor=before.megabytes,
        limit=FLAT,
    )


HOW = "python -m bench.import_size"


def measure() -> Iterator[Line]:
    """The small form, for `make bench`."""
    return lines(SMALL, LARGE)


def one_file(megabytes: int) -> Iterator[Line]:
    """A dry run of a file of that size beside one of a tenth of it, by the intake's memory."""
    small, large = dry_run(max(1, megabytes // 10)), dry_run(megabytes)
    sys.stderr.write(f"  {megabytes} MB in {large.seconds:.0f} s\n")
    yield Line(
        measure=f"import: the intake's process, a file of {megabytes} MB",
        goal="flat",
        how=f"{HOW} --megabytes {megabytes}",
        unit="MB",
        ours=large.megabytes,
        floor=small.megabytes,
        limit=FLAT,
    )


def main(arguments: list[str]) -> int:
    """Measures and prints; 1 where a limit does not hold."""
    parser = argparse.ArgumentParser(prog=HOW, description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", help="two numbers of partners, for the local cloud")
    parser.add_argument("--alone", action="store_true", help="these sizes without a cloud, as in the small form")
    parser.add_argument("--megabytes", type=int, help="one dry run of a file of this size")
    given = parser.parse_args(arguments)
    if given.megabytes:
        found = list(one_file(given.megabytes))
    elif given.sizes:
        small, large = given.sizes
        if not given.alone:
            use_local_cloud()
        found = list(lines(small, large, cloud=not given.alone))
    else:
        found = list(measure())
    sys.stdout.write(f"{table(found)}\n")
    return int(not all(line.good for line in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
