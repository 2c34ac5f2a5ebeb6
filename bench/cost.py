"""What an onboarding costs at list prices, read from a recorded journey (`make cost`).

The journey is played by the real handlers on a cloud in memory, and every call that they make is noted. What cannot be
measured here is said: processor time is this machine's, warm, and how often a call is a cold start is shown apart.
"""

import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import starmap

from bench import prices
from bench.journey import Journey, play
from bench.measures import Line
from bench.recording import Call
from bench.rehearsal import Invocation, rehearsal
from infra.functions import SPECS
from infra.reconcile import EVERY

ONBOARDINGS = 1000
MOST = 0.60
"""Dollars for a thousand, besides mail."""

CPU_GB = 1769 / 1024
"""GB of memory at which a function has one whole processor (https://docs.aws.amazon.com/lambda/latest/dg/)."""

CALL_SECONDS = 0.006
"""A request to a neighbouring service and its answer."""

START_SECONDS = 0.25
"""Processor time of a cold start's imports, as bench/cold_start.py measures it on a quiet machine."""

LAMBDA_LINES = 420
"""Bytes of the START, END and REPORT lines that Lambda itself logs."""

TRANSITION_LOG = 430
"""Bytes that Step Functions logs for a transition (level ALL, without data)."""

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Bill:
    """Dollars by service for one onboarding, and the counts behind them."""

    dollars: Mapping[str, float]
    counts: Mapping[str, float] = field(default_factory=dict)

    @property
    def besides_mail(self) -> float:
        """All but mail."""
        return sum(price for service, price in self.dollars.items() if service != "mail")


def recorded(journey: Journey) -> Bill:
    """Plays the journey and prices what it did."""
    with rehearsal() as cloud:
        play(cloud, journey)
        # The clock's own passes are the same with and without this case; what it did for it is another function's.
        ours = [one for one in cloud.invocations if one.function != "clock" or one.calls[_IDLE_CALLS:]]
        transitions = len(cloud.machine.entered())
        calls = [call for one in ours for call in one.calls] + cloud.workflow_calls
        requests = sum(one.function == "web" for one in ours)
    lambdas = sum(map(_billed, ours))
    writes, reads = sum(call.write for call in calls), sum(call.read for call in calls) + _swept(journey.days)
    logs = sum(one.log_bytes + LAMBDA_LINES for one in ours) + transitions * TRANSITION_LOG
    mails = _count(calls, "ses")
    dollars = {
        "transitions": transitions * prices.STEP_FUNCTIONS_TRANSITION,
        "table writes": writes * prices.DYNAMODB_WRITE_UNIT,
        "table reads": reads * prices.DYNAMODB_READ_UNIT,
        "functions": lambdas * prices.LAMBDA_GB_SECOND + len(ours) * prices.LAMBDA_REQUEST,
        "requests": requests * prices.HTTP_API_REQUEST,
        "documents and seal": sum(starmap(_stored, ((call.service, call.operation) for call in calls))),
        "logs": logs / 1e9 * prices.LOG_GB,
        "mail": mails * prices.MAIL,
    }
    counts = {
        "transitions": transitions,
        "invocations": len(ours),
        "GB-seconds": lambdas,
        "GB-seconds if all were cold": sum(_billed(one, START_SECONDS) for one in ours),
        "write units": writes,
        "read units": reads,
        "pages and forms": requests,
        "mails": mails,
        "KB of logs": logs / 1000,
    }
    return Bill(dollars, counts)


_IDLE_CALLS = 4
"""Queries of a clock's pass that finds nothing."""


def _billed(one: Invocation, cold: float = 0.0) -> float:
    """GB-seconds: processor time stretched to the function's share of one, and the waiting for its calls."""
    spec = next(spec for spec in SPECS if spec.name == one.function)
    gigabytes = spec.memory / 1024
    share = min(1.0, gigabytes / CPU_GB)
    return gigabytes * ((one.seconds + cold) / share + len(one.calls) * CALL_SECONDS)


def _swept(days: int) -> float:
    """Read units of the reconciler, which reads every waiting application on each of its passes."""
    return days * MINUTES_A_DAY / EVERY * _WAITING_UNITS


_WAITING_UNITS = 0.5 * 2.4 / 4
"""An application of 2.4 KB, read with others from the stage index."""


def _stored(service: str, operation: str) -> float:
    if service == "s3":
        return prices.S3_WRITE if operation == "PutObject" else prices.S3_READ
    if service == "kms":
        return prices.KMS_RSA_SIGN if operation == "Sign" else prices.KMS_REQUEST
    return 0.0


def _count(calls: list[Call], service: str) -> int:
    return sum(call.service == service for call in calls)


@dataclass(frozen=True)
class Rival:
    """Another design, priced by its transitions alone: the least that it costs."""

    name: str
    transitions: float

    @property
    def dollars(self) -> float:
        """For a thousand onboardings."""
        return self.transitions * prices.STEP_FUNCTIONS_TRANSITION * ONBOARDINGS


def rivals(accounts: int, days: int) -> Iterator[Rival]:
    """A loop that polls hourly (Wait, look, Choice), one token for each account, and the least that decides."""
    yield Rival("polling every hour", 20 + 3 * 24 * days)
    yield Rival("a token for each account", 17 + 4 * accounts)
    yield Rival("floor: five waits and nothing else", 5)


def measure() -> Iterator[Line]:
    """The plain journey on one day and over the days that customers may take."""
    for days in (1, 44):
        bill = recorded(Journey(days=days))
        dearest = next(iter(rivals(2, days)))
        yield Line(
            measure=f"cost: 1,000 onboardings, {days} days, no mail",
            goal=f"at most ${MOST:.2f}",
            how="make cost",
            unit="dollars",
            ours=bill.besides_mail * ONBOARDINGS,
            floor=dearest.dollars,
            count=True,
            limit=ALLOWED[days],
            missed=WHY_MISSED,
        )


ALLOWED = {1: 1.10, 44: 1.50}
WHY_MISSED = (
    "twenty transitions alone are $0.50 at list price; the rest is the table's guarded writes and, with the days, the "
    "reconciler's passes"
)


def report() -> Iterator[str]:
    """The bill of several journeys beside other designs."""
    base, more = recorded(Journey(accounts=2)), recorded(Journey(accounts=5))
    month = recorded(Journey(accounts=2, days=30))
    yield f"1,000 onboardings with 2 accounts on one day, without mail: ${base.besides_mail * ONBOARDINGS:.2f}"
    for service, price in base.dollars.items():
        yield f"  {service:<20} ${price * ONBOARDINGS:.3f}"
    for what, count in base.counts.items():
        yield f"  {what:<28} {count:,.1f} each"
    account = (more.besides_mail - base.besides_mail) / 3
    day = (month.besides_mail - base.besides_mail) / 30
    reminders = month.counts["mails"] - base.counts["mails"]
    yield f"each further account: ${account * ONBOARDINGS:.3f}"
    yield f"each day of waiting, {reminders:.0f} reminders in 30 days included: ${day * ONBOARDINGS:.4f}"
    yield f"each mail: ${prices.MAIL * ONBOARDINGS:.2f}; {base.counts['mails']:.0f} of them"
    for accounts, days in ((2, 1), (200, 1), (2, 90)):
        ours = (base.besides_mail + (accounts - 2) * account + math.floor(days - 1) * day) * ONBOARDINGS
        others = ", ".join(f"{rival.name} ${rival.dollars:.2f}" for rival in rivals(accounts, days))
        yield f"{accounts} accounts, {days} days: ours ${ours:.2f}; {others}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(report()) + "\n")
