"""What a function loads as it starts, before anybody has asked for anything: every library here is a cold start's."""

import subprocess
import sys

import pytest

from bench.start import HEAVY, NOT_FOR_STEPS
from infra.bundle import SOURCE
from infra.functions import SPECS, STEPS, Spec


def loaded(spec: Spec, names: frozenset[str]) -> set[str]:
    module = spec.handler.rpartition(".")[0]
    script = f"import sys, {module}; print(*{set(names)} & set(sys.modules))"
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
