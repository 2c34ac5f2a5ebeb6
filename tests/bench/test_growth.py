"""The clock's work grows with what is due, not with what waits."""

import pytest

from bench.growth import DUE, grown

pytestmark = pytest.mark.slow


def test_the_clock_reads_the_same_with_ten_and_with_three_hundred_waiting() -> None:
    few, many = grown((10, 300))
    assert few.clock == many.clock
    assert few.clock.found == DUE
    assert many.everything.found > few.everything.found * 10, "the table did grow"


def test_a_page_of_ops_list_reads_its_own_cases_in_full_and_of_the_others_a_line_each() -> None:
    few, many = grown((25, 300))
    assert (many.ops.found, many.ops.calls) == (few.ops.found, few.ops.calls)
    assert many.ops.units - few.ops.units < 0.1 * (300 - 25)
