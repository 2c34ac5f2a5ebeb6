"""Stories that the search for a broken property has found, kept as it shrank them."""

from dataclasses import replace

import pytest

from local.faults.door import Fault, What
from onboarding.domain.decision import Kind
from tests.soak.journeys import JOURNEYS, form, undelivered
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


def test_an_execution_that_is_stopped_because_the_case_came_again_is_owed_no_wake_up() -> None:
    """The check itself was wrong: it held a stopped execution for one that waits."""
    with town() as here:
        asked = brought_to(here, JOURNEYS[0], Kind.CONFIRMATION)
        assert here.send("POST", asked.path, filled(here, asked))[0] == 303
        here.aws.table.changed.clear()  # the wake-up is lost
        page = page_of(here)
        assert (
            here.send("POST", f"{page}/withdraw", {"reason": "Not now.", "name": "Ann Becker", "sure": "yes"})[0] == 303
        )
        typed = {name: value for name, value in form().items() if name not in {"key", "do"}}
        assert here.send("POST", f"{page}/again", typed)[0] == 303
        here.door.begin([Fault(what=What.DIE_BEFORE, call=3)])
        here.pass_by(hours=192)
        here.door.begin()
        for _ in range(2):
            here.pass_by()
        assert [one.status for one in here.machine.executions.values()] == ["ABORTED", "RUNNING"]
        assert not undelivered(here) + stranded(here)
