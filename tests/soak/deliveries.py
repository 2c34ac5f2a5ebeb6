"""Promises 13 and 15: events come twice, in any order or broken, and functions are replaced while people think."""

import random
from collections.abc import Sequence
from typing import Any

from onboarding import intake, reconcile, relay
from onboarding.domain.decision import Kind
from tests.soak.journeys import JOURNEYS, Journey, over, travelled
from tests.soak.outcome import Outcome, differences, outcome, violations
from tests.soak.people import People
from tests.soak.town import Town, town

TIMES = 5
"""How often each event comes."""

_POISON: Sequence[Any] = (
    {},
    {"dynamodb": {}},
    {"dynamodb": {"NewImage": {}}},
    {"dynamodb": {"NewImage": {"kind": {"S": "MESSAGE"}}}},
    {"dynamodb": {"NewImage": {"kind": {"S": "APPLICATION"}, "id": {"S": "nobody"}, "start": {"BOOL": True}}}},
    {"dynamodb": {"NewImage": {"kind": {"S": "DECISION"}, "application": {"N": "7"}, "id": {"S": "x"}}}},
    {"dynamodb": {"NewImage": {"kind": {"S": "MESSAGE"}, "application": {"S": "x"}, "id": {"S": "1"}}}},
    {"dynamodb": {"NewImage": None}},
    {"dynamodb": {"NewImage": {"kind": {"X": 1}}}},
)
_BAD_NOTES = ("", "{", "[]", "null", '{"import": 7}', '{"do": "read"}', '{"detail-type": "Object Created"}')


def disorder(rounds: int) -> str:
    """Every stream record five times, shuffled, with broken ones among them: the same end, and nothing blocks."""
    poison = 0
    with town() as here:
        for journey in JOURNEYS[:4]:
            here.begin(journey.program, journey.distributors)
            expected = outcome(here, travelled(here, journey).mails)
            for number in range(rounds):
                found, more = _disordered(here, journey, random.Random(number))  # noqa: S311 - an order, no secret
                poison += more
                wrong = differences(expected, found, a_mail_more=False) + violations(here)
                assert not wrong, f"{journey.name}, round {number}: {wrong}"
        _bad_notes(here)
    return f"each event {TIMES} times, shuffled, {poison} broken ones: the same end, none blocks, no mail twice"


def _disordered(here: Town, journey: Journey, chance: random.Random) -> tuple[Outcome, int]:
    here.begin(journey.program, journey.distributors)
    people, poison = People(here, journey.answer), 0
    assert journey.begun(here)
    for _ in range(60):
        records: list[Any] = [{"dynamodb": {"NewImage": image}} for image in here.aws.table.changed] * TIMES
        records += [one for one in _POISON if chance.random() < 0.3]
        poison += sum(one in _POISON for one in records)
        here.aws.table.changed = []
        chance.shuffle(records)
        _taken(records)
        for one in list(here.machine.executions.values()) * 2:
            reconcile.handler({"detail": {"name": one.name, "status": "FAILED"}}, None)
        here.machine.work()
        if not people.act() and not here.aws.table.changed and over(here, journey):
            return outcome(here, people.mails), poison
    raise AssertionError(f"{journey.name} never ends")


def _taken(records: Sequence[Any]) -> None:
    """A batch that fails would come again as a whole, and hold up all that is behind it."""
    try:
        answer = relay.handler({"Records": records}, None)
    except Exception as error:
        raise AssertionError(f"one record stopped its whole batch ({type(error).__name__})") from error
    assert answer == {"batchItemFailures": []}, f"records are to come again: {answer}"


def _bad_notes(here: Town) -> None:
    """A broken message is handed back to the queue, which gives up on it in time; its neighbours are done."""
    records = [{"messageId": str(at), "body": text} for at, text in enumerate(_BAD_NOTES)]
    failed = intake.handler({"Records": records}, None)["batchItemFailures"]
    given_up = sorted({record["messageId"] for record in records} - {one["itemIdentifier"] for one in failed})
    assert not given_up, f"broken messages count as done: {[_BAD_NOTES[int(at)] for at in given_up]}"
    assert not here.aws.queue, f"broken messages brought {here.aws.queue}"


def redeployed() -> str:
    """While somebody thinks, every function is replaced by a new process: all come to their end."""
    waits = 0
    with town() as here:
        for journey in JOURNEYS:
            for kind in (Kind.CONFIRMATION, Kind.INVITATION, Kind.DISTRIBUTOR, Kind.AGREEMENT, Kind.ADMIN):
                waits += _replaced_while(here, journey, kind)
    return f"{waits} waits over a replacement of every function: all came to their end"


def _replaced_while(here: Town, journey: Journey, kind: Kind) -> bool:
    here.begin(journey.program, journey.distributors)
    here.streaming = journey.streaming
    replaced: list[Kind] = []

    def answer(case: str, decision: str, asked: Kind) -> Any:
        if asked is kind and not replaced:
            replaced.append(asked)
            program, clock = here.world.program, here.world.clock
            here.renew()
            here.world.__dict__.update(program=program, clock=clock)
        return journey.answer(case, decision, asked)

    people = People(here, answer, journey.decided if journey.ops else None)
    begun, later = journey.begun(here), list(journey.later)
    for _ in range(60):
        if (here.settle() | people.act()) and begun:
            continue
        if over(here, journey):
            break
        here.pass_by(**(later.pop(0) if later else {}))
    assert over(here, journey), (journey.name, kind)
    assert not violations(here), violations(here)
    return bool(replaced)
