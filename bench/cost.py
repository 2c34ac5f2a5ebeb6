"""What an onboarding costs at list prices, read from a recorded journey (`make cost`).

The journey is played by the real handlers on a cloud in memory, and every call that they make is noted. What cannot be
measured here is said: processor time is this machine's, warm, and how often a call is a cold start is shown apart.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import starmap

from bench import memory_size, waiting
from bench.designs import ONBOARDINGS, rivals
from bench.journey import OTHER, Journey, play
from bench.measures import Line
from bench.recording import Call, Written
from bench.rehearsal import Invocation, rehearsal
from infra import prices
from onboarding import keys

MOST = 0.60
"""Dollars for a thousand, besides mail."""

LAMBDA_LINES = 420
"""Bytes of the START, END and REPORT lines that Lambda itself logs."""

TRANSITION_LOG = 430
"""Bytes that Step Functions logs for a transition (level ALL, without data)."""


@dataclass(frozen=True)
class Bill:
    """Dollars by service for one onboarding, and the counts behind them."""

    dollars: Mapping[str, float]
    wait: waiting.Waiting
    counts: Mapping[str, float] = field(default_factory=dict)
    invocations: Sequence[Invocation] = ()
    writes: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    """How many there are, and their write units, by what is written."""

    @property
    def day(self) -> float:
        """A day of waiting."""
        return self.wait.dollars

    @property
    def besides_mail(self) -> float:
        """All but mail."""
        return sum(price for service, price in self.dollars.items() if service != "mail")


@cache
def recorded(journey: Journey) -> Bill:
    """Plays the journey and prices what it did.

    Another partner has been there before: what is made once, the seal's certificate, and what a function loads once are
    no part of it.
    """
    with rehearsal() as cloud:
        play(cloud, Journey(accounts=1), **OTHER)
        before, entered, stored = len(cloud.invocations), len(cloud.machine.entered()), len(cloud.workflow_calls)
        written, mailed = len(cloud.recorder.written), len(cloud.mails())
        case = play(cloud, journey)
        ours = list(_not_idle([*cloud.invocations[before:], *cloud.hear_of_mails(mailed)]))
        transitions = len(cloud.machine.entered()) - entered
        calls = [call for one in ours for call in one.calls] + cloud.workflow_calls[stored:]
        requests = sum(one.function == "web" for one in ours)
        wait = waiting.of(cloud.recorder.image(keys.application(case)))
    lambdas = sum(map(memory_size.billed, ours))
    writes, reads = sum(call.write for call in calls), sum(call.read for call in calls)
    logs = sum(one.log_bytes + LAMBDA_LINES for one in ours) + transitions * TRANSITION_LOG
    mails = _count(calls, "ses")
    dollars = {
        "transitions": transitions * prices.TRANSITION.dollars,
        "table writes": writes * prices.WRITE_UNIT.dollars,
        "table reads": reads * prices.READ_UNIT.dollars,
        "functions": lambdas * prices.GB_SECOND.dollars + len(ours) * prices.INVOCATION.dollars,
        "requests": requests * prices.PAGE.dollars,
        "documents and seal": sum(starmap(_stored, ((call.service, call.operation) for call in calls))),
        "events": _count(calls, "events") * prices.EVENT.dollars,
        "logs": logs / 1e9 * prices.LOG_GB.dollars,
        "waiting": journey.days * wait.dollars,
        "mail": mails * prices.MAIL.dollars,
    }
    counts = {
        "transitions": transitions,
        "invocations": len(ours),
        "GB-seconds": lambdas,
        "GB-seconds if all were cold": sum(memory_size.billed(one, memory_size.START_SECONDS) for one in ours),
        "write units": writes,
        "read units": reads,
        "pages and forms": requests,
        "mails": mails,
        "KB of logs": logs / 1000,
    }
    return Bill(dollars, wait, counts, ours, _by_kind(cloud.recorder.written[written:]))


def _not_idle(invocations: Iterable[Invocation]) -> Iterator[Invocation]:
    """The clock's own passes are the same with and without a case; what it did for it is another function's."""
    return (one for one in invocations if one.function != "clock" or one.calls[_IDLE_CALLS:])


def _by_kind(written: Iterable[Written]) -> dict[str, tuple[int, float]]:
    found: dict[str, tuple[int, float]] = {}
    for one in written:
        times, units = found.get(one.kind, (0, 0.0))
        found[one.kind] = (times + 1, units + one.units)
    return dict(sorted(found.items(), key=lambda entry: -entry[1][1]))


_IDLE_CALLS = 4
"""Queries of a clock's pass that finds nothing."""


def _stored(service: str, operation: str) -> float:
    if service == "s3":
        return prices.S3_WRITE.dollars if operation == "PutObject" else prices.S3_READ.dollars
    if service == "kms":
        return prices.KMS_RSA.dollars if operation in {"Sign", "GetPublicKey"} else prices.KMS_REQUEST.dollars
    return 0.0


def _count(calls: list[Call], service: str) -> int:
    return sum(call.service == service for call in calls)


def measure() -> Iterator[Line]:
    """The plain journey, what it costs more where its people take ninety days, what it writes, and at which sizes."""
    bill = recorded(Journey())
    base, longer = bill.besides_mail * ONBOARDINGS, (bill.besides_mail + DAYS * bill.day) * ONBOARDINGS
    yield Line(
        measure="cost: 1,000 onboardings, no mail",
        goal=f"at most ${MOST:.2f}",
        how="make cost",
        unit="dollars",
        ours=base,
        floor=next(iter(rivals(2, 1))).dollars,
        count=True,
        limit=ALLOWED,
        missed=WHY_MISSED,
    )
    yield Line(
        measure=f"cost: the same, {DAYS} days of waiting",
        goal="as without, within 3%",
        how="make cost",
        unit="dollars",
        ours=longer,
        floor=base,
        limit=1.03,
    )
    yield Line(
        measure="cost: write units of an onboarding",
        goal="no more than today",
        how="make cost",
        unit="units",
        ours=bill.counts["write units"],
        limit=MOST_WRITES,
        count=True,
    )
    yield from memory_size.measure(bill.invocations)


DAYS = 90
ALLOWED = 0.92
MOST_WRITES = 385
"""Write units of one onboarding: more means that an item or an index has grown."""
WHY_MISSED = (
    "twenty transitions are $0.50 at list price, before anything else: the goal leaves $0.10 for what four people's "
    "guarded answers, eleven queued mails, pages and a sealed document write and compute"
)


def report() -> Iterator[str]:
    """The bill of several journeys beside other designs."""
    base, more = recorded(Journey(accounts=2)), recorded(Journey(accounts=5))
    month = recorded(Journey(accounts=2, days=30))
    yield f"1,000 onboardings with 2 accounts, without mail: ${base.besides_mail * ONBOARDINGS:.3f}"
    for service, price in base.dollars.items():
        yield f"  {service:<20} ${price * ONBOARDINGS:.3f}"
    for what, count in base.counts.items():
        yield f"  {what:<28} {count:,.1f} each"
    yield "  the write units, by what is written:"
    for what, (times, units) in base.writes.items():
        yield f"    {what:<26} {units:5.0f}, {times} times"
    yield f"by function and memory, {', '.join(f'{size} MB' for size in memory_size.SIZES)} (* chosen), warm:"
    yield from memory_size.table(base.invocations)
    account = (more.besides_mail - base.besides_mail) / 3
    reminders = month.counts["mails"] - base.counts["mails"]
    reminder = (month.besides_mail - base.besides_mail - 30 * base.day) / reminders
    yield f"each further account: ${account * ONBOARDINGS:.3f}"
    yield f"each day of waiting: ${base.day * ONBOARDINGS:.5f}"
    yield f"each reminder, its mail aside: ${reminder * ONBOARDINGS:.3f}; {reminders:.0f} in 30 days"
    yield f"each mail: ${prices.MAIL.dollars * ONBOARDINGS:.2f}; {base.counts['mails']:.0f} of them"
    for accounts, days in ((2, 1), (200, 1), (2, 90)):
        ours = (base.besides_mail + (accounts - 2) * account + days * base.day) * ONBOARDINGS
        others = ", ".join(f"{rival.name} ${rival.dollars:.2f}" for rival in rivals(accounts, days))
        yield f"{accounts} accounts, {days} days: ours ${ours:.2f}; {others}"
    yield f"list prices, read on {prices.READ}; those in (brackets) not on a page of AWS itself:"
    for what, listed in prices.ALL.items():
        dollars = f"${listed.dollars:.10f}".rstrip("0")
        yield f"  {what:<22} {dollars if listed.by_aws else f'({dollars})':<15} {listed.source}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(report()) + "\n")
