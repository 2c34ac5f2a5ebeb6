"""The time: the machine's, moved forward where a local cloud asks for it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path


class SystemClock:
    """The machine's clock. `offset_file` (local cloud only) holds seconds by which its clock was moved forward."""

    def __init__(self, offset_file: str = "") -> None:
        self._offset_file = offset_file

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC) + self._offset()

    def _offset(self) -> timedelta:
        if not self._offset_file or not Path(self._offset_file).exists():
            return timedelta(0)
        return timedelta(seconds=int(Path(self._offset_file).read_text(encoding="ascii") or 0))
