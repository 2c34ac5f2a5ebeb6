"""The measure of the import: the intake alone takes every row, and what it took is read right."""

from pathlib import Path

import pytest

from bench.import_size import files
from bench.intake_alone import dry_run, whole_import
from bench.watch import processes, seconds

pytestmark = pytest.mark.slow


def test_the_intake_alone_takes_every_row_of_both_files(tmp_path: Path) -> None:
    took = whole_import(files(tmp_path, 60, "t"))
    assert took.work > 0
    assert 10 < took.megabytes < 200


def test_a_larger_file_takes_no_more_memory() -> None:
    small, large = dry_run(1), dry_run(4)
    assert large.megabytes < small.megabytes * 1.25


def test_processor_time_is_read_as_ps_writes_it() -> None:
    assert seconds("01:02") == 62
    assert seconds("1:01:02") == 3662
    assert seconds("2-01:00:00") == 176_400
    assert seconds("0:01.50") == 1.5
    assert any(one.id == 1 for one in processes())
