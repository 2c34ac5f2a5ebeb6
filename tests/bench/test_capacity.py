"""DynamoDB's rules, as the cost model counts them."""

from bench import capacity

BIG = {"PK": {"S": "a"}, "SK": {"S": "b"}, "text": {"S": "x" * 2000}}
LISTED = {**BIG, "due_pk": {"S": "DUE#0"}, "due_sk": {"S": "2026"}}


def test_a_write_costs_a_unit_for_each_kilobyte_and_two_in_a_transaction() -> None:
    assert capacity.write({}, BIG, transaction=False) == 2
    assert capacity.write({}, BIG, transaction=True) == 4


def test_an_index_is_written_when_what_it_shows_changes() -> None:
    assert capacity.write({}, LISTED, transaction=False) == 2 + 1
    assert capacity.write(LISTED, {**LISTED, "text": {"S": "y" * 2000}}, transaction=False) == 2
    assert capacity.write(LISTED, {**LISTED, "start": {"BOOL": True}}, transaction=False) == 2 + 1
    assert capacity.write(LISTED, {**LISTED, "due_sk": {"S": "2027"}}, transaction=False) == 2 + 2
    assert capacity.write(LISTED, BIG, transaction=False) == 2 + 1


def test_reads_are_rounded_up_apart_in_a_batch_and_together_in_a_query() -> None:
    assert capacity.read([BIG, BIG, None], capacity.CONSISTENT) == 3
    assert capacity.query([BIG, BIG, BIG], capacity.EVENTUAL) == 1
    assert capacity.query([], capacity.EVENTUAL) == 0.5
