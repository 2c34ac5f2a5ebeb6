"""Every measure in one table (`make bench`), and the same as .local/bench.json; talks to nothing but loopback.

`python -m bench.run [PART…]` takes some parts only. Ends with 1 where a limit does not hold.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable

from bench import bundle_size, calls, cold_start, cost, growth, import_size, local_cloud, transitions
from bench.measures import Line, table
from local.addresses import STATE

PARTS: dict[str, Callable[[], Iterable[Line]]] = {
    "bundle": bundle_size.measure,
    "transitions": transitions.measure,
    "calls": calls.measure,
    "growth": growth.measure,
    "cost": cost.measure,
    "import": import_size.measure,
    "cold": cold_start.measure,
    "local": local_cloud.measure,
}


def main(chosen: list[str]) -> int:
    """Measures, prints and keeps the figures."""
    unknown = set(chosen) - set(PARTS)
    if unknown:
        sys.stderr.write(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}\n")
        return 2
    began, lines = time.monotonic(), list[Line]()
    for name, measure in PARTS.items():
        if not chosen or name in chosen:
            sys.stderr.write(f"  {name} …\n")
            part, found = time.monotonic(), list(measure())
            # What is known so far, should somebody not wait for the rest.
            sys.stderr.write(f"{table(found)}\n" * (len(chosen) != 1) + f"  {name}: {time.monotonic() - part:.0f} s\n")
            lines += found
    sys.stdout.write(f"\n{table(lines)}\n\n")
    for line in lines:
        if line.missed:
            sys.stdout.write(f"  {line.measure}: {line.missed}\n")
    STATE.mkdir(parents=True, exist_ok=True)
    file = STATE / "bench.json"
    file.write_text(json.dumps([line.as_json() for line in lines], indent=2, default=str) + "\n", encoding="utf-8")
    failed = [line.measure for line in lines if not line.good]
    sys.stdout.write(f"  {time.monotonic() - began:.0f} s; kept in {file.name}; {len(failed)} of {len(lines)} fail\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
