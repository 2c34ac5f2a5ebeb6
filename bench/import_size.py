"""How the import grows: the same work for ten times the rows, by time and by memory (promise P7).

`python -m bench.import_size [SMALL [LARGE]]` imports files of SMALL and LARGE partners with five accounts each into
the running local cloud, dry run and commit, and prints seconds, rows a second, and the ratio; then the largest
memory that reading and working through a part of either file needs, in a process of its own.
"""

import io
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from local.environment import use_local_cloud
from local.importing import bring
from onboarding.importing.dialects import dialect, values
from onboarding.importing.records import records

ACCOUNTS = 5
MOST_GROWTH = 1.1
"""Ten times the rows may take ten times as long and a tenth more."""


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


def seconds(count: int, tag: str) -> float:
    """How long both files take, dry run and commit."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("partners", partners(count, tag)), ("accounts", accounts(count, tag))):
            file = Path(folder) / f"{tag}-{name}.csv"
            file.write_text(text)
            for where in ("check", "commit"):
                run = bring(file, where)
                assert run.counts == {"created": run.rows}, run
    return time.monotonic() - began


def peak(megabytes: int) -> float:
    """The most memory, in MB, that finding and parsing the rows of a file of that size takes, as it streams by."""
    line = accounts(200, "m").partition("\n")[2].encode()
    head = accounts(1, "m").partition("\n")[0].encode() + b"\n"
    how = dialect(head + line)

    def chunks() -> Iterator[bytes]:
        for _ in range(megabytes * 1_000_000 // len(line)):
            yield line

    tracemalloc.start()
    for record in records(chunks(), how.encoding, how.delimiter, 0):
        values(record, how)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1_000_000


def main(arguments: list[str]) -> int:
    """Measures and prints; 1 where the growth is more than it may be."""
    small, large = (int(one) for one in (*arguments, "1000", "10000")[:2]) if arguments else (1000, 10_000)
    use_local_cloud()
    stamp = f"{int(time.time()):x}"
    times = {count: seconds(count, f"{stamp}x{count}") for count in (small, large)}
    for count, taken in times.items():
        rows = count * (1 + ACCOUNTS) * 2
        print(f"{count} partners x {ACCOUNTS} accounts, dry run and commit: {taken:.1f} s, {rows / taken:.0f} rows/s")
    growth, size = times[large] / times[small], large / small
    print(f"{size:.0f} x the rows took {growth:.2f} x the time (at most {size * MOST_GROWTH:.1f})")
    print(f"memory to read 1 MB: {peak(1):.2f} MB, 10 MB: {peak(10):.2f} MB")
    return int(growth > size * MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
