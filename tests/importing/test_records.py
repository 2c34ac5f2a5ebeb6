"""Rows found in bytes, whatever the encoding, the chunks, and the quotation marks that people forget."""

import random

import pytest

from onboarding.importing.records import LONGEST, NEVER_CLOSED, TOO_LONG, Record, fields, records

ROWS = [["1", 'Müller "& Söhne"', "zwei\nZeilen"], ["2", "", "Ænima; Ltd, Ø"], ["3", "株式会社東京", "🚢\r\nx"]]


def written(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    quoted = [delimiter.join('"' + one.replace('"', '""') + '"' for one in row) for row in rows]
    return end.join(quoted) + end


def read(data: bytes, encoding: str = "utf-8", delimiter: str = ",", chunk: int = 7, start: int = 0) -> list[Record]:
    pieces = [data[at : at + chunk] for at in range(0, len(data), chunk)]
    return list(records(pieces, encoding, delimiter, start))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("chunk", [1, 2, 3, 64, 4096])
def test_every_row_is_found_with_its_exact_bytes(delimiter: str, end: str, encoding: str, chunk: int) -> None:
    data = written(ROWS, delimiter, end).encode(encoding)
    found = read(data, encoding, delimiter, chunk)
    assert [fields(one.text, delimiter) for one in found] == ROWS
    assert [data[one.start : one.end].decode(encoding) for one in found] == [one.text for one in found]
    assert (found[0].start, found[-1].end) == (0, len(data))


def test_reading_may_begin_at_any_row_that_was_found_before() -> None:
    data = written(ROWS * 5).encode()
    whole = read(data)
    for one in whole:
        again = read(data[one.start :], start=one.start)
        assert again == whole[whole.index(one) :]


def test_a_mark_that_is_never_closed_costs_its_own_line_only() -> None:
    data = b'1,"Wago,a@b.example\n2,Fine,c@d.example\n3,"Also, fine",e@f.example\n'
    found = read(data)
    assert [one.broken for one in found] == [NEVER_CLOSED, "", ""]
    assert fields(found[2].text, ",") == ["3", "Also, fine", "e@f.example"]


def test_a_mark_at_the_end_of_the_file_costs_its_own_line_only() -> None:
    found = read(b'1,"open\n2,fine\n')
    assert [(one.broken, one.text) for one in found] == [(NEVER_CLOSED, '1,"open\n'), ("", "2,fine\n")]


def test_a_mark_within_a_plain_field_is_a_mark() -> None:
    found = read(b'1,27" screens,x\n2,b,c\n')
    assert [fields(one.text, ",") for one in found] == [["1", '27" screens', "x"], ["2", "b", "c"]]


def test_a_row_beyond_all_measure_is_one_broken_row_and_memory_stays_small() -> None:
    data = b"1," + b"x" * (3 * LONGEST) + b"\n2,fine\n"
    found = read(data, chunk=1000)
    assert [(one.broken, one.end - one.start) for one in found] == [(TOO_LONG, 3 * LONGEST + 3), ("", 7)]
    assert len(found[0].text) <= LONGEST
    open_for_ever = b'1,"' + b"line\n" * LONGEST + b"2,fine\n"
    assert read(open_for_ever, chunk=5000)[0].broken == NEVER_CLOSED


def test_a_row_that_is_not_utf_8_is_read_as_windows_1252_and_its_neighbours_are_not() -> None:
    data = "1,Bäcker\n".encode() + "2,Bäcker – „gut“\n".encode("cp1252") + "3,株\n".encode()
    assert [one.text for one in read(data)] == ["1,Bäcker\n", "2,Bäcker – „gut“\n", "3,株\n"]


def test_the_last_row_needs_no_line_end() -> None:
    assert [fields(one.text, ",") for one in read(b"1,a\n2,b")] == [["1", "a"], ["2", "b"]]


def test_cutting_a_file_at_any_rows_gives_the_same_rows() -> None:
    rng = random.Random(20261122)  # noqa: S311 - texts, no secret
    for _ in range(300):
        data = "".join(rng.choice(['"', ",", "\n", "\r\n", "a", "ü", " ", '""', ',"']) for _ in range(80)).encode()
        whole = read(data, chunk=5)
        assert b"".join(data[one.start : one.end] for one in whole) == data
        cut = rng.randrange(len(whole))
        parts = [whole[:cut], whole[cut:]]
        again = [one for part in parts if part for one in read(data[part[0].start : part[-1].end], start=part[0].start)]
        assert [(one.start, one.end, bool(one.broken)) for one in again] == [
            (one.start, one.end, bool(one.broken)) for one in whole
        ]
