"""The demo, as a newcomer starts it: it ends active and leaves an agreement that others' tools verify."""

import pytest

from tests.support.cloud import Cloud
from tests.support.tools import needs, tool

pytestmark = pytest.mark.house


@needs("pdfsig", "qpdf")
def test_the_demo_ends_active_and_its_agreement_is_valid_before_others_tools(cloud: Cloud) -> None:
    told = cloud.run("local.demo").splitlines()
    assert told[-1].startswith("ACTIVE "), told
    assert "the verify page says: This agreement is genuine" in "\n".join(told)
    file = str(cloud.state / "demo" / "agreement.pdf")
    found = tool("pdfsig", file)
    assert "Signature is Valid" in found
    assert "Total document signed" in found
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", file)
