"""Reading the program strictly."""

import pytest

from onboarding.domain.checked import may, need
from onboarding.domain.errors import ProgramError


def test_a_yes_is_not_a_number() -> None:
    with pytest.raises(ProgramError, match=r"fee\.days"):
        need({"days": True}, "days", int, "fee")
    assert may({"on": True}, "on", bool, "fee", default=False) is True
    assert need({"days": 3}, "days", int, "fee") == 3
