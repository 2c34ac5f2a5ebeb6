"""Imports on DynamoDB, S3 and SQS as moto knows them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import boto3
import pytest

from onboarding.adapters import files as files_module
from onboarding.adapters.files import S3Files
from onboarding.adapters.imports import DynamoImports
from onboarding.adapters.table import Put
from onboarding.adapters.work import SqsWork
from onboarding.domain.errors import Conflict, NotFound
from onboarding.importing.dialects import dialect
from onboarding.importing.runs import Claim, Dropped, Result, Run, State, What
from tests.support.table import empty_table, table

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BUCKET = "imports-of-a-test"


@pytest.fixture(params=["memory", "moto"])
def imports(request: pytest.FixtureRequest) -> Iterator[DynamoImports]:
    with empty_table(moto=request.param == "moto"):
        yield DynamoImports(table())


def run(id: str = "a" * 26, **changes: object) -> Run:
    head = dialect(b"Company;E-mail\nA;b\n")
    made = Run(id=id, file=Dropped(key="check/a.csv", etag="e", size=9), commit=False, started=NOW, dialect=head)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_an_import_begins_once_and_comes_back_as_it_was(imports: DynamoImports) -> None:
    assert imports.begin(run())
    assert not imports.begin(run())
    assert imports.run("a" * 26) == run()
    assert list(imports.runs()) == [run()]
    with pytest.raises(NotFound):
        imports.run("b" * 26)


def test_only_one_reads_on_from_a_checkpoint(imports: DynamoImports) -> None:
    imports.begin(run())
    further = run(offset=100, row=12, parts=1, rows=10, state=State.WORKING)
    imports.advance(run(), further)
    with pytest.raises(Conflict):
        imports.advance(run(), further)
    assert imports.run("a" * 26) == further


def test_a_part_is_counted_once_and_its_results_come_back_in_order(imports: DynamoImports) -> None:
    imports.begin(run())
    late = [Result(row=52, what=What.CREATED, about="Ü", case="c"), Result(row=53, what=What.REFUSED, why="no")]
    assert imports.record(run(), 1, late, NOW)
    assert imports.record(run(), 0, [Result(row=2, what=What.CREATED)], NOW)
    assert not imports.record(run(), 1, late, NOW)
    found = imports.run("a" * 26)
    assert (found.parts_done, found.rows_done, found.counts) == (2, 3, {"created": 2, "refused": 1})
    assert found.failed == 1
    assert [one.row for one in imports.results(run())] == [2, 52, 53]
    assert list(imports.results(run()))[1:] == late


def test_a_dry_run_that_ended_well_says_that_its_content_was_checked(imports: DynamoImports) -> None:
    imports.begin(run())
    assert not imports.checked("e-9")
    imports.end(run(state=State.REFUSED, problem="no", ended=NOW))
    assert not imports.checked("e-9")
    imports.end(run(state=State.DONE, ended=NOW))
    assert imports.checked("e-9")
    assert imports.run("a" * 26).ended == NOW


def test_an_identity_is_the_first_owners_however_many_ask(imports: DynamoImports) -> None:
    first = imports.claim("s", [Claim("x", "one", 2), Claim("y", "one", 2)], NOW)
    assert {claim.owner for claim in first.values()} == {"one"}
    many = [Claim(f"z{n}", "two", n) for n in range(200)]
    second = imports.claim("s", [Claim("x", "two", 3), *many, Claim("x", "three", 4)], NOW)
    assert second["x"] == Claim("x", "one", 2)
    assert {second[f"z{n}"].owner for n in range(200)} == {"two"}
    assert imports.claim("another", [Claim("x", "two", 3)], NOW)["x"].owner == "two"
    assert imports.claim("s", [Claim("x", "one", 9)], NOW)["x"].owner == "one"


@pytest.fixture
def bucket() -> Iterator[S3Files]:
    with empty_table(moto=True):
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        yield S3Files(BUCKET)


def test_a_file_is_read_in_ranges_and_only_as_it_was_dropped(bucket: S3Files) -> None:
    boto3.client("s3").put_object(Bucket=BUCKET, Key="check/ü .csv", Body=b"0123456789")
    file = bucket.found("check/ü .csv")
    assert b"".join(bucket.read(file, 3, 7)) == b"3456"
    assert b"".join(bucket.read(file, 8)) == b"89"
    assert list(bucket.read(file, 10)) == []
    boto3.client("s3").put_object(Bucket=BUCKET, Key="check/ü .csv", Body=b"9999999999")
    with pytest.raises(NotFound):
        list(bucket.read(file, 3, 7))
    with pytest.raises(NotFound):
        bucket.found("check/none.csv")


def test_a_report_of_any_size_is_written_in_pieces(bucket: S3Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "MULTIPART", 5 * 1024 * 1024)
    for pieces in ([], [b"small"], [b"x" * 1_000_000] * 17):
        bucket.write("r.csv", iter(pieces))
        assert bucket.found("r.csv").size == sum(map(len, pieces))
        assert b"".join(bucket.read(bucket.found("r.csv"), 0)) == b"".join(pieces)


def test_notes_are_sent_ten_at_a_time() -> None:
    with empty_table(moto=True):
        client = boto3.client("sqs")
        url = client.create_queue(QueueName="work")["QueueUrl"]
        SqsWork(url).send([{"do": "rows", "part": n} for n in range(23)])
        found: list[int] = []
        while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            found += [json.loads(one["Body"])["part"] for one in messages]
        assert sorted(found) == list(range(23))


def test_the_secret_of_ids_is_drawn_once_and_is_in_the_table(imports: DynamoImports) -> None:
    drawn = imports.secret()
    assert len(drawn) == 32
    assert imports.secret() == drawn
    assert DynamoImports(table()).secret() == drawn


def test_two_imports_that_begin_at_once_have_the_same_secret(
    imports: DynamoImports, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, real = list[bytes](), imports._table.put

    def late(put: Put) -> None:
        monkeypatch.undo()
        first.append(imports.secret())
        real(put)

    monkeypatch.setattr(imports._table, "put", late)
    assert [imports.secret()] == first


def test_another_deployment_has_another_secret() -> None:
    drawn = set()
    for _ in range(2):
        with empty_table():
            drawn.add(DynamoImports(table()).secret())
    assert len(drawn) == 2
