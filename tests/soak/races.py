"""Promise 4: whatever happens at once, one decision wins, and those who lose are told who won."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from itertools import count
from threading import Barrier, Event
from typing import Any
from unittest.mock import patch

from onboarding import clock
from onboarding.domain.decision import Kind
from tests.soak.figures import Figures, failed, judged
from tests.soak.journeys import JOURNEYS, form
from tests.soak.outcome import violations
from tests.soak.scenes import Asked, brought_to, filled, page_of
from tests.soak.town import Town, form_path, town

DECIDERS = 16
SENT = 50
_LONGEST_SECONDS = 5
"""How long who comes to write waits for the others, should they never come."""

type Act = Callable[[], Any]

_NEW = JOURNEYS[0]


def check(rounds: int, others: int) -> Figures:
    """The figures: rounds of sixteen deciders and the clock, and of each other race."""
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)  # threads take turns in the middle of everything
    try:
        with town() as here:
            won: list[str] = []
            races: list[Act] = [
                lambda: won.append(deciders(here, rounds)),
                *(partial(race, here, others) for race in _OTHERS),
            ]
            wrong = {4: failed(*races), 14: failed(partial(same_form, here, others))}
    finally:
        sys.setswitchinterval(switching)
    told = f"1 winner ({'; '.join(won)}), losers told who; {len(_OTHERS)} other races × {others}"
    figures = {
        4: f"{rounds} rounds of {DECIDERS} deciders and the clock: {told}",
        14: f"{others} times one form sent {SENT} times at once: 1 application each, the same reply {SENT} times",
    }
    return judged(figures, wrong)


def at_once(acts: Sequence[Act]) -> list[Any]:
    """Does all of these at the same moment."""
    ready = Barrier(len(acts))

    def do(act: Act) -> Any:
        ready.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def deciders(here: Town, rounds: int) -> str:
    """Sixteen who accept or decline, in half of the rounds together with the clock after the date.

    In half of the rounds of either kind nobody writes before all sixteen have read; in the others it is as it comes.
    """
    asked = brought_to(here, _NEW, Kind.DISTRIBUTOR)
    back = here.remembered()
    accept, decline = filled(here, asked), filled(here, asked, answer="declined", note="Too busy.")
    winners = {"person": 0, "clock": 0}
    for number in range(rounds):
        back()
        if number % 2:
            here.world.clock.move(days=8)
        answers = [{**(accept if at % 2 else decline), "name": f"Person {at}"} for at in range(DECIDERS)]
        acts: list[Act] = [_posting(here, asked.path, fields) for fields in answers]
        with _read_by(here, DECIDERS) if number % 4 < 2 else nullcontext():
            statuses = at_once([*acts, lambda: clock.run(here.world, here.world.clock.now())])[:DECIDERS]
        winners[_one_winner(here, asked, statuses)] += 1
    return f"{winners['person']} by a person, {winners['clock']} by the clock"


@contextmanager
def _read_by(here: Town, many: int) -> Iterator[None]:
    """Whoever comes to write waits until so many have come: each of them has read what none has changed."""
    came, all_there, whole = count(1), Event(), here.aws.table.answer

    def answer(operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        if operation == "TransactWriteItems":
            if next(came) >= many:
                all_there.set()
            all_there.wait(_LONGEST_SECONDS)
        return whole(operation, asked)

    with patch.object(here.aws.table, "answer", answer):
        yield


def _one_winner(here: Town, asked: Asked, replies: Sequence[tuple[int, str]]) -> str:
    decision = here.item(asked.case, f"DECISION#{asked.decision}")
    by = str(decision["decided_by"]["kind"])
    statuses = [status for status, _ in replies]
    told_so = f"{statuses.count(303)} of {DECIDERS} were told that they had decided, and the {by} has: {statuses}"
    assert statuses.count(303) == (by == "person"), told_so
    assert statuses.count(409) == DECIDERS - (by == "person"), told_so
    assert not violations(here), violations(here)
    events = [item for item in here.items("EVENT") if item["details"].get("decision") == asked.decision]
    assert sum("outcome" in event["details"] for event in events) == 1, "one outcome in the audit"
    name = str(decision["decided_by"]["name"])
    told = [page for status, page in replies if status == 409]
    assert by == "clock" or all(name in page for page in told), "the losers are told who"
    return by


def withdrawals(here: Town, rounds: int) -> None:
    """The applicant withdraws eight times while the distributor accepts eight times."""
    asked = brought_to(here, _NEW, Kind.DISTRIBUTOR)
    page, yes = page_of(here), filled(here, asked)
    back = here.remembered()
    for _ in range(rounds):
        back()
        withdraw = _posting(here, f"{page}/withdraw", {"reason": "Not now.", "name": "Ann Becker", "sure": "yes"})
        accept = _posting(here, asked.path, yes)
        at_once([withdraw, accept] * 8)
        assert _counted(here, "withdrawn") == 1, f"withdrawn {_counted(here, 'withdrawn')} times"
        assert here.item(asked.case, "APPLICATION")["stage"] == "closed", "withdrawn, and not closed"
        assert not violations(here), violations(here)


def resubmissions(here: Town, rounds: int) -> None:
    """A closed case is submitted again by eight clicks, half of them after an edit."""
    asked = brought_to(here, _NEW, Kind.DISTRIBUTOR)
    page = page_of(here)
    here.send("POST", f"{page}/withdraw", {"reason": "Not now.", "name": "Ann Becker", "sure": "yes"})
    again = {name: value for name, value in form().items() if name not in {"key", "do"}}
    back = here.remembered()
    for _ in range(rounds):
        back()
        at_once([_posting(here, f"{page}/again", {**again, "people": str(3 + at % 2)}) for at in range(8)])
        assert _counted(here, "resubmitted") == 1, f"submitted again {_counted(here, 'resubmitted')} times"
        assert here.item(asked.case, "APPLICATION")["generation"] == 2, "not of the second generation"
        assert not violations(here), violations(here)


def two_in_ops(here: Town, rounds: int) -> None:
    """Two people in ops decide the same hold, four clicks each."""
    case, id, version = _held(here)
    back = here.remembered()
    event = {"action": "decide", "application": case, "decision": id, "version": version}
    for _ in range(rounds):
        back()
        at_once([_pressing(here, event, answer, f"Ops {answer}") for answer in ("retry", "closed")] * 4)
        assert here.item(case, f"DECISION#{id}")["outcome"] in {"retry", "closed"}, "nobody in ops has decided"
        events = [one for one in here.items("EVENT") if one["details"].get("decision") == id]
        assert sum("outcome" in event["details"] for event in events) == 1, "one outcome of ops in the audit"
        assert not violations(here), violations(here)


def reassignment(here: Town, rounds: int) -> None:
    """The signer names somebody else while the agreement is being signed."""
    asked = brought_to(here, _NEW, Kind.AGREEMENT)
    sign = filled(here, asked)
    hand_over = filled(here, asked, answer="reassigned", to_name="Sigi", to_email="sigi@becker-it.example")
    back = here.remembered()
    for _ in range(rounds):
        back()
        statuses = [status for status, _ in at_once([_posting(here, asked.path, one) for one in (sign, hand_over)] * 4)]
        outcome = here.item(asked.case, f"DECISION#{asked.decision}")["outcome"]
        named = "signer" in here.item(asked.case, "APPLICATION")
        assert (outcome == "reassigned") is named, f"{outcome}, and the signer is {'another' if named else 'the same'}"
        assert set(statuses) <= {303, 409}, f"who signs and who hands over are answered with {statuses}"
        assert not violations(here), violations(here)


def import_and_form(here: Town, rounds: int) -> None:
    """The same company comes by a file and by the form: two cases may not both go on as if nobody knew it."""
    journey = next(one for one in JOURNEYS if one.file)
    for _ in range(rounds):
        here.begin()
        here.drop("check/partners.csv", journey.file)
        here.settle()
        here.drop("commit/partners.csv", journey.file)
        assert here.filled_in(form())
        at_once([here.settle_queue, _posting(here, f"{form_path(form())}/check", form())])
        here.settle()
        cases = here.items("APPLICATION")
        assert 1 <= len(cases) <= 2, f"{len(cases)} cases of one company"
        assert form()["key"] in {case["id"] for case in cases}, "the form's own case is missing"
        assert not violations(here), violations(here)


def same_form(here: Town, rounds: int) -> None:
    """Promise 14: one form sent fifty times at once is one application, with one reply."""
    for _ in range(rounds):
        here.begin()
        assert here.filled_in(form())
        replies = at_once([_posting(here, f"{form_path(form())}/check", form())] * SENT)
        made = len(here.items("APPLICATION"))
        assert made == 1, f"{made} applications of one form"
        assert set(replies) == {(303, "")}, f"one form is answered with {sorted({status for status, _ in replies})}"
        assert _counted(here, "submitted") == 1, f"submitted {_counted(here, 'submitted')} times"


_OTHERS = (withdrawals, resubmissions, two_in_ops, reassignment, import_and_form)


def _held(here: Town) -> tuple[str, str, int]:
    journey = next(one for one in JOURNEYS if one.name == "hold")
    asked = brought_to(here, replace(journey, ops={}), Kind.AGREEMENT)
    here.send("POST", asked.path, filled(here, asked, answer="declined", note="Not these terms."))
    here.settle()
    application = here.item(asked.case, "APPLICATION")
    return asked.case, str(application["decision"]), int(application["version"])


def _posting(here: Town, path: str, fields: Mapping[str, Any]) -> Act:
    return lambda: here.knock(path, fields)


def _pressing(here: Town, event: Mapping[str, Any], answer: str, name: str) -> Act:
    typed = {"answer": answer, "reason": "We talked to them.", "name": name}
    return lambda: here.press({**event, "widgetContext": {"forms": {"all": typed}}})


def _counted(here: Town, action: str) -> int:
    return sum(item["action"] == action for item in here.items("EVENT"))
