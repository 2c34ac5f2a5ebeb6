"""The README says what is there."""

import json
import re
from pathlib import Path

import pytest

from onboarding.domain.messages import Mail
from onboarding.domain.stages import Stage

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MACHINE = json.loads((ROOT / "statemachines" / "partner_onboarding.asl.json").read_text(encoding="utf-8"))


def test_every_path_that_it_names_exists() -> None:
    named = set(re.findall(r"\]\(([^)#]+)\)", README)) | set(
        re.findall(r"`((?:tests|steps|ops|infra|local)/[\w/.]+)`", README)
    )
    modules = ROOT / "functions" / "onboarding"
    assert len(named) > 15
    for path in named:
        assert (ROOT / path).exists() or (modules / path).exists(), path


def test_every_make_target_that_it_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", README, flags=re.MULTILINE)) <= targets


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in (Stage.ACTIVE, Stage.CLOSED)])
def test_every_stage_has_its_row(stage: Stage) -> None:
    assert f"\n| `{stage}` |" in README


def test_every_mail_and_every_lambda_state_has_its_place() -> None:
    assert [mail for mail in Mail if mail.value not in README] == []
    states = [name for name, state in MACHINE["States"].items() if "lambda:invoke" in state.get("Resource", "")]
    assert [name for name in states if name not in README] == []
