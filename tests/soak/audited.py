"""Promise 7: every change of state is written with its audit event, and every event with its change of state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.soak.dynamo import Wire

STATE = ("APPLICATION", "DECISION", "ACCOUNT")
"""The items that are a case's state."""

_DELIVERY = {"due_pk", "due_sk", "start", "task_token", "woken"}
"""What relay, clock and workflow note on them about deliveries, which is no state."""


@dataclass
class Audit:
    """Watches a table's writes: each is all that was written together, every item before and after it."""

    changes: int = 0
    events: int = 0
    wrong: list[str] = field(default_factory=list)

    def wrote(self, pairs: Sequence[tuple[Wire, Wire]]) -> None:
        """One write, be it a transaction or a single item."""
        changed = {_case(after) for before, after in pairs if _kind(after) in STATE and _state(before) != _state(after)}
        new = {_case(after): int(after["number"]["N"]) for _, after in pairs if _kind(after) == "EVENT"}
        versions = {_case(after): int(after["version"]["N"]) for _, after in pairs if _kind(after) == "APPLICATION"}
        self.changes += len(changed)
        self.events += len(new)
        self.wrong += [f"{case}: changed without an event" for case in changed - new.keys()]
        self.wrong += [f"{case}: event {new[case]} without a change" for case in new.keys() - changed]
        off = [case for case in changed & new.keys() if versions.get(case) != new[case]]
        self.wrong += [f"{case}: event {new[case]} is not of version {versions.get(case)}" for case in off]
        events = (pair for pair in pairs if _kind(pair[1]) == "EVENT" and pair[0])
        self.wrong += [f"{_case(after)}: an event was changed" for _, after in events]


def _state(item: Wire) -> Mapping[str, object]:
    return {name: value for name, value in item.items() if name not in _DELIVERY}


def _kind(item: Wire) -> str:
    return str(item.get("kind", {}).get("S", ""))


def _case(item: Wire) -> str:
    return str(item["PK"]["S"]).partition("#")[2]
