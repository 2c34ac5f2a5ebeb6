"""A line of `make bench` that cannot fail shows nothing: each measure is taken back, and its own line turns red."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench import start, transitions
from bench.measures import Line
from infra import bundle
from tests.bench.reverting import building, moving, paying, starting
from tests.bench.reverting.ground import Ground, Once, Revert

ROWS = (*starting.ROWS, *building.ROWS, *moving.ROWS, *paying.ROWS)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Once]:
    with ExitStack() as closing:
        yield Once(tmp_path_factory.mktemp("once"), closing)


@pytest.mark.parametrize("revert", ROWS, ids=lambda revert: revert.measure)
def test_whoever_takes_a_measure_back_turns_its_line_red(
    revert: Revert, once: Once, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Ground(once, tmp_path, monkeypatch)
    if revert.measured not in once.before:
        once.before[revert.measured] = list(revert.measured(ground))
    before = _of(revert, once.before[revert.measured])
    revert.back(ground)
    after = _of(revert, list(revert.measured(ground)))
    said = "\n".join(f"{was.cells()} -> {now.cells()}" for was, now in zip(before, after, strict=True))
    print(said)
    assert [line.good for line in before] == [True] * len(revert.lines), said
    assert [line.good for line in after] == [False] * len(revert.lines), said


def test_each_line_that_is_counted_turns_red_where_some_measure_is_taken_back() -> None:
    counted = [*start.counts({}, {}), *transitions.measure()]
    held = {line.measure for line in counted if line.goal != "for comparison"}
    assert held <= {name for revert in ROWS for name in revert.lines}


def test_each_measure_in_the_table_of_cold_starts_is_taken_back() -> None:
    text = (bundle.ROOT / "docs" / "growth.md").read_text(encoding="utf-8")
    table = text.partition("| done | why |\n|---|---|\n")[2].partition("\n\n")[0]
    named = [row.split("|")[1].strip().replace("`", "") for row in table.splitlines()]
    assert named
    assert set(named) <= {revert.measure for revert in ROWS}


def _of(revert: Revert, lines: list[Line]) -> list[Line]:
    found = {line.measure: line for line in lines}
    return [found[name] for name in revert.lines]
