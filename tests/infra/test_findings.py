"""What the checkers say: nothing that has not been looked at."""

import json
import re

import pytest
from cfnlint import ManualArgs, lint_file  # type: ignore[import-untyped]

from infra import factory, failures, permissions, web
from tests.infra.synthesis import AWS, Assembly, Synth

# What the CDK writes by itself, and does no harm.
OF_THE_CDK = {
    "W3005": "a DependsOn that a reference implies already",
    "W6001": "an output of one stack that is an import from the other",
}


def test_cdk_nag_has_no_finding_without_a_reason(aws: Assembly) -> None:
    report = json.loads((aws.directory / "validation-report.json").read_text())
    assert report["pluginReports"] == []


def test_cdk_nag_looks_at_roles_and_finds_exactly_what_was_accepted(
    synth: Synth, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted: set[str] = set()
    for module in (factory, failures, permissions, web):
        monkeypatch.setattr(module, "accept", lambda *finding: accepted.add(finding[1]))
    with pytest.raises(RuntimeError, match="ValidationFailed") as refused:
        synth(AWS)
    assert set(re.findall(r"Acknowledge with 'AwsSolutions::AwsSolutions-(.+)'", str(refused.value))) == accepted
    assert {rule.partition("[")[0] for rule in accepted} == {"APIG4", "IAM5", "L1", "SQS3"}


def test_cfn_lint_has_nothing_to_say_about_what_we_wrote(either: Assembly) -> None:
    for template in sorted(either.directory.glob("*.template.json")):
        found = lint_file(template, config=ManualArgs(regions=["eu-west-1", "us-east-1"]))
        ours = [str(match) for match in found if match.rule.id not in OF_THE_CDK]
        assert ours == []
