"""What checkov finds counts, and so does what it finds no more; checkov itself runs in `make soak ONLY=27`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from infra.findings import CHECKOV
from tests.soak import infrastructure

KNOWN = [
    {"check_id": one.check, "resource": f"{resource}Any1234", "check_name": "any"}
    for one in CHECKOV
    for resource in one.resources
]


def reporting(monkeypatch: pytest.MonkeyPatch, failed: Sequence[dict[str, Any]], **summary: int) -> None:
    counts = {"passed": 300, "parsing_errors": 0, **summary}
    monkeypatch.setattr(infrastructure, "_written", lambda folder: iter([folder]))
    report = {"summary": counts, "results": {"failed_checks": failed}}
    monkeypatch.setattr(infrastructure, "found", lambda _: report)


def test_what_is_accepted_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    reporting(monkeypatch, KNOWN)
    assert f"{len(KNOWN)} findings of {len(CHECKOV)} kinds, each with its reason; 0 unack" in infrastructure.check()


@pytest.mark.parametrize(
    ("check", "resource"),
    [("CKV_AWS_20", "AWS::S3::Bucket.Documents"), ("CKV_AWS_21", "AWS::S3::Bucket.Documents7E5B2978")],
    ids=["another check", "another resource"],
)
def test_a_finding_that_nobody_has_looked_at_breaks_the_promise(
    monkeypatch: pytest.MonkeyPatch, check: str, resource: str
) -> None:
    reporting(monkeypatch, [*KNOWN, {"check_id": check, "resource": resource, "check_name": "any"}])
    with pytest.raises(AssertionError, match=f"1 findings that nobody has looked at .*{check} {resource}"):
        infrastructure.check()


def test_a_reason_without_its_finding_breaks_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    reporting(monkeypatch, [one for one in KNOWN if one["check_id"] != "CKV_AWS_119"])
    with pytest.raises(AssertionError, match="CKV_AWS_119"):
        infrastructure.check()


@pytest.mark.parametrize("broken", [{"parsing_errors": 1}, {"passed": 3}])
def test_templates_that_were_not_read_break_the_promise(
    monkeypatch: pytest.MonkeyPatch, broken: dict[str, int]
) -> None:
    reporting(monkeypatch, KNOWN, **broken)
    with pytest.raises(AssertionError, match=r"could not be read|was not read: \[3\]"):
        infrastructure.check()


def test_without_checkov_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(infrastructure, "PACKAGE", "checkov==0.0.0.dev0")
    with pytest.raises(AssertionError, match="cannot be fetched"):
        infrastructure.found(tmp_path)


def test_every_reason_is_a_sentence() -> None:
    assert all(one.reason.endswith(".") and one.resources for one in CHECKOV)
    assert len({one.check for one in CHECKOV}) == len(CHECKOV)
