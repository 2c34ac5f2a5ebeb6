"""Promises 1, 2 and 17: thousands of applications while one AWS call in twenty fails, in every way at once."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from local.faults.door import Fault, What
from onboarding.domain.decision import Kind
from onboarding.domain.ids import ApplicationId, application_id_for
from tests.soak.journeys import TECHNOLOGY, form, undelivered
from tests.soak.outcome import stranded, violations
from tests.soak.people import YES, Fields, People
from tests.soak.town import SOUTH, Town, town
from tests.support.samples import NORTH

BATCH = 40
"""Applications at once in one table: what is read of an index grows with them."""

_SHARE = 0.05
WAYS = (What.ERROR, What.THROTTLE, What.TIMEOUT, What.LOST, What.TWICE, What.DIE_BEFORE, What.DIE_AFTER)
_ROUNDS = 24
_TRIES = 2
_UNSURE = {What.LOST, What.DIE_AFTER, What.TWICE, What.DIE_BEFORE}
_LEAPS: tuple[dict[str, float], ...] = ({"days": 4}, {"days": 5})


@dataclass
class Tally:
    """What was seen over all batches."""

    sent: int = 0
    calls: int = 0
    faults: int = 0
    over: int = 0
    waiting: int = 0
    mails: int = 0
    again: int = 0
    wrong: list[str] = field(default_factory=list)


def check(applications: int, first: int = 0) -> str:
    """The figure; raises AssertionError with whatever was lost, decided twice, doubled or left behind.

    `first` is the number of the first batch: others bring other people.
    """
    tally = Tally()
    with town() as here:
        for batch in range((applications + BATCH - 1) // BATCH):
            _batch(here, first + batch, min(BATCH, applications - batch * BATCH), tally)
    assert not tally.wrong, "\n".join(tally.wrong[:40])
    return (
        f"{tally.sent} applications, {tally.faults} faults in {tally.calls} AWS calls: 0 lost ({tally.over} over, "
        f"{tally.waiting} visibly waiting), 0 decided twice, {tally.mails} mails of which {tally.again} came again"
    )


def _batch(here: Town, number: int, count: int, tally: Tally) -> None:
    chance = random.Random(number)  # noqa: S311 - who answers what, no secret
    here.begin(distributors=(NORTH, SOUTH))
    forms = {_id(number, at): _form(number, at, chance) for at in range(count)}
    minds = _Minds(chance)
    people = People(here, minds.answer, minds.decide)
    here.door.seed = number
    here.door.begin([Fault(what=way, share=_SHARE / len(WAYS), times=10**9) for way in WAYS])
    unsent, leaps = dict(forms), list(_LEAPS)
    for _ in range(_ROUNDS):
        for id in [id for id, one in unsent.items() if here.apply(one)]:
            del unsent[id]
        _live(here, people)
        quiet = not (unsent or undelivered(here) or stranded(here))
        if quiet and not leaps:
            break
        here.pass_by(**(leaps.pop() if quiet else {}))
    tally.calls += len(here.door.calls)
    tally.faults += len(here.door.fired)
    lost_answers = sum(call == "ses.SendRawEmail" and way in _UNSURE for call, way in here.door.fired)
    died = sum(way is What.DIE_BEFORE or way is What.ERROR for _, way in here.door.fired)
    here.door.begin()
    for _ in range(2):
        here.pass_by()
    _live(here, people)
    _look(here, people, [id for id in forms if id not in unsent], lost_answers + died, tally)


def _live(here: Town, people: People) -> None:
    for _ in range(12):
        moved = here.settle()
        if not (people.act() or moved):
            return


def _look(here: Town, people: People, taken: list[ApplicationId], unsure: int, tally: Tally) -> None:
    there = {item["id"]: item for item in here.items("APPLICATION")}
    tally.wrong += [f"{id}: taken, and not there" for id in taken if id not in there]
    tally.wrong += violations(here) + stranded(here) + undelivered(here)
    tally.wrong += [f"refused: {one}" for one in people.refused]
    copies = Counter(mail.id for mail in people.mails)
    tally.again += (again := sum(count - 1 for count in copies.values()))
    if again > unsure:
        tally.wrong.append(f"{again} mails came again, and only {unsure} answers were lost")
    over = sum(item["stage"] in ("active", "closed") for item in there.values())
    tally.sent, tally.over, tally.waiting = (
        tally.sent + len(taken),
        tally.over + over,
        tally.waiting + len(there) - over,
    )
    tally.mails += len(people.mails)


@dataclass
class _Minds:
    """What people make of what they are asked; each makes up its mind once."""

    chance: random.Random
    made_up: dict[tuple[str, str], Fields | None] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)

    def answer(self, case: str, decision: str, kind: Kind) -> Fields | None:
        if (case, decision) not in self.made_up:
            self.made_up[case, decision] = self._mind(kind)
        return self.made_up[case, decision]

    def decide(self, case: str) -> Fields:
        """What ops decide about a hold: once more, twice at most, then the end of it."""
        self.tried[case] += 1
        return _OPS[self.tried[case] > _TRIES or hash_of(case) % 3 == 0]

    def _mind(self, kind: Kind) -> Fields | None:
        luck = self.chance.random()
        if luck < 0.1:
            return None
        if luck < 0.2 and kind in _NO:
            return {**YES[kind], "answer": _NO[kind], "note": "Not now, and not like this."}
        return YES.get(kind)


_NO = {Kind.REVIEW: "rejected", Kind.DISTRIBUTOR: "declined", Kind.AGREEMENT: "declined", Kind.ADMIN: "refused"}
_OPS = (
    {"answer": "retry", "reason": "We talked to them.", "name": "Olga Ops"},
    {"answer": "closed", "reason": "They do not want to.", "name": "Olga Ops"},
)


def hash_of(case: str) -> int:
    """A number that is the same in every run."""
    return sum(map(ord, case))


def _id(batch: int, at: int) -> ApplicationId:
    return application_id_for(f"{batch} {at}")


def _form(batch: int, at: int, chance: random.Random) -> dict[str, Any]:
    name = f"shop-{batch}-{at}"
    own = {"company": f"{name} IT", "website": f"{name}.example", "email": f"ann@{name}.example", "key": _id(batch, at)}
    kind = chance.random()
    if kind < 0.2:
        return {**TECHNOLOGY, **own}
    weak = {"people": "1", "services": [], "website": ""} if kind < 0.35 else {}
    return form(**{**own, **weak})
