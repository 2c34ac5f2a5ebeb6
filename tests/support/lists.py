"""Somebody in ops who drops denied-party lists: delivered shuffled, and more than once where a test wants that."""

import random
from typing import Any

from onboarding import screen
from onboarding.screening.lists import DeniedList, Sweep
from tests.support.world import Home


class Desk:
    """The screening of one world; `twice` delivers every message twice."""

    def __init__(self, world: Home, *, twice: bool = False, seed: int = 1) -> None:
        self.world, self.twice, self.rng = world, twice, random.Random(seed)  # noqa: S311 - an order, no secret
        self.hits = 0

    def drop(self, file: str, data: bytes | str) -> "Desk":
        """A list is put into the bucket, and S3 says so."""
        self.world.list_files.files[file] = data.encode() if isinstance(data, str) else data
        return self._word("Object Created", file)

    def take_away(self, file: str) -> "Desk":
        """A list is deleted, and S3 says so."""
        del self.world.list_files.files[file]
        return self._word("Object Deleted", file)

    def _word(self, what: str, file: str) -> "Desk":
        self.world.clock.move(seconds=1)
        self.left.append({"detail-type": what, "detail": {"object": {"key": file}}})
        return self

    @property
    def left(self) -> list[dict[str, Any]]:
        """What is still to be done."""
        return self.world.list_work.left

    def work(self, most: int | None = None) -> "Desk":
        """Messages are delivered in any order until none is left, or that many were."""
        done = 0
        while self.left and (most is None or done < most):
            message = self.left.pop(self.rng.randrange(len(self.left)))
            for _ in range(1 + self.twice):
                self.hits += screen.take(self.world, message).get("Hits", 0)
            done += 1
        return self

    def list(self, file: str) -> DeniedList:
        """A list's record."""
        (found,) = [one for one in self.world.denied_lists.listed() if one.file == file]
        return found

    @property
    def sweep(self) -> Sweep:
        """The last screening of everybody."""
        found = self.world.denied_lists.sweep()
        assert found is not None
        return found
