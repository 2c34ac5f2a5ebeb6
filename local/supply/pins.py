"""Known vulnerabilities of what is pinned: Python by pip-audit, npm by its own audit.

Both ask a register of vulnerabilities over the network. pip-audit also answers "none found" where it could not ask at
all, so a version that is known to be vulnerable is asked about first: where that one comes back clean, nothing is
known.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.addresses import ROOT
from local.environment import PYTHON, UV
from local.supply.tools import PIP_AUDIT, tool

KNOWN_BAD = "jinja2==2.10"
"""CVE-2019-10906 and several since."""

GROUPS = (("dev",), ("engine",))
"""Groups of pyproject.toml that can be installed together; between them they have everything."""


class NotReachable(Exception):
    """The register of vulnerabilities gives no answer here; the message says how that was noticed."""


def python() -> Iterator[str]:
    """A line for each known vulnerability of a locked Python package. Raises NotReachable."""
    if not _vulnerable(f"{KNOWN_BAD}\n", "--no-deps"):
        raise NotReachable(f"pip-audit knows nothing of {KNOWN_BAD}, which is known to be vulnerable")
    for groups in GROUPS:
        yield from _vulnerable(locked(*groups), "--require-hashes")


def _vulnerable(requirements: str, *how: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "requirements.txt")
        file.write_text(requirements)
        asked = ["--disable-pip", *how, "--requirement", str(file), "--format", "json", "--progress-spinner", "off"]
        done = tool(PIP_AUDIT, "pip-audit", asked)
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        raise NotReachable(f"pip-audit: {(done.stderr or done.stdout).strip()[-300:]}") from None
    left = [one["skip_reason"] for one in packages if "skip_reason" in one]
    if left:
        raise NotReachable(f"pip-audit left out {len(left)} packages: {left[0]}")
    return [f"{one['name']} {one['version']}: {known['id']}" for one in packages for known in one["vulns"]]


def locked(*groups: str) -> str:
    """What uv.lock pins for these groups, with hashes, as requirements."""
    named = [part for group in groups for part in ("--only-group", group)]
    asked = ["export", "--frozen", *named, "--no-emit-project", "--no-header", "--no-annotate"]
    done = subprocess.run(
        [str(UV), "--quiet", "--project", str(ROOT), *asked], check=True, capture_output=True, text=True
    )
    return done.stdout


def npm() -> Iterator[str]:
    """A line for each package of package-lock.json with a known vulnerability. Raises NotReachable."""
    environment = {**os.environ, "PATH": f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"}
    asked = [str(PYTHON.parent / "npm"), "audit", "--json", "--package-lock-only"]
    done = subprocess.run(asked, check=False, capture_output=True, text=True, cwd=ROOT, env=environment)
    try:
        found: dict[str, Any] = json.loads(done.stdout)["vulnerabilities"]
    except (ValueError, KeyError):
        raise NotReachable(f"npm audit: {_first(done.stderr or done.stdout)}") from None
    for name, one in found.items():
        yield f"{name} {one['range']}: {one['severity']}"


def _first(text: str) -> str:
    lines = [line for line in text.splitlines() if "audit" in line]
    return (lines or text.splitlines() or ["no answer"])[0][:300]
