"""Stories that the search for a broken property has found, kept as it shrank them."""

from dataclasses import replace

import pytest

from onboarding.domain.decision import Kind
from tests.soak.journeys import JOURNEYS
from tests.soak.outcome import stranded, violations
from tests.soak.scenes import brought_to, filled, page_of
from tests.soak.town import SOUTH, town
from tests.support.samples import NORTH

_HANDED_ON = {"answer": "reassigned", "to_name": "Bo Becker", "to_email": "bo@becker-it.example"}


@pytest.mark.parametrize(
    ("kind", "answer"),
    [(Kind.DISTRIBUTOR, {"answer": "declined", "note": "Too small for us."}), (Kind.AGREEMENT, _HANDED_ON)],
)
def test_a_case_that_is_withdrawn_before_the_workflow_hears_of_an_answer_does_not_go_in_circles(
    kind: Kind, answer: dict[str, str]
) -> None:
    with town() as here:
        asked = brought_to(here, replace(JOURNEYS[0], distributors=(NORTH, SOUTH)), kind)
        page = page_of(here)
        status, _ = here.send("POST", asked.path, filled(here, asked, **answer))
        assert status == 303
        here.aws.table.changed.clear()  # the wake-up is lost
        status, _ = here.send("POST", f"{page}/withdraw", {"reason": "Not now.", "name": "Ann Becker", "sure": "yes"})
        assert status == 303
        here.pass_by(hours=1)
        assert here.application(asked.case).stage == "closed"  # type: ignore[arg-type]
        assert not stranded(here) + violations(here)
        assert not [one for one in here.machine.executions.values() if one.status == "RUNNING"]
