"""What a function loads as it starts, before anybody has asked for anything: every library here is a cold start's."""

import subprocess
import sys

import pytest

from infra.bundle import SOURCE
from infra.functions import SPECS, STEPS, Spec

HEAVY = {
    "asyncio",
    "aws_xray_sdk",
    "aws_lambda_powertools.event_handler",
    "boto3",
    "concurrent.futures",
    "pydantic",
    "publicsuffixlist",
    "s3transfer",
    "urllib3",
}
"""For no function, whatever it does later."""

NOT_FOR_STEPS = {"jinja2", "email.message", "onboarding.importing", "onboarding.ports", "onboarding.templating"}
"""A step reads a case, decides and writes."""


def loaded(spec: Spec, names: set[str]) -> set[str]:
    module = spec.handler.rpartition(".")[0]
    script = f"import sys, {module}; print(*{names} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=SOURCE.parent, capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_no_function_starts_with_what_it_may_not_need(spec: Spec) -> None:
    assert loaded(spec, HEAVY) == set()


@pytest.mark.parametrize("spec", STEPS, ids=lambda spec: spec.name)
def test_a_step_starts_with_no_templates_and_no_ports(spec: Spec) -> None:
    assert loaded(spec, NOT_FOR_STEPS) == set()
