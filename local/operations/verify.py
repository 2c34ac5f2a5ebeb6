"""Checks an exported audit without us: needs this file, a Python and the export, no library and no network.

Each line holds one event and the SHA-256 over its canonical JSON (keys sorted, no spaces, UTF-8), the hash of the
event before included: a changed, left out, added or swapped event does not fit. `head` lines hold the hash that the
application itself keeps; without one, nothing says that the last events are not missing.

What an event says of people is `told`, beside what is hashed: `veiled` has the HMAC-SHA-256 of each part with the
event's salt. After an erasure `told` is gone and all else still fits; without an erasure after it, nothing may be gone.
"""

import hashlib
import hmac
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FIRST = "0" * 64
ERASED = "personal data erased"


def hash_of(event: dict[str, Any]) -> str:
    """SHA-256 (hex) over an event's canonical JSON."""
    content = {key: value for key, value in event.items() if key not in ("hash", "told")}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def misfits(event: dict[str, Any]) -> list[str]:
    """The parts of what an event tells of people that are not what was hashed."""
    told = dict(event["told"])
    salt = str(told.pop("salt"))
    made = {
        name: hmac.new(salt.encode(), f"{name}\n{value}".encode(), hashlib.sha256).hexdigest()
        for name, value in told.items()
    }
    return sorted(name for name in {*made, *event["veiled"]} if made.get(name) != event["veiled"].get(name))


def problems(lines: Iterable[str]) -> Iterator[str]:
    """What does not fit, in words; nothing where all is whole."""
    last: dict[str, tuple[int, str]] = {}
    closed: set[str] = set()
    emptied: dict[str, int] = {}
    for place, line in enumerate(lines, start=1):
        try:
            event = json.loads(line)
            id = str(event["application"])
            if "head" in event:
                closed.add(id)
                if last.get(id, (0, FIRST)) != (event["version"], event["head"]):
                    yield f"line {place}: the chain of {id} does not end as the application says"
                continue
            number, previous = last.get(id, (0, FIRST))
            if event["number"] != number + 1 or event["previous"] != previous:
                yield f"line {place}: event {event['number']} of {id} does not follow from the one before"
            if hash_of(event) != event["hash"]:
                yield f"line {place}: event {event['number']} of {id} has been changed"
            if "told" in event and misfits(event):
                yield f"line {place}: event {event['number']} of {id} tells something else of people than it did"
            if event["action"] == ERASED:
                emptied.pop(id, None)
            elif "veiled" in event and "told" not in event:
                emptied.setdefault(id, event["number"])
            last[id] = (event["number"], event["hash"])
        except (ValueError, KeyError, TypeError, AttributeError):
            yield f"line {place}: this is no event"
    yield from (f"event {number} of {id} was emptied, and no erasure says so" for id, number in emptied.items())
    yield from (f"{id}: no word of where its chain ends" for id in last if id not in closed)


def main(path: str) -> int:
    """0 for a whole audit; 1 with what does not fit; what a period cuts off is a warning only."""
    found = list(problems(Path(path).read_text(encoding="utf-8").splitlines()))
    broken = [one for one in found if not one.endswith("its chain ends")]
    print("\n".join(found) or "whole: every event follows from the one before")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
