"""Every promise in its small form; `make soak` has the full ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.soak.figures import Broken
from tests.soak.promises import CHECKS, Check
from tests.soak.runner import _outcome


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(one.fast, id="-".join([*map(str, one.says), *next(iter(one.says.values())).split()]))
        for one in CHECKS
        if one.fast is not None
    ],
)
def test_a_promise_is_kept(check: Check) -> None:
    assert check()


def test_every_promise_has_its_row() -> None:
    assert {number for one in CHECKS for number in one.says} == set(range(1, 29))


def test_of_the_promises_of_one_check_those_are_broken_that_it_names() -> None:
    def some() -> str:
        raise Broken({2: "twice"}, {1: "none lost", 2: "none twice"})

    def without_a_word() -> str:
        raise AssertionError("lost")

    def falls_over() -> str:
        raise KeyError("x")

    assert _outcome(lambda: {1: "a", 2: "b"}, [1, 2]) == ({1: "a", 2: "b"}, {})
    assert _outcome(lambda: "a", [1, 2]) == ({1: "a", 2: "a"}, {})
    assert _outcome(some, [1, 2])[1] == {2: "twice"}
    assert _outcome(without_a_word, [1, 2])[1] == {1: "lost", 2: "lost"}
    assert "KeyError" in _outcome(falls_over, [1])[1][1]


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
