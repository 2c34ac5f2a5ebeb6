"""What keeps an onboarding cheap, taken back: narrow indexes, few writes, few looks at what waits."""

from dataclasses import fields, replace
from typing import Any

from bench import cost, memory_size
from bench.measures import Line
from infra import reconcile
from infra.functions import SPECS
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
from tests.bench.reverting.ground import Ground, Revert, TakeBack

WRITES, DAYS = "cost: write units of an onboarding", f"cost: the same, {cost.DAYS} days of waiting"
PAGES, STEPS = "memory: a cold call, pages and documents", "memory: a cold call, what nobody waits for"
COMPUTING = "memory: computing, 1,000 onboardings"

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


def _sized(size: int, *names: str) -> TakeBack:
    """These functions, or all of them, with so many MB."""

    def back(ground: Ground) -> None:
        sized = tuple(replace(spec, memory=size) if not names or spec.name in names else spec for spec in SPECS)
        ground.patch.setattr(memory_size, "SPECS", sized)

    return back


ROWS = (
    Revert("the indexes `due` and `stage` carry little", _whole_items_in_indexes, _measured, [WRITES]),
    Revert("a claimed message stays on the clock's list", _a_claim_moves_it_on_the_list, _measured, [WRITES]),
    Revert("an agreement's words are written once", _words_in_the_event_too, _measured, [WRITES]),
    Revert("what a page's reader waits for has 1,024 MB", _sized(512, "web"), _measured, [PAGES]),
    Revert("what makes documents has 1,024 MB", _sized(512, "seal_agreement"), _measured, [PAGES]),
    Revert("a step has 512 MB and not less", _sized(256, "ask_distributor"), _measured, [STEPS]),
    Revert("and nothing has more than it needs", _sized(1769), _measured, [COMPUTING]),
    Revert("everything that waits is read once an hour", _looks_each_quarter_of_an_hour, _measured, [DAYS]),
)
