"""Promise 26: an erasure leaves nobody in any store, and the audit is whole without them."""

import json
import re
import zlib
from collections.abc import Iterator, Sequence

from local.faults.door import Fault, What
from local.operations import audit, verify
from onboarding import erasure, keys
from onboarding.deciding import decide
from onboarding.domain import intervening
from onboarding.domain.applying import withdraw
from onboarding.domain.decision import Kind
from onboarding.domain.erasing import ACTION
from onboarding.domain.ids import ApplicationId
from onboarding.domain.people import Role, person
from onboarding.domain.stages import FINAL, Stage
from tests.soak.canaries import CANARY, listening, marked
from tests.soak.journeys import Journey, travelled
from tests.soak.scenes import brought_to
from tests.soak.town import Town, town

OPS = person("Olga Ops", Role.OPS)
KEPT_DAYS = 90
"""How long the imports bucket keeps files and reports (infra/data.py); the results of rows go earlier."""

_IMPORT = "import"
_WAYS = (What.ERROR, What.LOST, What.DIE_BEFORE, What.DIE_AFTER)


def check(journeys: Sequence[Journey], every: int) -> str:
    """The figure: journeys to their end, and to each question on the way; every so many erasures break off."""
    cases = events = words = imported = 0
    with town() as here, listening() as heard:
        for journey in [marked(one) for one in journeys]:
            for _ in _ended(here, journey):
                before = _said(here)
                assert before, "there was nothing to erase"
                words += len(before)
                _erased(here, journey.id, cases if cases % every == 0 else None)
                events += _whole(here, journey.id)
                cases += 1
                assert not _said(here), f"{journey.name}: after the erasure there is still {_said(here)[:5]}"
                if journey.file:
                    imported += len(_of_the_import(here))
                    _in_time(here)
                assert not _of_the_import(here), f"{journey.name}: {_of_the_import(here)[:5]} of the import"
        assert not any(CANARY.search(text) for text in heard), "a name in a log"
    told = f"{cases} ended cases, a canary in every field: {words} mentions before, 0 after; {events} events, all whole"
    more = f"; {imported} more in files, reports and results of imports, 0 after {KEPT_DAYS} days"
    return told + more if imported else told


def _ended(here: Town, journey: Journey) -> Iterator[None]:
    """The case two days after its end, for each way in which it can have ended."""
    travelled(_begun(here, journey), journey)
    yield from _over(here, journey)
    for kind in (Kind.CONFIRMATION, Kind.INVITATION, Kind.DISTRIBUTOR, Kind.AGREEMENT, Kind.ADMIN):
        try:
            brought_to(here, journey, kind)
        except StopIteration:
            continue  # nobody is asked that on this way
        yield from _over(here, journey)


def _begun(here: Town, journey: Journey) -> Town:
    here.begin(journey.program, journey.distributors)
    return here


def _over(here: Town, journey: Journey) -> Iterator[None]:
    world, who = here.world, person("Canaryname Becker", Role.APPLICANT, "canarymail@canarysite.example")
    if here.application(journey.id).stage not in FINAL:
        decide(
            world.applications,
            lambda: world.applications.current(journey.id),
            lambda case: withdraw(case.application, who, world.clock.now(), "Canaryreason", case.decision),
        )
    elif here.application(journey.id).stage is Stage.ACTIVE:
        decide(
            world.applications,
            lambda: world.applications.current(journey.id),
            lambda case: intervening.end(case, OPS, "Canaryreason", world.clock.now()),
        )
    here.settle()
    for _ in range(3):
        here.pass_by(hours=16)
    yield


def _erased(here: Town, id: ApplicationId, breaks: int | None) -> None:
    """On request; where it breaks off in the middle, once more."""
    if breaks is not None:
        here.door.begin([Fault(what=_WAYS[breaks % len(_WAYS)], service="dynamodb", call=3 + breaks % 17)])
        here.invoked(lambda: erasure.erase_now(here.world, id, OPS, "They asked for it."))
        here.door.begin()
    erasure.erase_now(here.world, id, OPS, "They asked for it.")
    for key in [one for one in here.aws.objects if one.startswith("prepared/")]:
        del here.aws.objects[key]  # what the operator's command does, and the bucket's own rule


def _whole(here: Town, id: ApplicationId) -> int:
    """How many events the audit has, which fits and says that it was emptied."""
    application = here.application(id)
    events = list(here.world.applications.events(id))
    assert list(verify.problems(audit.lines(application, events))) == []
    assert [one.action for one in events].count(ACTION) == 1
    assert application.version == len(events)
    return len(events)


def _said(here: Town) -> list[str]:
    """Every canary in the table, in documents that are no evidence, in the queue and in executions."""
    return [found[0] for where, text in _stores(here) for found in re.finditer(CANARY, text) if where != _IMPORT]


def _of_the_import(here: Town) -> list[str]:
    """Every canary in the file that was dropped, in its report, and in the results of its rows."""
    return [found[0] for where, text in _stores(here) for found in re.finditer(CANARY, text) if where == _IMPORT]


def _stores(here: Town) -> Iterator[tuple[str, str]]:
    for (partition, _), item in here.aws.table.items.items():
        if partition.startswith("IMPORT#"):
            packed = item.get("results", {}).get("B", b"")
            yield _IMPORT, f"{item} {zlib.decompress(packed) if packed else b''!r}"
        else:
            yield "table", json.dumps(item, default=str)
    yield "queue", json.dumps(here.aws.queue)
    for one in here.machine.executions.values():
        yield "executions", json.dumps([one.begun, one.input, one.entered])
    for key, body in here.aws.objects.items():
        if not key.startswith("sealed/"):
            yield ("prepared" if key.startswith("prepared/") else _IMPORT), f"{key} {body!r}"


def _in_time(here: Town) -> None:
    """What the table's time to live and the rule of the imports bucket do within their days."""
    here.world.clock.move(days=KEPT_DAYS)
    here.aws.table.expire(keys.TTL, int(here.world.clock.now().timestamp()))
    here.aws.objects = {key: body for key, body in here.aws.objects.items() if key.startswith(("prepared/", "sealed/"))}
