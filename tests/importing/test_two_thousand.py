"""Two thousand untidy names, with what goes wrong in real files, in four encodings: every row has its right result."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

import pytest

from onboarding.domain.ids import ApplicationId
from onboarding.importing.runs import PART
from tests.importing.names import untidy
from tests.support.imports import Intake
from tests.support.table import everything

ROWS = 2000


@dataclass(frozen=True)
class Expected:
    """What the report must say of one row: its result, whom it names, and a part of why."""

    result: str
    about: str
    why: str = ""


def spoiled(rows: list[list[str]]) -> tuple[list[list[str]], list[Expected]]:
    """The rows with what people do to them, and what must become of each; twins stand beside each other."""
    expected: list[Expected] = []
    for number, row in enumerate(rows):
        about = " ".join(row[1].split())
        twin = rows[number - 1] if number % PART else None
        verdict = Expected("created", about)
        if number % 97 == 5:
            row[2], verdict = "not-an-address", Expected("cannot be taken", about, "is no e-mail address")
        elif number % 89 == 7:
            row[2], verdict = "", Expected("cannot be taken", about, "e-mail is missing")
        elif number % 83 == 11:
            row[1], verdict = "x" * 130, Expected("cannot be taken", "x" * 120, "120 is the most")
        elif twin and number % 79 == 13 and expected[-1].result == "created":
            row[0], verdict = twin[0], Expected("duplicate: look at it", about, f"is in row {number + 1} of this file")
        elif twin and number % 73 == 17 and expected[-1].result == "created":
            row[2], verdict = twin[2].upper(), Expected("duplicate: look at it", about, "has the same e-mail")
        elif twin and number % 71 == 19 and expected[-1].result == "created":
            row[1] = f"{' '.join(twin[1].split()).upper()} "
            verdict = Expected("duplicate: look at it", row[1].strip(), "has the same company name")
        expected.append(verdict)
    return rows, expected


def file_of(rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Partner ID", "Company", "E-mail", "Country"])
    writer.writerows(rows)
    return out.getvalue()


def cases() -> dict[tuple[str, str], object]:
    return {key: item for key, item in everything().items() if key[0].startswith("APPLICATION#")}


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_two_thousand_untidy_rows_are_committed_each_with_its_right_result(intake: Intake, encoding: str) -> None:
    rows, expected = spoiled(untidy(ROWS, only=encoding if encoding == "cp1252" else ""))
    data = file_of(rows).encode(encoding)
    report = intake.take_in("names.csv", data)

    assert [row["row"] for row in report] == [str(number) for number in range(2, ROWS + 2)]
    for row, wanted in zip(report, expected, strict=True):
        found = (row["result"], row["about"].removeprefix("'"))
        assert found == (wanted.result, wanted.about[:120]), row
        assert wanted.why in row["why"], row
    made = [ApplicationId(row["case"]) for row in report if row["result"] == "created"]
    assert len(set(made)) == len(made) == Counter(one.result for one in expected)["created"]
    assert len(made) > ROWS * 0.9
    for case, row in list(zip(made, (one for one in report if one["result"] == "created"), strict=True))[::37]:
        company = intake.world.applications.case(case).application.submission.company
        assert company == row["about"].removeprefix("'"), "what is shown safely is stored as it was written"

    before = cases()
    intake.drop("commit/names.csv", data)
    intake.work()
    again = Counter(row["result"] for row in intake.report("commit/names.csv"))
    assert again["is there already"] >= len(made)
    assert again["created"] == 0
    assert cases() == before
