"""The audit out of the table: complete, safe to open, and checkable by anybody; no change to it goes unseen."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.operations import audit, verify
from local.operations.__main__ import main
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from tests.operating.place import Place
from tests.support.journey import Journey, home
from tests.support.samples import customers


@pytest.fixture
def journey() -> Iterator[Journey]:
    with home() as world:
        made = Journey(world, company="=HYPERLINK(1)", customers=customers(2)).to_customers()
        made.answer(Outcome.REFUSED, Role.CUSTOMER, "admin-1-1", note="@SUM(A1) <b>No</b>")
        yield made


def exported(journey: Journey) -> list[str]:
    return list(audit.lines(journey.now, journey.world.applications.events(journey.id)))


def test_a_whole_audit_is_whole(journey: Journey) -> None:
    lines = exported(journey)
    assert len(lines) == journey.now.version + 1
    assert list(verify.problems(lines)) == []


def changed(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [*value[:-1], f"{value[-1]}x"]
    return {**value, "added": "x"} if isinstance(value, dict) else f"{value}x"


def test_every_change_of_any_field_of_any_event_is_seen(journey: Journey) -> None:
    lines, seen, tried = exported(journey), 0, 0
    for place, line in enumerate(lines):
        event = json.loads(line)
        for name, value in event.items():
            forged = [*lines]
            forged[place] = json.dumps({**event, name: changed(value)}, ensure_ascii=False)
            tried += 1
            seen += bool(list(verify.problems(forged)))
    assert tried > 100
    assert seen == tried


def test_an_event_whose_hash_was_made_to_fit_is_seen_by_the_next(journey: Journey) -> None:
    lines = exported(journey)
    for place in range(len(lines) - 1):
        event = {**json.loads(lines[place]), "action": "nothing happened"}
        forged = [*lines]
        forged[place] = json.dumps({**event, "hash": verify.hash_of(event)}, ensure_ascii=False)
        assert list(verify.problems(forged)), place


def test_what_is_left_out_added_or_swapped_is_seen(journey: Journey) -> None:
    lines = exported(journey)
    for place in range(len(lines)):
        assert list(verify.problems([*lines[:place], *lines[place + 1 :]])), place
    for place in range(len(lines) - 1):
        swapped = [*lines]
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        assert list(verify.problems(swapped)), place
    assert list(verify.problems([*lines, lines[2]]))


@pytest.mark.parametrize("line", ["", "{", "[]", "3", '{"application": 1}', "null"])
def test_what_is_no_event_is_said_to_be_none(line: str) -> None:
    assert list(verify.problems([line]))


def test_it_is_checked_by_the_file_alone_without_our_libraries(journey: Journey, tmp_path: Path) -> None:
    export = tmp_path / "audit.jsonl"
    export.write_text("\n".join(exported(journey)), encoding="utf-8")
    run = [sys.executable, "-I", "-S", str(Path(verify.__file__)), str(export)]
    assert subprocess.run(run, capture_output=True, check=True).stdout.startswith(b"whole")
    export.write_text(export.read_text(encoding="utf-8").replace("refused", "confirmed"), encoding="utf-8")
    assert subprocess.run(run, capture_output=True, check=False).returncode == 1


def test_as_csv_nothing_in_it_is_a_formula(journey: Journey) -> None:
    text = audit.csv(journey.world.applications.events(journey.id))
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == journey.now.version + 1
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+@\t\r")]


def test_a_period_has_the_chains_up_to_its_end(journey: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    journey.world.clock.move(days=40)
    journey.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-2-1")
    place = Place(journey.world)
    assert main(["audit", "2026-11-01", "2026-12-01"], place) == 0
    november = capsys.readouterr().out.splitlines()
    assert len(november) == journey.now.version - 1
    assert [one for one in verify.problems(november) if "chain ends" not in one] == []
    assert main(["audit", "2026-12-01", "2027-01-01"], place) == 0
    assert list(verify.problems(capsys.readouterr().out.splitlines())) == []
    assert main(["audit", "2027-01-01", "2027-02-01"], place) == 0
    assert capsys.readouterr().out == ""


def test_one_application_is_exported_by_its_id(journey: Journey, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", journey.id], Place(journey.world)) == 0
    assert capsys.readouterr().out.splitlines() == exported(journey)
    assert main(["audit-csv", journey.id], Place(journey.world)) == 0
    assert capsys.readouterr().out.startswith("application,number,at,")
    assert main(["audit"], Place(journey.world)) == 1
