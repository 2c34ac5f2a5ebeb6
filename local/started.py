"""Gives a script the running local cloud, or starts one for it and stops that one afterwards."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from local.addresses import ADDRESSES, ROOT, Addresses, NotRunning
from local.environment import use_local_cloud
from local.run_lock import launcher
from local.stop import stop

FIRST_START_SECONDS = 600


@contextmanager
def local_cloud() -> Iterator[Addresses]:
    """A ready local cloud's addresses; this process's AWS clients talk to it. Raises NotRunning."""
    ours = None if launcher() else subprocess.Popen([sys.executable, "-m", "local.cloud"], cwd=ROOT)
    try:
        _wait_until_ready(ours)
        yield use_local_cloud()
    finally:
        if ours:
            stop()
            ours.wait()


def _wait_until_ready(ours: "subprocess.Popen[bytes] | None") -> None:
    deadline = time.monotonic() + FIRST_START_SECONDS
    while not (launcher() and ADDRESSES.exists()):
        if ours and ours.poll() is not None:
            raise NotRunning("the local cloud did not start; see above")
        if not ours and not launcher():
            raise NotRunning("the local cloud that was starting is gone; start it with: make run")
        if time.monotonic() > deadline:
            raise NotRunning(f"the local cloud is not ready after {FIRST_START_SECONDS} s")
        time.sleep(0.2)
