"""Whoever takes a measure back finds its line in `make bench` red: shown on counts, which no busy machine bends."""

import py_compile
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import bundle_size, capacity, cold_child, cold_start, cost, transitions, waiting
from bench.journey import Journey
from bench.measures import Line
from infra import bundle


def test_bytecode_that_is_checked_and_a_template_that_is_not_compiled_are_files_that_a_start_compiles(
    tmp_path: Path,
) -> None:
    module = tmp_path / "module.py"
    module.write_text("x = 1\n")
    py_compile.compile(
        str(module), cfile=str(tmp_path / "good.pyc"), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )
    module.unlink()
    assert bundle_size.stale(tmp_path) == []
    module.write_text("x = 1\n")
    py_compile.compile(str(module), cfile=str(tmp_path / "by_time.pyc"))
    (tmp_path / "page.html").write_text("<p>")
    assert {file.name for file in bundle_size.stale(tmp_path)} == {"module.py", "by_time.pyc", "page.html"}


def test_a_library_that_nobody_asked_for_and_a_source_turn_the_lines_of_cold_starts_red(tmp_path: Path) -> None:
    (tmp_path / "lean.py").write_text("def handler(event, context):\n    import asyncio\n")
    (tmp_path / "eager.py").write_text("import asyncio\ndef handler(event, context): ...\n")
    eager, lean = _counted(tmp_path, "eager"), _counted(tmp_path, "lean")
    assert [line.good for line in eager] == [False, False]
    assert [line.good for line in lean] == [False, True]
    py_compile.compile(str(tmp_path / "lean.py"), cfile=str(tmp_path / "lean.pyc"))
    (tmp_path / "lean.py").unlink()
    assert [line.good for line in _counted(tmp_path, "lean")] == [True, True]


@pytest.mark.slow
def test_what_renders_documents_alone_is_more_than_the_plain_bundle_may_weigh() -> None:
    libraries = bundle.build(bundle.LAMBDA, bundle.DOCUMENTS).directory / "typst"
    assert sum(bundle_size.contents(libraries).values()) > bundle_size.AT_MOST


def test_one_state_more_on_the_plain_way_is_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    line = next(iter(transitions.measure()))
    machine: dict[str, Any] = dict(transitions.definition())
    begin = {"Type": "Pass", "Next": machine["StartAt"]}
    longer = {**machine, "StartAt": "Begin", "States": {"Begin": begin, **machine["States"]}}
    monkeypatch.setattr(transitions, "definition", lambda: longer)
    monkeypatch.setattr(transitions, "followers", _first_stage_only(longer))
    assert (line.good, next(iter(transitions.measure())).good) == (True, False)


@pytest.mark.slow
def test_a_pass_every_quarter_of_an_hour_makes_ninety_days_dearer_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _ninety_days().good
    monkeypatch.setattr(waiting, "PASSES", waiting.PASSES * 4)
    assert not _ninety_days().good


@pytest.mark.slow
def test_whole_items_in_the_indexes_write_more_than_an_onboarding_may(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cost.recorded(Journey()).counts["write units"] <= cost.MOST_WRITES

    def whole(name: str, item: capacity.Wire) -> capacity.Wire:
        return item if f"{name}_pk" in item and f"{name}_sk" in item else {}

    monkeypatch.setattr(capacity, "projected", whole)
    assert cost.recorded.__wrapped__(Journey()).counts["write units"] > cost.MOST_WRITES


def _counted(root: Path, module: str) -> list[Line]:
    """The counted lines of a start of this module from this folder."""
    command = [sys.executable, "-I", "-S", "-B", cold_child.__file__, str(root), str(root), f"{module}.handler"]
    done = subprocess.run(command, input="{}", capture_output=True, text=True, check=True)
    return list(cold_start.counts({module: done.stderr}))


def _ninety_days() -> Line:
    cost.recorded.cache_clear()
    return next(line for line in cost.measure() if "days" in line.measure)


def _first_stage_only(machine: Any) -> Any:
    """The first Choice leads to the first stage here too, though it is not where the machine begins."""
    plain, choice = transitions.followers, machine["States"]["Begin"]["Next"]

    def followers(state: Any) -> list[str]:
        return plain(state)[:1] if state is machine["States"][choice] else plain(state)

    return followers
