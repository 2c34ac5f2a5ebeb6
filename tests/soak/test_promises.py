"""Every promise in its small form; `make soak` has the full ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.soak.promises import PROMISES, Promise


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: f"{one.number}-{one.says.replace(' ', '-')}")
def test_a_promise_is_kept(promise: Promise) -> None:
    assert promise.fast()


def test_the_runner_prints_a_line_a_promise_and_a_table_and_says_whether_all_are_kept() -> None:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root / "functions")}
    command = [sys.executable, "-m", "tests.soak", "--small", "--only", "13,23"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("no enumeration") == 2, done.stdout
    assert "2 of 2 kept" in done.stdout
    unknown = subprocess.run(
        [*command[:3], "--only", "999"], cwd=root, env=environment, capture_output=True, check=False
    )
    assert unknown.returncode == 2
