"""A bucket and a queue in memory, behind the ports of files and of work on them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onboarding.domain.errors import NotFound
from onboarding.importing.runs import Dropped


@dataclass
class Bucket:
    """The port `Files` in memory; `most` is the largest piece that anybody was handed or handed in."""

    files: dict[str, bytes] = field(default_factory=dict)
    most: int = 0

    def found(self, key: str) -> Dropped:
        if key not in self.files:
            raise NotFound(key)
        data = self.files[key]
        return Dropped(key=key, etag=hashlib.md5(data).hexdigest(), size=len(data))  # noqa: S324 - as S3 does

    def read(self, file: Dropped, start: int, end: int | None = None) -> Iterator[bytes]:
        if self.found(file.key) != file:
            raise NotFound(file.key)
        data = self.files[file.key]
        for at in range(start, len(data) if end is None else end, 1000):
            piece = data[at : min(at + 1000, len(data) if end is None else end)]
            self.most = max(self.most, len(piece))
            yield piece

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        held = list(pieces)
        self.most = max([self.most, *map(len, held)])
        self.files[key] = b"".join(held)


@dataclass
class Notes:
    """The port `Work` in memory."""

    left: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def send(self, messages: Sequence[Mapping[str, str | int]]) -> None:
        self.left += [dict(one) for one in messages]
        self.sent += [dict(one) for one in messages]
