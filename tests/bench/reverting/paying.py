"""What keeps an onboarding cheap, taken back: narrow indexes, few writes, few looks at what waits."""

from dataclasses import fields, replace
from typing import Any

from bench import cost
from bench.measures import Line
from infra import reconcile
from onboarding import keys
from onboarding.adapters.items import PROJECTED, Item
from onboarding.adapters.table import Table, Update
from onboarding.domain import asking
from onboarding.domain.account import Account
from onboarding.domain.application import Application
from onboarding.domain.change import Change
from onboarding.domain.change import change as changed
from onboarding.domain.decision import Decision
from onboarding.domain.messages import Message, MessageState
from tests.bench.reverting.ground import Ground, Revert

WRITES, DAYS = "cost: write units of an onboarding", f"cost: the same, {cost.DAYS} days of waiting"

WHOLE = tuple({field.name: None for record in (Application, Decision, Account, Message) for field in fields(record)})
"""Every attribute of what an index lists."""


def _measured(_: Ground) -> list[Line]:
    return list(cost.measure())


def _played_again(ground: Ground) -> None:
    """What was recorded before counts no more, and nobody keeps what is recorded now."""
    ground.patch.setattr(cost, "recorded", cost.recorded.__wrapped__)


def _whole_items_in_indexes(ground: Ground) -> None:
    _played_again(ground)
    for index in (keys.DUE, keys.STAGE):
        ground.patch.setitem(PROJECTED, index, WHOLE)


def _a_claim_moves_it_on_the_list(ground: Ground) -> None:
    _played_again(ground)
    whole = Table.update

    def update(self: Table, one: Update) -> Item:
        if one.set.get("state") == MessageState.SENDING.value:
            application = keys.application_of(one.key[keys.PK])
            one = replace(one, set={**one.set, **keys.due(application, one.set["claimed"])})
        return whole(self, one)

    ground.patch.setattr(Table, "update", update)


def _words_in_the_event_too(ground: Ground) -> None:
    _played_again(ground)
    whole = changed

    def change(application: Application, *, details: dict[str, str], **more: Any) -> Change:
        for one in more.get("asked", ()):
            details = details | {name: said for name, said in one.about.items() if name == "text"}
        return whole(application, details=details, **more)

    ground.patch.setattr(asking, "change", change)


def _looks_each_quarter_of_an_hour(ground: Ground) -> None:
    ground.patch.setattr(reconcile, "EVERY", 15)


ROWS = (
    Revert("the indexes `due` and `stage` carry little", _whole_items_in_indexes, _measured, [WRITES]),
    Revert("a claimed message stays on the clock's list", _a_claim_moves_it_on_the_list, _measured, [WRITES]),
    Revert("an agreement's words are written once", _words_in_the_event_too, _measured, [WRITES]),
    Revert("everything that waits is read once an hour", _looks_each_quarter_of_an_hour, _measured, [DAYS]),
)
