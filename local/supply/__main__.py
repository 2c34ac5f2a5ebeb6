"""Looks at what comes from others (`make audit`): fails where a check found something, or could not be made."""

import sys
from collections.abc import Callable, Iterator

from local.addresses import ROOT
from local.steps import say, step
from local.supply import pins, sbom, secrets
from local.supply.tools import NoTool


def bills() -> Iterator[str]:
    """Writes the bills of materials; finds nothing by itself."""
    say(" ".join(str(path.relative_to(ROOT)) for path in sbom.write()))
    yield from ()


def told() -> Iterator[str]:
    """Secrets in the tree and its history."""
    lines, count = secrets.found()
    say(f"{count} lines ")
    yield from lines


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "bill of materials": bills,
    "secrets in the tree and its history": told,
    "known vulnerabilities, Python": pins.python,
    "known vulnerabilities, npm": pins.npm,
}


def main() -> int:
    """0 where everything was looked at and nothing was found."""
    found = unknown = 0
    for name, check in CHECKS.items():
        try:
            with step(name):
                lines = list(check())
        except (NoTool, pins.NotReachable) as missing:
            say(f"    NOT RUN: {missing}")
            unknown += 1
            continue
        for line in lines:
            say(f"    {line}")
        found += len(lines)
    say(f"\n  {found} found, {unknown} of {len(CHECKS)} checks not run")
    return 1 if found or unknown else 0


if __name__ == "__main__":
    sys.exit(main())
