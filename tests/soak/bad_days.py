"""Promises 1, 2, 7 and 17: thousands of applications while one AWS call in twenty fails, in every way at once."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from local.faults.door import Fault, What
from onboarding.domain.decision import Kind
from onboarding.domain.ids import ApplicationId
from tests.soak.audited import Audit
from tests.soak.figures import Figures, judged
from tests.soak.journeys import TECHNOLOGY, form, undelivered
from tests.soak.outcome import decided_twice, stranded, unaudited
from tests.soak.people import YES, Fields, People
from tests.soak.post import Post
from tests.soak.scenes import Asked
from tests.soak.town import SOUTH, Town, id_for, town
from tests.support.samples import NORTH

BATCH = 40
"""Applications at once in one table: what is read of an index grows with them."""

_SHARE = 0.05
WAYS = (What.ERROR, What.THROTTLE, What.TIMEOUT, What.LOST, What.TWICE, What.DIE_BEFORE, What.DIE_AFTER)
_ROUNDS = 24
_DAY = 12
"""How often everybody comes to act between two passes of the clock, at most."""

_COMING_BACK = 4
"""How many find an old link in each round; where its decision is made, they answer it once more."""

_TRIES = 2
_LEAPS: tuple[dict[str, float], ...] = ({"days": 4}, {"days": 5})


@dataclass
class Tally:
    """What was seen over all batches; `wrong` by the promises' numbers."""

    sent: int = 0
    calls: int = 0
    faults: int = 0
    gone: int = 0
    over: int = 0
    waiting: int = 0
    decided: int = 0
    once_more: int = 0
    mails: int = 0
    again: int = 0
    lost: int = 0
    unnoted: int = 0
    changes: int = 0
    events: int = 0
    wrong: dict[int, list[str]] = field(default_factory=lambda: {1: [], 2: [], 7: [], 17: []})

    def figures(self) -> dict[int, str]:
        """The figure of each promise."""
        return {
            1: f"{self.sent} applications, {self.faults} faults in {self.calls} AWS calls, {self.gone} executions gone"
            f": 0 lost ({self.over} over, {self.waiting} visibly waiting)",
            2: f"{self.decided} decisions of them, {self.once_more} answered once more: 0 decided twice",
            7: f"{self.changes} changes of state of them, {self.events} events: each with its other half, 100%",
            17: f"{self.mails} mails of them; of {self.lost} whose answer was lost and {self.unnoted} that could not "
            f"be noted {self.again} went out once more, where no event of SES came; 0 a third time, 0 contradictory",
        }


def check(applications: int, first: int = 0) -> Figures:
    """The figures; raises Broken with whatever was lost, decided twice, doubled, unaudited or left behind.

    `first` is the number of the first batch: others bring other people.
    """
    tally = Tally()
    with town() as here:
        for batch in range((applications + BATCH - 1) // BATCH):
            _batch(here, first + batch, min(BATCH, applications - batch * BATCH), tally)
    return judged(tally.figures(), tally.wrong)


def _batch(here: Town, number: int, count: int, tally: Tally) -> None:
    chance = random.Random(number)  # noqa: S311 - who answers what, no secret
    here.begin(distributors=(NORTH, SOUTH))
    here.aws.table.watch = (audit := Audit()).wrote
    forms = {_id(number, at): _form(number, at, chance) for at in range(count)}
    minds, post = _Minds(chance), Post(here, random.Random(-number - 1))  # noqa: S311 - which events come, no secret
    people = People(here, minds.answer, minds.decide)
    here.door.seed = number
    here.door.begin([Fault(what=way, share=_SHARE / len(WAYS), times=10**9) for way in WAYS])
    unsent, leaps = dict(forms), list(_LEAPS)
    for _ in range(_ROUNDS):
        for id in [id for id, one in unsent.items() if here.apply(one)]:
            del unsent[id]
        _live(here, people, post)
        tally.once_more += _come_back(here, people, chance)
        quiet = not (unsent or undelivered(here) or stranded(here))
        if quiet and not leaps:
            break
        tally.gone += 0 if quiet else here.machine.lose(1)
        here.pass_by(**(leaps.pop() if quiet else {}))
    tally.calls += len(here.door.calls)
    tally.faults += len(here.door.fired)
    here.door.faults = []
    for _ in range(2):
        here.pass_by()
    # Whoever was held up until now has the whole way before them yet.
    _live(here, people, post, _ROUNDS * _DAY)
    _look(here, people, [id for id in forms if id not in unsent], tally)
    _count(audit, post, tally)


def _live(here: Town, people: People, post: Post, most: int = _DAY) -> None:
    for _ in range(most):
        moved = here.settle()
        post.deliver()
        if not (people.act() or moved):
            return


def _come_back(here: Town, people: People, chance: random.Random) -> int:
    """Some find an old link and answer it otherwise than it was answered: how many did."""
    asked = [Asked(*mail.asks) for mail in people.mails if mail.asks and mail.asks[1] in YES]
    looked = chance.sample(asked, min(len(asked), _COMING_BACK))
    used = [one for one in looked if "outcome" in here.item(one.case, f"DECISION#{one.decision}")]
    for one in used:
        here.send("POST", one.path, {**YES[one.kind], **_no(one.kind), "name": "After all"})
    return len(used)


def _look(here: Town, people: People, taken: list[ApplicationId], tally: Tally) -> None:
    there = {item["id"]: item for item in here.items("APPLICATION")}
    tally.wrong[1] += [f"{id}: taken, and not there" for id in taken if id not in there]
    tally.wrong[1] += stranded(here) + undelivered(here)
    tally.wrong[1] += [f"refused: {one}" for one in people.refused]
    tally.wrong[2] += decided_twice(here)
    tally.wrong[7] += unaudited(here)
    over = sum(item["stage"] in ("active", "closed") for item in there.values())
    tally.sent, tally.over = tally.sent + len(taken), tally.over + over
    tally.waiting += len(there) - over
    tally.decided += sum("outcome" in item for item in here.items("DECISION"))


def _count(audit: Audit, post: Post, tally: Tally) -> None:
    tally.wrong[7] += audit.wrong
    tally.changes, tally.events = tally.changes + audit.changes, tally.events + audit.events
    tally.wrong[17] += post.judged()
    tally.mails, tally.again = tally.mails + post.sent, tally.again + post.again
    tally.lost, tally.unnoted = tally.lost + post.lost, tally.unnoted + post.unnoted


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
            return {**YES[kind], **_no(kind)}
        return YES.get(kind)


_NO = {Kind.REVIEW: "rejected", Kind.DISTRIBUTOR: "declined", Kind.AGREEMENT: "declined", Kind.ADMIN: "refused"}


def _no(kind: Kind) -> Fields:
    return {"answer": _NO[kind], "note": "Not now, and not like this."} if kind in _NO else {}


_OPS = (
    {"answer": "retry", "reason": "We talked to them.", "name": "Olga Ops"},
    {"answer": "closed", "reason": "They do not want to.", "name": "Olga Ops"},
)


def hash_of(case: str) -> int:
    """A number that is the same in every run."""
    return sum(map(ord, case))


def _id(batch: int, at: int) -> ApplicationId:
    return id_for(f"{batch} {at}")


def _form(batch: int, at: int, chance: random.Random) -> dict[str, Any]:
    name = f"shop-{batch}-{at}"
    own = {"company": f"{name} IT", "website": f"{name}.example", "email": f"ann@{name}.example", "key": _id(batch, at)}
    kind = chance.random()
    if kind < 0.2:
        return {**TECHNOLOGY, **own}
    weak = {"people": "1", "services": [], "website": ""} if kind < 0.35 else {}
    return form(**{**own, **weak})
