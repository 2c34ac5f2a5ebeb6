"""What is in the bundle has a reason, and what a start could compile is seen."""

import shutil
from pathlib import Path

import pytest

from bench.bundle_size import AT_MOST, WHY, contents, stale
from infra import bundle

pytestmark = pytest.mark.slow


def test_everything_in_the_plain_bundle_has_a_reason() -> None:
    assert set(contents(bundle.build(bundle.LAMBDA).directory)) <= set(WHY)


def test_nothing_in_it_can_be_compiled_and_a_source_or_checked_bytecode_would_be_seen(tmp_path: Path) -> None:
    root = bundle.build(bundle.HOST).directory
    assert stale(root) == []
    copied = Path(shutil.copytree(root / "onboarding", tmp_path / "onboarding"))
    (copied / "new.py").write_text("")
    module = copied / "clock.pyc"
    module.write_bytes(module.read_bytes()[:4] + bytes(4) + module.read_bytes()[8:])
    assert {file.name for file in stale(tmp_path)} == {"new.py", "clock.pyc"}


def test_the_bundle_is_smaller_than_it_may_be() -> None:
    assert sum(contents(bundle.build(bundle.LAMBDA).directory).values()) < AT_MOST[bundle.PLAIN]
