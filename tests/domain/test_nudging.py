"""Nudging: a fresh link only for a question that a mail asks, and no word to who has answered."""

from dataclasses import replace

import pytest

from onboarding.domain import asking
from onboarding.domain.distribution import Choice
from onboarding.domain.errors import Moved
from onboarding.domain.messages import Mail
from onboarding.domain.nudging import no_longer_asked, send_fresh_link
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome
from tests.support.samples import NORTH, PROGRAM, Walk


def test_the_gate_over_all_customers_has_no_link_of_its_own() -> None:
    walk = Walk.of().to_customers()
    with pytest.raises(Moved, match="Nobody is asked"):
        send_fresh_link(walk.case(), walk.at)


def test_who_has_answered_or_is_no_outsider_is_not_told_that_the_answer_is_not_needed() -> None:
    walk = Walk.of().to_distributor()
    walk.do(asking.ask_distributor, Choice(NORTH, {}), PROGRAM)
    asked = walk.case().decision
    assert asked is not None
    assert [(one.mail, one.to) for one in no_longer_asked(asked)] == [(Mail.NO_LONGER_ASKED, NORTH.contact)]
    assert no_longer_asked(replace(asked, outcome=Outcome.ACCEPTED)) == []
    assert no_longer_asked(replace(asked, role=Role.OPS)) == []
    for told in (Role.REVIEWER, Role.SIGNER, Role.COUNTERSIGNER):
        assert [one.role for one in no_longer_asked(replace(asked, role=told))] == [told]
    assert no_longer_asked(None) == []
