"""Promise 24: abuse is bounded: a burst of one is refused after its share, and costs others nothing."""

import gc
import time
from collections import Counter
from statistics import quantiles
from typing import Any

from tests.soak.journeys import form
from tests.soak.town import Town, form_path, town
from tests.support.samples import PROGRAM

TIMES = 10
"""Requests of the burst for each one of somebody else."""

_ABUSER = "203.0.113.66"
_WARM = 5
_MOST = 2.0


def check(visits: int) -> str:
    """The figure: visits by others, with a burst between their requests and without, in turns; the limits."""
    quiet: list[float] = []
    loud: list[float] = []
    refused: Counter[int] = Counter()
    made: set[int] = set()
    with town() as here:
        for number in range(-_WARM, visits):
            if number == 0:
                quiet, loud, refused = [], [], Counter()
            if number % 20 == 0:
                here.begin()
            # Both kinds in turns, and the one that comes first in turns as well: whatever else the machine does, it
            # does to both.
            for bursting in (False, True) if number % 2 else (True, False):
                spent, calls = _visited(here, f"{number + _WARM:04d}{int(bursting)}", refused if bursting else None)
                (loud if bursting else quiet).extend(spent)
                made.add(calls)
        trap = _trapped(here)
        sources, mailboxes = _limits(here)
    assert refused[303] + refused[429] == refused.total(), f"the burst was answered by {dict(refused)}"
    assert refused[429] > refused[303] * 2, f"only {refused[429]} of {refused.total()} were refused"
    assert len(made) == 1, f"others' requests take {sorted(made)} AWS calls"
    ratio = quantiles(loud, n=20)[-1] / quantiles(quiet, n=20)[-1]
    assert ratio <= _MOST, f"others' p95 is {ratio:.2f} times what it is without the burst"
    return (
        f"{len(loud)} requests of others amid {refused.total()} of a burst ({refused[429]} refused): p95 {ratio:.2f}×, "
        f"none refused, no call more; {trap} filled traps: 0 forms; {sources} of one source, {mailboxes} of one mailbox"
    )


def _visited(here: Town, name: str, burst: Counter[int] | None) -> tuple[list[float], int]:
    """Somebody fills in a form; what each request took of the processor, and how many AWS calls were theirs."""
    spent: list[float] = []
    calls = 0
    typed = form(key=f"01KC0M2Q8M9V5X3T7R1N4{name}", email=f"ann@shop-{name}.example")
    path = form_path(typed)
    begin = {"track": typed["track"], "key": typed["key"], "token": path.rpartition("/")[2]}
    for address, fields in (("/apply", begin), (f"{path}/company", typed), (f"{path}/people", typed)):
        for at in range(TIMES if burst is not None else 0):
            here.source = _ABUSER
            assert burst is not None
            burst[here.send("POST", "/apply", _another(name, len(spent), at))[0]] += 1
        here.source = f"198.51.100.{int(name[:4]) % 250}"
        here.door.begin()
        gc.collect(0)
        began = time.thread_time()
        status, _ = here.send("POST", address, fields)
        spent.append(time.thread_time() - began)
        calls += len(here.door.calls)
        assert status == 303, f"{address} of somebody else was answered with {status}"
    return spent, calls


def _another(name: str, request: int, at: int) -> dict[str, Any]:
    key = f"01KC0M2Q8M9V5X3T{name}{request}{at:04d}"
    return {"track": "new", "key": key, "token": form_path({"key": key}).rpartition("/")[2]}


def _trapped(here: Town) -> int:
    """Programs that fill in every field are stopped at each page that has the trap."""
    here.begin()
    typed = form()
    path = form_path(typed)
    begin = {"track": "new", "key": typed["key"], "token": path.rpartition("/")[2]}
    status, _ = here.send("POST", "/apply", {**begin, "homepage": "https://spam.example"})
    assert status == 422, f"a filled trap is answered with {status}"
    assert not here.items("DRAFT"), "a form was begun"
    assert here.send("POST", "/apply", begin)[0] == 303, "whoever leaves the trap alone goes on"
    before = here.items("DRAFT")
    for page in ("company", "people"):
        status, _ = here.send("POST", f"{path}/{page}", {**typed, "homepage": "x"})
        assert status == 422, f"a filled trap on the page {page} is answered with {status}"
    assert here.items("DRAFT") == before, "a form was filled in"
    return 3


def _limits(here: Town) -> tuple[str, str]:
    """What one source and one mailbox may: exactly as much as the program says, and again in the next window."""
    here.begin()
    here.source, limits = _ABUSER, PROGRAM.limits
    begun = [here.send("POST", "/apply", _another("00000", 0, at))[0] for at in range(limits.per_source + 9)]
    allowed = f"{begun.count(303)} forms of one source in an hour, and {limits.per_source} are allowed"
    assert begun == [303] * limits.per_source + [429] * 9, allowed
    here.world.clock.move(hours=1)
    assert here.send("POST", "/apply", _another("00001", 0, 0))[0] == 303, "a source is still refused an hour later"
    named = []
    for at in range(limits.per_mailbox + 3):
        here.source = f"198.51.100.{at}"
        fields = _another("00002", 0, at)
        assert here.send("POST", "/apply", fields)[0] == 303
        named.append(here.send("POST", f"/apply/{fields['key']}/{fields['token']}/people", form(**fields))[0])
    allowed = f"{named.count(303)} forms for one mailbox in a day, and {limits.per_mailbox} are allowed"
    assert named == [303] * limits.per_mailbox + [429] * 3, allowed
    counters = here.items("LIMIT")
    assert all("expires" in item and _ABUSER not in str(item) for item in counters), "counters name nobody, and end"
    return f"{limits.per_source} of {len(begun)}", f"{limits.per_mailbox} of {len(named)}"
