"""Somebody in ops who drops files: a bucket and a queue in memory, delivered shuffled and more than once."""

import csv
import io
import random
from collections.abc import Mapping, Sequence

from onboarding import intake
from onboarding.importing.runs import Run
from tests.support.files import Bucket, Notes
from tests.support.world import Home


class Intake:
    """The intake of one world; `twice` delivers every message twice."""

    def __init__(self, world: Home, *, twice: bool = False, seed: int = 1) -> None:
        self.world, self.twice, self.rng = world, twice, random.Random(seed)  # noqa: S311 - an order, no secret
        self.bucket, self.notes, self.drops = Bucket(), Notes(), 0
        world.__dict__.update(files=self.bucket, work=self.notes)

    def drop(self, key: str, data: bytes | str) -> None:
        """A file is put into the bucket, and S3 says so."""
        self.bucket.files[key] = data.encode() if isinstance(data, str) else data
        self.drops += 1
        self.world.clock.move(seconds=1)
        object_ = {"key": key, "size": 0, "etag": "", "sequencer": f"00{self.drops}A"}
        self.notes.left.append({"detail-type": "Object Created", "detail": {"object": object_}})

    def work(self, most: int | None = None) -> None:
        """Messages are delivered in any order until none is left, or that many were."""
        done = 0
        while self.notes.left and (most is None or done < most):
            message = self.notes.left.pop(self.rng.randrange(len(self.notes.left)))
            intake.take(self.world, message)
            if self.twice:
                intake.take(self.world, message)
            done += 1

    def run(self, key: str) -> Run:
        """The newest import of a file."""
        return [one for one in self.world.imports.runs() if one.file.key == key][-1]

    def report(self, key: str) -> list[dict[str, str]]:
        """The report beside a file, row by row."""
        text = self.bucket.files[f"{key}.report.csv"].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def take_in(self, name: str, data: bytes | str) -> list[dict[str, str]]:
        """A dry run, a commit, and the commit's report."""
        self.drop(f"check/{name}", data)
        self.work()
        self.drop(f"commit/{name}", data)
        self.work()
        return self.report(f"commit/{name}")


def results(report: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """How often each result is in a report."""
    found: dict[str, int] = {}
    for row in report:
        found[row["result"]] = found.get(row["result"], 0) + 1
    return found
