"""Existing partners come over: dry run, commit, and what is never accepted silently."""

import csv
import io
from collections.abc import Collection
from datetime import timedelta

import pytest

from onboarding.domain.ids import ApplicationId
from onboarding.domain.stages import Stage
from onboarding.importing.runs import State
from tests.importing.names import untidy
from tests.support.imports import Intake, results
from tests.support.journey import Journey
from tests.support.table import everything

THREE = """Partner ID;Company;Website;Country;Contact;E-mail;Employees;Services
P-1;Alpen IT GmbH;alpen-it.example;Austria;Eva Alm;eva@alpen-it.example;4;support, security
P-2;Börde Systeme;;Deutschland;;office@boerde.example;;
P-3;"Chez ""Nous""
Informatique";https://cheznous.example;FR;Luc Noir;luc@cheznous.example;12;training
"""


def test_a_dry_run_says_what_would_happen_and_changes_no_case(intake: Intake) -> None:
    intake.drop("check/three.csv", THREE)
    intake.work()
    report = intake.report("check/three.csv")
    assert [(row["row"], row["result"]) for row in report] == [(str(n), "would be created") for n in (2, 3, 4)]
    assert report[1]["why"] == "the partner is asked for: contact's name, number of people, services"
    assert not [key for key in everything() if key[0].startswith("APPLICATION#")]
    run = intake.run("check/three.csv")
    assert (run.state, run.rows, run.rows_done, run.failed) == (State.DONE, 3, 3, 0)


def test_a_commit_makes_a_case_of_every_row_with_what_is_known(intake: Intake) -> None:
    report = intake.take_in("three.csv", THREE)
    assert results(report) == {"created": 3}
    case = intake.world.applications.case(ApplicationId(report[0]["case"])).application
    known = case.submission
    assert (known.company, known.country, known.people) == ("Alpen IT GmbH", "AT", 4)
    assert (known.track, known.services, known.domain) == ("existing", ("support", "security"), "alpen-it.example")
    assert known.signer == known.applicant
    assert case.stage is Stage.EMAIL
    assert intake.world.applications.case(ApplicationId(report[2]["case"])).application.submission.company == (
        'Chez "Nous" Informatique'
    )


def test_invitations_wait_for_their_time_and_go_out_so_many_an_hour(intake: Intake) -> None:
    report = intake.take_in("three.csv", THREE)
    cases = [intake.world.applications.case(ApplicationId(row["case"])).application for row in report]
    now, program = intake.world.clock.now(), intake.world.program
    waits = [case.invited - now for case in cases if case.invited]
    assert all(wait > program.invite_after for wait in waits)
    assert waits[1] - waits[0] == timedelta(hours=1 / program.invites_per_hour)


def test_a_file_that_was_never_checked_is_checked_and_not_committed(intake: Intake) -> None:
    intake.drop("commit/three.csv", THREE)
    intake.work()
    note, *rows = intake.report("commit/three.csv")
    assert "only checked" in note["why"]
    assert results(rows) == {"would be created": 3}
    intake.drop("commit/three.csv", THREE)
    intake.work()
    assert results(intake.report("commit/three.csv")) == {"created": 3}


def test_repeating_a_file_changes_nothing(intake: Intake) -> None:
    intake.take_in("three.csv", THREE)
    before = {key: item for key, item in everything().items() if key[0].startswith("APPLICATION#")}
    report = intake.take_in("renamed.csv", THREE)
    assert results(report) == {"is there already": 3}
    assert {key: item for key, item in everything().items() if key[0].startswith("APPLICATION#")} == before


@pytest.mark.parametrize("seed", range(5))
def test_every_message_twice_and_in_any_order_gives_the_same_report(intake: Intake, seed: int) -> None:
    data = partners_file(untidy(260))
    intake.take_in("once.csv", data)
    once = intake.report("commit/once.csv")
    with_twice = Intake(intake.world, twice=True, seed=seed)
    again = with_twice.take_in("twice.csv", data)
    assert [row["row"] for row in once] == [row["row"] for row in again]
    assert results(again).keys() <= {"is there already", "duplicate: look at it", "cannot be taken"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("P-9;Alpen IT KG;;AT;;other@elsewhere.example;;", "company name"),
        ("P-9;Quite Another;www.alpen-it.example;AT;;other@elsewhere.example;;", "domain"),
        ("P-9;Quite Another;;AT;;eva@alpen-it.example;;", "e-mail"),
        ("P-1;Alpen IT GmbH;alpen-it.example;AT;;eva@alpen-it.example;;", "row 2 of this file"),
    ],
)
def test_what_looks_like_another_row_goes_to_a_person(intake: Intake, row: str, says: str) -> None:
    for report in (_dry(intake, THREE + row), intake.take_in("x.csv", THREE + row)):
        alike = [one for one in report if one["result"] == "duplicate: look at it"]
        assert len(alike) == 1
        assert says in alike[0]["why"]


def _dry(intake: Intake, data: str) -> list[dict[str, str]]:
    intake.drop("check/dry.csv", data)
    intake.work()
    return intake.report("check/dry.csv")


def test_what_looks_like_a_case_from_the_form_goes_to_a_person(intake: Intake) -> None:
    case = Journey(intake.world)
    data = "Company;E-mail\nBecker I.T. GmbH & Co. KG;new@elsewhere.example\n"
    report = intake.take_in("x.csv", data)
    assert results(report) == {"duplicate: look at it": 1}
    assert report[0]["why"].startswith(f"case {case.id} has the same company name")


def test_a_person_may_say_that_it_is_another_company_but_never_with_the_same_mailbox(intake: Intake) -> None:
    Journey(intake.world)
    data = "Company;E-mail;Import anyway\nBecker IT;new@elsewhere.example;yes\nBecker IT;ann@becker-it.example;yes\n"
    report = intake.take_in("x.csv", data)
    assert [row["result"] for row in report] == ["created", "duplicate: look at it"]


def test_one_bad_row_never_stops_the_others(intake: Intake) -> None:
    bad = [
        ';"nobody@x.example"',
        "No Mail;",
        "Bad Mail;not-an-address",
        f"{'x' * 200};a@long.example",
        '"Open;b@c.example',
    ]
    good = [f"Good {n} Works;mail@good{n}.example" for n in range(100)]
    lines = [line for n, line in enumerate(good) for line in ([bad[n]] if n < len(bad) else []) + [line]]
    report = intake.take_in("mixed.csv", "Company;E-mail\n" + "\n".join(lines) + "\n")
    assert results(report) == {"cannot be taken": 5, "created": 100}
    assert all(row["why"] for row in report if row["result"] == "cannot be taken")


def test_a_row_that_breaks_our_own_code_fails_alone(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    real = intake.world.applications.same

    def breaks(domains: Collection[str], email: str, company: str) -> object:
        if company == "cheznousinformatique":
            raise ZeroDivisionError
        return real(domains, email, company)

    monkeypatch.setattr(intake.world.applications, "same", breaks)
    report = intake.take_in("three.csv", THREE)
    assert [row["result"] for row in report] == ["created", "created", "failed: drop the file again"]


def test_two_files_at_once_do_not_mix(intake: Intake) -> None:
    first, second = partners_file(untidy(150, "a")), partners_file(untidy(150, "b"))
    intake.drop("check/a.csv", first)
    intake.drop("check/b.csv", second)
    intake.work()
    for key, data in (("check/a.csv", first), ("check/b.csv", second)):
        names = [row[1] for row in csv.reader(io.StringIO(data))][1:]
        assert [row["about"].removeprefix("'") for row in intake.report(key)] == [
            " ".join(name.split()) for name in names
        ]


def test_an_import_that_was_interrupted_goes_on_where_it_was(intake: Intake) -> None:
    data = partners_file(untidy(400))
    intake.drop("check/a.csv", data)
    intake.work(most=4)
    assert not intake.run("check/a.csv").ended
    # Everything that was in somebody's hands is delivered again, the file itself included.
    for message in list(intake.notes.sent):
        intake.notes.left.append(message)
    intake.work()
    run = intake.run("check/a.csv")
    assert (run.state, run.rows_done) == (State.DONE, 400)
    assert [row["row"] for row in intake.report("check/a.csv")] == [str(n) for n in range(2, 402)]


def test_a_file_that_is_replaced_while_it_is_read_ends_with_words(intake: Intake) -> None:
    intake.drop("check/a.csv", partners_file(untidy(400)))
    intake.work(most=3)
    intake.bucket.files["check/a.csv"] = b"Company;E-mail\nOther;o@other.example\n"
    intake.work()
    assert "replaced" in intake.run("check/a.csv").problem


def test_a_file_that_is_no_csv_says_so_beside_itself(intake: Intake) -> None:
    intake.drop("check/book.xlsx", b"PK\x03\x04rest")
    intake.work()
    (row,) = intake.report("check/book.xlsx")
    assert "CSV" in row["why"]
    assert intake.run("check/book.xlsx").state is State.REFUSED


def test_a_report_is_no_file_to_import(intake: Intake) -> None:
    intake.drop("check/a.csv.report.csv", THREE)
    intake.work()
    assert list(intake.world.imports.runs()) == []


def test_nothing_in_a_report_is_a_formula(intake: Intake) -> None:
    attacks = ["=HYPERLINK(A1)", "+1+1", "-2", "@SUM(A1)", " =1", "＝1", "\t=1", "=cmd|' /C calc'!A0"]
    rows = "".join(f'"{one}";bad\n' for one in attacks)
    intake.drop("check/=evil.csv", "Company;E-mail\n" + rows)
    intake.work()
    for row in intake.report("check/=evil.csv"):
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝")), cell


def test_pointers_travel_and_people_do_not(intake: Intake) -> None:
    intake.take_in("three.csv", THREE)
    for message in intake.notes.sent:
        assert set(message) <= {"do", "import", "part", "row", "start", "end"}
    assert "alpen" not in str(intake.notes.sent).lower()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_untidy_names_in_every_encoding_give_the_same_report(intake: Intake, encoding: str, delimiter: str) -> None:
    rows = untidy(300, only=encoding if encoding == "cp1252" else "")
    data = partners_file(rows, delimiter).encode(encoding)
    intake.drop("check/names.csv", data)
    intake.work()
    report = intake.report("check/names.csv")
    assert [row["about"].removeprefix("'") for row in report] == [" ".join(row[1].split()) for row in rows]
    assert results(report)["would be created"] > 200


def partners_file(rows: list[list[str]], delimiter: str = ",") -> str:
    """A file of partners with every cell quoted where it must be."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Partner ID", "Company", "E-mail", "Country"])
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("known_first", [True, False])
def test_a_mail_domain_of_another_partner_goes_to_a_person(intake: Intake, *, known_first: bool) -> None:
    known = "Acme;www.acme.example;bob@acme.example\n"
    other = "Acme Group;www.acme-group.example;cid@acme.example\n"
    rows = [known, other] if known_first else [other, known]
    report = intake.take_in("one.csv", "Company;Website;E-mail\n" + "".join(rows))
    assert [row["result"] for row in report] == ["created", "duplicate: look at it"]
    assert "has the same domain" in report[1]["why"]
    later = intake.take_in("two.csv", "Company;Website;E-mail\n" + rows[1])
    assert "has the same domain" in later[0]["why"]
