"""What checkov reports is judged by what the templates say."""

from typing import Any

import pytest

from infra.findings import CHECKOV
from tests.soak import infrastructure

ACCEPTED = [{"check_id": one.check, "resource": f"{one.resources[0]}Any", "check_name": "any"} for one in CHECKOV]


def report(key: str) -> dict[str, Any]:
    """All that is accepted, and a secret among a function's variables, under this key."""
    secret = {
        "check_id": "CKV_AWS_45",
        "resource": "AWS::Lambda::Function.clock",
        "check_name": "no secrets",
        "check_result": {"evaluated_keys": [f"Properties/Environment/Variables/{key}"]},
    }
    return {
        "summary": {"passed": 1_000, "parsing_errors": 0},
        "results": {"failed_checks": [*ACCEPTED, secret]},
    }


def test_the_file_that_a_template_was_read_from_is_no_secret_of_a_function() -> None:
    assert "0 unacknowledged" in infrastructure.judged([report("__file__")])


def test_a_secret_of_a_function_is_found_and_where_it_stands() -> None:
    with pytest.raises(AssertionError, match=r"CKV_AWS_45 .*clock .* at Properties/Environment/Variables/API_KEY"):
        infrastructure.judged([report("API_KEY")])
