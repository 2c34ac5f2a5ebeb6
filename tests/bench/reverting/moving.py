"""What keeps a journey at its states, taken back: no loop, no token for each account, no state for a reminder."""

import copy
from collections.abc import Callable
from typing import Any

from bench import transitions
from bench.measures import Line
from tests.bench.reverting.ground import Ground, Revert

PLAIN, AGAIN = "transitions: a plain journey", "transitions: states that waiting enters again"
WAIT, ANSWER = "Wait for distributor", "Distributor's answer?"

type States = dict[str, dict[str, Any]]


def _measured(_: Ground) -> list[Line]:
    return list(transitions.measure())


def _changed(change: Callable[[States], None]) -> Callable[[Ground], None]:
    def back(ground: Ground) -> None:
        machine = copy.deepcopy(dict(transitions.definition()))
        change(machine["States"])
        ground.patch.setattr(transitions, "definition", lambda: machine)

    return back


def _one_more(states: States) -> None:
    states["Tell business development"] = {"Type": "Pass", "Next": states["Activate"]["Next"]}
    states["Activate"]["Next"] = "Tell business development"


def _looks_every_hour(states: States) -> None:
    look = {**states["Ask distributor"], "Next": "Answered?"}
    answered = {"Variable": "$.answered", "BooleanEquals": True, "Next": ANSWER}
    states[WAIT] = {"Type": "Wait", "Seconds": 3600, "Next": "Look"}
    states |= {"Look": look, "Answered?": {"Type": "Choice", "Choices": [answered], "Default": WAIT}}


def _a_token_for_each_account(states: States) -> None:
    ask, wait = states["Ask customer admins"], states.pop("Wait for customer admins")
    one = {"Ask admin": {**ask, "Next": "Wait for admin"}, "Wait for admin": {**wait, "Next": "Answered"}}
    processor = {"StartAt": "Ask admin", "States": {**one, "Answered": {"Type": "Succeed"}}}
    states["Ask customer admins"] = {"Type": "Map", "ItemProcessor": processor, "Next": wait["Next"]}


def _reminds_by_a_state(states: States) -> None:
    timeout = {"ErrorEquals": ["States.Timeout"], "Next": "Remind distributor"}
    states["Remind distributor"] = {**states["Ask distributor"], "Next": WAIT}
    states[WAIT] = {**states[WAIT], "TimeoutSeconds": 3 * 24 * 3600, "Catch": [timeout]}


ROWS = (
    Revert("no state that nobody needs", _changed(_one_more), _measured, [PLAIN]),
    Revert("nobody polls", _changed(_looks_every_hour), _measured, [PLAIN, AGAIN]),
    Revert("one token for all accounts", _changed(_a_token_for_each_account), _measured, [PLAIN]),
    Revert("reminders are the clock's", _changed(_reminds_by_a_state), _measured, [AGAIN]),
)
