"""What tries broken guards comes to its end."""

import subprocess
import sys
from pathlib import Path

ENDLESS = """
from tests.soak.mutation import _forked

def round_and_round():
    while True:
        pass

assert _forked(lambda: None, busy=1) == 0
assert _forked(round_and_round, busy=1) != 0
"""


def test_a_guard_whose_absence_makes_a_test_go_round_and_round_is_noticed() -> None:
    # In a process of its own: one with threads, as a CDK's, is not to be forked.
    done = subprocess.run(
        [sys.executable, "-c", ENDLESS], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
