"""How much memory a function's processes on the local cloud hold, watched while something else goes on."""

import subprocess
import threading
from types import TracebackType

EVERY_SECONDS = 1.0


class Watch:
    """While it is entered, `most` becomes the largest resident size, in MB, of any process of that function."""

    def __init__(self, function: str) -> None:
        self.most = 0.0
        self._mark = f"PartnerOnboarding-{function}"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look_again_and_again, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _look_again_and_again(self) -> None:
        while True:
            self.most = max(self.most, *self._sizes(), 0.0)
            if self._ended.wait(EVERY_SECONDS):
                return

    def _sizes(self) -> list[float]:
        listed = subprocess.run(["ps", "-Ao", "rss=,args="], capture_output=True, text=True, check=True).stdout  # noqa: S607
        return [int(line.split()[0]) / 1024 for line in listed.splitlines() if self._mark in line]
