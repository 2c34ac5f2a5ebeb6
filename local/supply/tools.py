"""Checkers that need much of their own: each pinned, in an environment apart that uv makes at its first use."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from local.addresses import ROOT
from local.environment import PYTHON, UV

CHECKOV = "checkov==3.3.30"
SCANNER = "detect-secrets==1.5.0"
PIP_AUDIT = "pip-audit==2.10.1"

_DROPPED = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "UV_PROJECT")


class NoTool(Exception):
    """A tool could not be fetched; the message carries what uv said."""


def tool(package: str, command: str, arguments: Sequence[str], cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    """Runs a command of a pinned package, whatever its exit status. Raises NoTool where it cannot be fetched."""
    asked = [str(UV), "tool", "run", "--quiet", "--no-config", "--python", str(PYTHON), "--from", package]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
    there = subprocess.run(
        [*asked, "python", "-c", ""], check=False, capture_output=True, text=True, env=environment, cwd=cwd
    )
    if there.returncode:
        raise NoTool(f"{package} cannot be fetched: {there.stderr.strip()[-500:]}")
    return subprocess.run(
        [*asked, command, *arguments], check=False, capture_output=True, text=True, env=environment, cwd=cwd
    )
