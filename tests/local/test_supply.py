"""`make audit` never takes silence for an answer, and looks at what was deleted long ago."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from local.supply import __main__ as audit
from local.supply import pins, secrets
from local.supply.tools import NoTool

BAD = {"name": "jinja2", "version": "2.10", "vulns": [{"id": "PYSEC-2019-217"}]}
GOOD = {"name": "pydantic", "version": "2.14.3", "vulns": []}
SKIPPED = {"name": "jinja2", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def answering(*answers: Any) -> Callable[..., CompletedProcess[str]]:
    """A tool that says one after another, whatever it is asked; its exit status says that all is well."""
    left = iter(answers)

    def answer(*_: object, **__: object) -> CompletedProcess[str]:
        said = next(left)
        return CompletedProcess([], 0, said if isinstance(said, str) else json.dumps(said), "")

    return answer


@pytest.fixture
def _nothing_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "locked", lambda *groups: f"pydantic==2.14.3  # {groups}")


@pytest.mark.usefixtures("_nothing_locked")
def test_vulnerabilities_of_what_is_locked_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    canary, bad, good = ({"dependencies": [one]} for one in (BAD, BAD, GOOD))
    monkeypatch.setattr(pins, "tool", answering(canary, bad, good))
    assert list(pins.python()) == ["jinja2 2.10: PYSEC-2019-217"]


@pytest.mark.parametrize(
    ("canary", "why"),
    [
        ({"dependencies": [{**BAD, "vulns": []}]}, "known to be vulnerable"),
        ({"dependencies": [SKIPPED]}, "left out 1 packages"),
        ("no network", "no network"),
        ({}, "pip-audit"),
    ],
)
def test_a_register_that_does_not_know_what_is_known_is_out_of_reach(
    monkeypatch: pytest.MonkeyPatch, canary: Any, why: str
) -> None:
    monkeypatch.setattr(pins, "tool", answering(canary))
    with pytest.raises(pins.NotReachable, match=why):
        list(pins.python())


@pytest.mark.usefixtures("_nothing_locked")
def test_a_package_that_was_left_out_is_no_clean_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "tool", answering({"dependencies": [BAD]}, {"dependencies": [GOOD, SKIPPED]}))
    with pytest.raises(pins.NotReachable, match="left out 1"):
        list(pins.python())


def test_npm_that_gets_no_answer_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = '{"message": "405 Method Not Allowed", "statusCode": 405}'
    monkeypatch.setattr(subprocess, "run", answering(refused, {"vulnerabilities": {}}))
    with pytest.raises(pins.NotReachable, match="npm audit"):
        list(pins.npm())
    assert list(pins.npm()) == []


@pytest.mark.parametrize(("says", "status"), [("clean", 0), ("found", 1), ("unreachable", 1), ("no tool", 1)], ids=str)
def test_the_exit_status_is_good_only_where_everything_was_looked_at(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], says: str, status: int
) -> None:
    def check() -> Iterator[str]:
        if says == "unreachable":
            raise pins.NotReachable("nobody answers")
        if says == "no tool":
            raise NoTool("nothing to fetch it from")
        yield from ["jinja2 2.10: PYSEC-2019-217"] if says == "found" else []

    monkeypatch.setattr(audit, "CHECKS", {"one": check, "clean": lambda: iter(())})
    assert audit.main() == status
    told = capsys.readouterr().out
    assert ("NOT RUN" in told) == (says in {"unreachable", "no tool"})
    assert ("PYSEC" in told) == (says == "found")


def test_what_was_deleted_from_the_tree_is_still_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository, texts = tmp_path / "repository", tmp_path / "texts"
    repository.mkdir()
    texts.mkdir()

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=T", "-c", "user.email=t@example.com"]
        subprocess.run(["git", *who, *arguments], cwd=repository, check=True, capture_output=True)  # noqa: S607

    git("init")
    (repository / "key.txt").write_text("once here")
    git("add", ".")
    git("commit", "--message", "first")
    (repository / "key.txt").unlink()
    (repository / "now.txt").write_text("not yet committed")
    (repository / "uv.lock").write_text("digests")
    git("add", ".")
    monkeypatch.setattr(secrets, "ROOT", repository)
    names, count = secrets._written(texts)
    assert {(texts / name).read_text() for name in names} == {"once here", "not yet committed"}
    assert sorted(names.values()) == ["key.txt", "now.txt"]
    assert count == 2


def test_every_digest_that_is_taken_for_harmless_says_why() -> None:
    assert all(len(digest) == 40 and reason.endswith(".") for digest, reason in secrets.harmless().items())
