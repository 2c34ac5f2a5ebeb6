"""Whoever takes a measure back finds its line in `make bench` red: shown on counts, which no busy machine bends."""

import py_compile
from pathlib import Path
from typing import Any

import pytest

from bench import bundle_size, capacity, cost, transitions, waiting
from bench.journey import Journey
from bench.measures import Line


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


def _ninety_days() -> Line:
    cost.recorded.cache_clear()
    return next(line for line in cost.measure() if "days" in line.measure)


def _first_stage_only(machine: Any) -> Any:
    """The first Choice leads to the first stage here too, though it is not where the machine begins."""
    plain, choice = transitions.followers, machine["States"]["Begin"]["Next"]

    def followers(state: Any) -> list[str]:
        return plain(state)[:1] if state is machine["States"][choice] else plain(state)

    return followers
