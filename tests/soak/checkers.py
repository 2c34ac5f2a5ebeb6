"""Promise 27: what the checkers of templates say, and that every wildcard has its reason, as `tests/infra` asks."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]

ASKED = ("tests/infra/test_findings.py", "tests/infra/test_permissions.py")
"""What the figure rests on. Another checker of templates joins by a test of its own in one of these."""


def check(asked: Sequence[str] = ASKED) -> str:
    """The figure: these tests in a process of their own, for the CDK starts a Node."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *asked]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "functions")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    passed = re.search(r"(\d+) passed", done.stdout)
    assert done.returncode == 0, done.stdout[-4000:]
    assert passed, "nothing was asked"
    return f"cdk-nag and cfn-lint: 0 unacknowledged findings; each right has its reason ({passed[1]} tests)"
