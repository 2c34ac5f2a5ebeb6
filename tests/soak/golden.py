"""Promise 13, old with new: cases that an earlier release left in the table are brought to their end by this one.

`python -m tests.soak.golden 0.1.0` writes the file of a release, once, when it is made.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from onboarding.domain.decision import Kind
from tests.soak.dynamo import Dynamo
from tests.soak.journeys import JOURNEYS, Journey, over
from tests.soak.machine import Execution
from tests.soak.outcome import violations
from tests.soak.people import People
from tests.soak.scenes import brought_to
from tests.soak.town import Town, town

FOLDER = Path(__file__).parent / "releases"

SCENES = (
    ("new", Kind.CONFIRMATION),
    ("review", Kind.REVIEW),
    ("technology", Kind.BUSINESS),
    ("next distributor", Kind.DISTRIBUTOR),
    ("hold", Kind.AGREEMENT),
    ("sealing by a person", Kind.COUNTERSIGNATURE),
    ("new", Kind.ADMIN),
)
"""Who is thinking when the release is replaced."""


def check() -> str:
    """Every scene of every release comes to its end."""
    scenes = 0
    releases = sorted(FOLDER.glob("*.json"))
    assert releases, "there is no release to hold on to"
    with town() as here:
        for release in releases:
            for scene in json.loads(release.read_text(encoding="utf-8")):
                scenes += 1
                _finished(here, scene, release.stem)
    return f"{scenes} waiting cases of {len(releases)} earlier releases: all came to their end"


def _finished(here: Town, scene: dict[str, Any], release: str) -> None:
    journey = _journey(scene["journey"])
    here.begin(journey.program, journey.distributors)
    here.world.clock.at = datetime.fromisoformat(scene["now"])
    here.aws.table = Dynamo()
    for item in scene["items"]:
        here.aws.table.keep(item)
    here.aws.objects = {key: text.encode("latin-1") for key, text in scene["objects"].items()}
    here.machine.executions = {one["name"]: Execution(**one) for one in scene["executions"]}
    people = People(here, journey.answer, journey.decided if journey.ops else None)
    people.waiting = [(path, Kind(kind), to) for path, kind, to in scene["waiting"]]
    for _ in range(60):
        if here.settle() | people.act():
            continue
        if over(here, journey):
            break
        here.pass_by()
    assert over(here, journey), f"{release}: {journey.name} at {scene['kind']} does not come to its end"
    assert not people.refused, people.refused
    assert not violations(here), violations(here)


def scenes(here: Town) -> Iterator[dict[str, Any]]:
    """What this release leaves in table, bucket, executions and inboxes while each of these people thinks."""
    for name, kind in SCENES:
        journey = _journey(name)
        asked = brought_to(here, journey, kind)
        yield {
            "journey": name,
            "kind": kind.value,
            "now": here.world.clock.at.isoformat(),
            "items": [item for _, item in sorted(here.aws.table.items.items())],
            "objects": {key: content.decode("latin-1") for key, content in here.aws.objects.items()},
            "executions": [asdict(one) for one in here.machine.executions.values()],
            "waiting": [[asked.path, asked.kind.value, ""]],
        }


def _journey(name: str) -> Journey:
    return next(one for one in JOURNEYS if one.name == name)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with town() as begun:
        lines = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in scenes(begun))
    (FOLDER / f"{sys.argv[1]}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
