"""What a day of waiting costs: the reconciler's passes, which read every case that is under way."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench import capacity
from infra import prices, reconcile
from infra.functions import CPU_GB, RECONCILE
from onboarding import keys
from onboarding.adapters.items import from_wire, listed_of
from onboarding.census import Census

DAY = 24 * 60  # minutes
TIMES = 500


@dataclass(frozen=True)
class Waiting:
    """One case in one pass: read units, and GB-seconds of the reconciler."""

    units: float
    gb_seconds: float

    @property
    def dollars(self) -> float:
        """Of a day."""
        passes = DAY / reconcile.EVERY
        return passes * (self.units * prices.READ_UNIT.dollars + self.gb_seconds * prices.GB_SECOND.dollars)


def of(item: Mapping[str, Any]) -> Waiting:
    """What a pass pays for this application's item; entries are read by the thousand, so nothing is rounded."""
    entry = capacity.projected(keys.STAGE, item)
    gigabytes = RECONCILE.memory / 1024
    seconds = _seconds(entry) / min(1.0, gigabytes / CPU_GB)
    return Waiting(capacity.EVENTUAL * capacity.size(entry) / capacity.READ_UNIT, gigabytes * seconds)


def _seconds(entry: Mapping[str, Any]) -> float:
    """Processor time on this machine of what the reconciler does with an entry."""
    census, now = Census(), datetime.now(UTC)
    began = time.process_time()
    for _ in range(TIMES):
        census.count(listed_of(from_wire(entry)), now)
    return (time.process_time() - began) / TIMES
