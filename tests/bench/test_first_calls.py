"""Every function has a first call for the measure of its cold start."""

import pytest

from bench.first_calls import first_calls
from infra.functions import SPECS

pytestmark = pytest.mark.slow


def test_every_function_has_a_first_call_that_aws_answered() -> None:
    found = first_calls()
    assert set(found) == {spec.name for spec in SPECS}
    assert all(call.status < 500 for one in found.values() for call in one.calls), "AWS broke down for none of them"
    assert found["web"].calls, "the page behind a link reads its case"
    assert any(call.service == "ses" for call in found["relay"].calls), "the relay's work is to send a mail"
